import { createParser } from 'eventsource-parser';
import { SourceError } from '../source-error.js';
import type { Decoder, WireEvent } from './decoder.js';

/** Server-sent events; an event is its `data`. One that the input ends in counts as whole: many servers forget the blank line.
 *  @throws {SourceError} `source-too-long` for an event of more than `maxLength`. */
export function sse(maxLength: number): Decoder {
  let first: number | undefined;
  let events: WireEvent[] = [];
  const parser = createParser({
    maxBufferSize: maxLength,
    onEvent: ({ data }) => events.push({ line: first ?? 1, text: data }),
    onError: ({ type }) => {
      if (type !== 'max-buffer-size-exceeded') return; // unknown fields are to be ignored, the standard says
      throw new SourceError('source-too-long', `the event of line ${first} is longer than ${maxLength} characters`);
    },
  });
  const push = (number: number | undefined, text: string) => {
    events = [];
    first ??= number;
    parser.feed(`${text}\n`);
    if (text === '') first = undefined;
    return events;
  };
  return {
    push: ({ number, text }) => push(number, text),
    end: () => push(first, ''),
  };
}
