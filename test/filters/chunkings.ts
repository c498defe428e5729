import fc from 'fast-check';
import type { Filter } from '../../src/filters/index.js';

/** A stream's text: pieces of any size, `null` where a segment ends. */
export type Piece = string | null;

export interface Played {
  /** Everything that came out, one entry per segment. */
  segments: string[];
  /** The longest stretch of text that had gone in and not come out. Tells something only where nothing is hidden. */
  mostHeld: number;
}

/** Plays pieces through one run of a filter and finishes it. */
export function play(filter: Filter, pieces: readonly Piece[]): Played {
  const run = filter.start();
  const played: Played = { segments: [''], mostHeld: 0 };
  let taken = 0;
  let given = 0;
  const give = (text: string) => {
    played.segments.push((played.segments.pop() ?? '') + text);
    given += text.length;
    played.mostHeld = Math.max(played.mostHeld, taken - given);
  };
  for (const piece of pieces) {
    taken += piece?.length ?? 0;
    give(piece === null ? (run.close?.('boundary') ?? '') : run.push ? run.push(piece) : piece);
    if (piece === null) played.segments.push('');
  }
  give(run.close?.('finish') ?? '');
  return played;
}

/** What comes out of `text` in all, given in one piece. */
export function shown(filter: Filter, text: string): string {
  return play(filter, [text]).segments.join('');
}

/** Every way to cut a text once or twice, and into single characters. Long texts are cut once only. */
export function* cuts(text: string): Generator<string[]> {
  yield [text];
  yield text.split('');
  for (let i = 1; i < text.length; i += 1) {
    yield [text.slice(0, i), text.slice(i)];
    for (let j = i + 1; j < text.length && text.length <= 80; j += 1) yield [text.slice(0, i), text.slice(i, j), text.slice(j)];
  }
}

/** The first cut after which something else is seen of the text, and what; undefined where there is none. */
export function exception(filter: Filter, text: string, visible: string): string | undefined {
  for (const pieces of cuts(text)) {
    const seen = play(filter, pieces).segments.join('');
    if (seen !== visible) return `${JSON.stringify(pieces)} shows ${JSON.stringify(seen)}`;
  }
  return undefined;
}

/** A text made of the given fragments, in pieces that know nothing of where the fragments end. */
export function piecesOf(fragments: readonly string[]): fc.Arbitrary<{ text: string; pieces: string[] }> {
  return fc
    .tuple(fc.array(fc.constantFrom(...fragments), { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 }))
    .map(([parts, sizes]) => {
      const text = parts.join('');
      const pieces: string[] = [];
      let at = 0;
      for (const size of sizes) {
        if (at >= text.length) break;
        pieces.push(text.slice(at, at + size));
        at += size;
      }
      return { text, pieces: [...pieces, text.slice(at)] };
    });
}

/** Markdown in all states of disorder. */
export const markdown = fc
  .array(fc.constantFrom('**', '*', '_', '`', '```', '~~', '[a](', '![', ')', '$$', '<b', '\n', '- ', '> ', ' ', 'word', '🙂', '=='), {
    maxLength: 16,
  })
  .map((parts) => parts.join(''));
