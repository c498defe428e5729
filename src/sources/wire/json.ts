import { SourceError } from '../source-error.js';
import type { Decoder, WireEvent } from './decoder.js';

/** JSON objects over any number of lines, one after another or in one array that is still being written, as Gemini sends without
 *  `alt=sse` and others send errors.
 *  @throws {SourceError} `source-malformed` for what is neither, `source-too-long` for an object of more than `maxLength`. */
export function json(maxLength: number): Decoder {
  let depth = 0;
  let first = 0;
  let open = '';
  return {
    push({ number, text }) {
      const events: WireEvent[] = [];
      let start = 0;
      // JSON has no line breaks in strings, so each line holds only whole ones.
      for (const { 0: token, index } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}]/g)) {
        if (token === '{' && depth++ === 0) {
          between(text.slice(start, index), number);
          first = number;
          start = index;
        }
        if (token === '}' && --depth === 0) {
          events.push({ line: first, text: open + text.slice(start, index + 1) });
          open = '';
          start = index + 1;
        }
      }
      if (depth <= 0) between(text.slice(start), number);
      else open += `${text.slice(start)}\n`;
      if (open.length > maxLength)
        throw new SourceError('source-too-long', `the event of line ${first} is longer than ${maxLength} characters`);
      return events;
    },
    end() {
      if (depth > 0) throw new SourceError('source-malformed', `line ${first} starts a JSON object that has no end`);
      return [];
    },
  };
}

/** What may stand outside of objects. */
function between(text: string, line: number): void {
  if (/[^\s,[\]]/.test(text)) throw new SourceError('source-malformed', `line ${line} is not JSON`);
}
