import type { Decoder } from './decoder.js';

/** JSON lines: every line that is not blank is one event. */
export function jsonl(): Decoder {
  return {
    push: ({ number, text }) => (text.trim() === '' ? [] : [{ line: number, text }]),
    end: () => [],
  };
}
