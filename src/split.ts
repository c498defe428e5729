// Where a message that cannot hold the whole text had better end.

/** A message is filled at least to this share before a nicer place to end is passed over for a fuller one. */
const LEAST_FILLED = 0.5;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Returns a position of at most `most` (UTF-16 units), and at least one code point, at which to end a message that begins with `text` and
 *  can hold `most` of it. Prefers, in the last half: the end of a paragraph, a line, a sentence, a word; never inside a
 *  grapheme unless that alone is too long, and not inside a link or behind a table's header if that can be helped. */
export function findCut(text: string, most: number): number {
  const least = Math.max(1, Math.floor(most * LEAST_FILLED));
  for (const place of [endOfParagraph, endOfLine, endOfSentence, endOfWord]) {
    const found = place(text, most);
    const cut = found < least ? found : outsideTable(text, outsideLink(text, found, least), most, least);
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

function endOfWord(text: string, most: number): number {
  for (let at = most; at > 0; at -= 1) if (/\s/u.test(text.charAt(at))) return at;
  return -1;
}

function endOfGrapheme(text: string, most: number): number {
  // Graphemes are short; a look at the neighbourhood tells where the one at `most` begins.
  const start = Math.max(0, most - 256);
  const around = text.slice(start, most + 256);
  const index = graphemes.segment(around).containing(most - start)?.index ?? most - start;
  const cut = start + index;
  if (cut > 0 && (index > 0 || start === 0)) return cut;
  if (!isLowSurrogate(text, most)) return most;
  return most > 1 ? most - 1 : most + 1;
}

function outsideLink(text: string, cut: number, least: number): number {
  const lineStart = text.lastIndexOf('\n', cut - 1) + 1;
  for (const match of text.slice(lineStart, cut + 2_048).matchAll(/!?\[[^\]\n]*\]\([^)\n]*\)|https?:\/\/\S+/gu)) {
    const start = lineStart + match.index;
    if (start >= cut) break;
    if (cut < start + match[0].length) return start >= least ? start : cut;
  }
  return cut;
}

/** A table that would fit into a message of its own is not cut, and one that would not is not cut behind its header. */
function outsideTable(text: string, cut: number, most: number, least: number): number {
  if (!isRow(lineAround(text, cut - 1)) || !isRow(lineAround(text, cut + 1))) return cut;
  let start = text.lastIndexOf('\n', cut - 1) + 1;
  let rowsAbove = 1;
  while (start > 0 && isRow(lineAround(text, start - 2))) {
    start = text.lastIndexOf('\n', start - 2) + 1;
    rowsAbove += 1;
  }
  const end = endOfTable(text, cut);
  const wouldFit = end - start <= most;
  if (start > 0 && (wouldFit || rowsAbove <= 2)) return start >= least || rowsAbove <= 2 ? start : Math.max(start, 1);
  return cut;
}

function endOfTable(text: string, from: number): number {
  let end = text.indexOf('\n', from + 1);
  while (end !== -1 && isRow(lineAround(text, end + 1))) end = text.indexOf('\n', end + 1);
  return end === -1 ? text.length : end;
}

function lineAround(text: string, at: number): string {
  if (at < 0) return '';
  const end = text.indexOf('\n', at);
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, end === -1 ? undefined : end);
}

const isRow = (line: string): boolean => line.trimStart().startsWith('|');

function isLowSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff;
}
