import type { ReadableStream } from 'node:stream/web';
import { makeSource } from './make-source.js';
import type { Source, SourcePart } from './source.js';
import { SourceError } from './source-error.js';

/** Pieces of text, as a `textStream` gives them. There is no other sign of completion than the end, so a normal end is `finish`;
 *  a throw is `failure`, and so is a piece that is not text (`source-malformed`). One string counts as one piece. */
export function fromText(text: AsyncIterable<string> | Iterable<string> | ReadableStream<string>): Source {
  return makeSource(typeof text === 'string' ? [text] : text, readText);
}

async function* readText(pieces: AsyncIterable<string>): AsyncGenerator<SourcePart> {
  for await (const piece of pieces) {
    if (typeof piece !== 'string') {
      throw new SourceError('source-malformed', `expected pieces of text, got ${typeof piece}; bytes have to be decoded first`);
    }
    yield { type: 'text', text: piece };
  }
  yield { type: 'finish' };
}
