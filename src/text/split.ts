// Where a message that cannot hold the whole text had better end.

import { cutsPair } from './code-points.js';

/** A message is filled at least to this share before a nicer place to end is passed over for a fuller one. */
const LEAST_FILLED = 0.5;

/** Of graphemes, unless it is told otherwise. */
const graphemes = new Intl.Segmenter();

/** How far a grapheme may reach past the place that is asked about. */
const GRAPHEME_REACH = 256;
/** The same for a link. */
const LINK_REACH = 2_048;

/** Returns a position of at most `most` (UTF-16 units), and at least one code point, at which to end a message that begins with `text` and
 *  can hold `most` of it. Prefers, in the last half: the end of a paragraph, a line, a sentence, a word; never inside a
 *  grapheme unless that alone is too long, and not inside a link or behind a table's header if that can be helped. */
export function findCut(text: string, most: number): number {
  const least = Math.max(1, Math.floor(most * LEAST_FILLED));
  return outsideTable(text, outsideLink(text, nicestPlace(text, most, least), least), most, least);
}

function nicestPlace(text: string, most: number, least: number): number {
  for (const place of [endOfParagraph, endOfLine, endOfSentence, endOfWord]) {
    const cut = place(text, most);
    if (cut >= least) return cut;
  }
  return endOfGrapheme(text, most);
}

const endOfParagraph = (text: string, most: number): number => text.lastIndexOf('\n\n', most);

const endOfLine = (text: string, most: number): number => text.lastIndexOf('\n', most);

function endOfSentence(text: string, most: number): number {
  let found = -1;
  for (const match of text.slice(0, most + 1).matchAll(/[.!?…。！？]["'”’)\]*_]*(?=\s)|[。！？]/gu)) {
    const end = match.index + match[0].length;
    if (end <= most) found = end;
  }
  return found;
}

const endOfWord = (text: string, most: number): number => text.slice(0, most + 1).search(/\s\S*$/u);

function endOfGrapheme(text: string, most: number): number {
  const cut = graphemes.segment(text.slice(0, most + GRAPHEME_REACH)).containing(most)?.index ?? most;
  if (cut > 0) return cut;
  if (!cutsPair(text, most)) return most;
  return most > 1 ? most - 1 : most + 1;
}

function outsideLink(text: string, cut: number, least: number): number {
  const from = lineStart(text, cut);
  for (const match of text.slice(from, cut + LINK_REACH).matchAll(/!?\[[^\]\n]*\]\([^)\n]*\)|https?:\/\/\S+/gu)) {
    const start = from + match.index;
    if (start >= least && cut < start + match[0].length) return Math.min(start, cut);
  }
  return cut;
}

/** A table that would fit into a message of its own is not cut, and one that would not is not cut behind its header. */
function outsideTable(text: string, cut: number, most: number, least: number): number {
  if (!isRow(text, cut) || !isRow(text, cut + 1)) return cut;
  let start = lineStart(text, cut);
  let rowsAbove = 1;
  while (start > 0 && isRow(text, start - 1)) {
    start = lineStart(text, start - 1);
    rowsAbove += 1;
  }
  const wouldFit = endOfTable(text, cut) - start <= most;
  const isFirst = text.slice(0, start).trim() === '';
  const cutsHeader = rowsAbove <= 2 && start >= least;
  return !isFirst && (wouldFit || cutsHeader) ? start : cut;
}

function endOfTable(text: string, from: number): number {
  let end = from;
  do end = text.indexOf('\n', end + 1);
  while (end !== -1 && isRow(text, end + 1));
  return end === -1 ? text.length : end;
}

/** Of the line that `at` is in; a line break is in the line that it ends. */
const lineStart = (text: string, at: number): number => text.slice(0, at).lastIndexOf('\n') + 1;

const isRow = (text: string, at: number): boolean => /^[ \t]*\|/u.test(text.slice(lineStart(text, at)));
