const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a terminal draws as one unit, and how many columns that takes: 0, 1 or 2. */
export interface Cell {
  text: string;
  width: number;
}

/** A line without control characters, cut into what a terminal draws. */
export function cellsOf(line: string): Cell[] {
  if (/^[\x20-\x7e]*$/.test(line)) return [...line].map((text) => ({ text, width: 1 }));
  return [...segmenter.segment(line)].map(({ segment }) => ({ text: segment, width: widthOf(segment) }));
}

function widthOf(grapheme: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]+$/u.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
}

/** Emoji, and what Unicode's East Asian Width calls W or F (Unicode Standard Annex 11), by block. */
const wide = new RegExp(
  [
    '^\\p{Emoji_Presentation}',
    '^[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\u4dbf\\u4e00-\\ua4cf\\ua960-\\ua97f\\uac00-\\ud7a3]',
    '^[\\uf900-\\ufaff\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6]',
    '^[\\u{16fe0}-\\u{18cff}\\u{1b000}-\\u{1b2ff}\\u{20000}-\\u{3fffd}]',
    '\\p{Emoji}\\ufe0f',
  ].join('|'),
  'u',
);
