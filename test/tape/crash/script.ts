// What the child says, and what a reader must end up with.

export const CURSOR = ' ▉';
export const MARK = ' (interrupted)';
/** Small enough that the text rolls over. */
export const MAX_LENGTH = 160;
/** Between two deltas, and how long a call takes (virtual milliseconds). */
export const DELTA_MS = 4;
export const CALL_MS = 9;

export const config = { editInterval: 0.02, bufferThreshold: 20, cursor: CURSOR, interruptedMark: MARK };

const words = (count: number, name: string): string[] => Array.from({ length: count }, (_, index) => `${name}${index} `);

/** A delta; null is a boundary, `{ note }` a commentary. */
export type Said = string | null | { note: string };

/** With all that can come in an answer. */
export const longScript: Said[] = [
  ...words(12, 'alpha'),
  null,
  { note: 'Looking that up.' },
  ...words(45, 'beta'),
  null,
  ...words(10, 'gamma'),
];

export const shortScript: Said[] = [...words(12, 'delta'), null, ...words(8, 'epsilon')];

/** Text as it is compared: white space at a split is not text. */
export const bare = (text: string): string => text.replace(/\s+/gu, '');

export const textOf = (script: readonly Said[]): string =>
  bare(script.map((one) => (one === null ? '' : typeof one === 'string' ? one : one.note)).join(''));
