// What the child says, and what a reader must end up with.

export const CURSOR = ' ▉';
export const MARK = ' (interrupted)';
/** Small enough that the text rolls over. */
export const MAX_LENGTH = 160;

const words = (count: number, name: string): string[] => Array.from({ length: count }, (_, index) => `${name}${index} `);

/** Deltas; null is a boundary, `{ note }` a commentary. */
export const script: (string | null | { note: string })[] = [
  ...words(12, 'alpha'),
  null,
  { note: 'Looking that up.' },
  ...words(45, 'beta'),
  null,
  ...words(10, 'gamma'),
];

/** Text as it is compared: white space at a split is not text. */
export const bare = (text: string): string => text.replace(/\s+/gu, '');

export const scriptText = bare(script.map((one) => (one === null ? '' : typeof one === 'string' ? one : one.note)).join(''));
