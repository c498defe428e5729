// What every source of tokentape keeps to, whatever it reads:
//
//  S1  It ends with exactly one `finish` or `failure`, and that is its last part. A silent end is a failure.
//  S2  No text part is empty.
//  S3  A boundary comes only after text, and never twice in a row.
//  S4  Reading it never throws: what the input throws is a failure.
//  S5  To leave it leaves the input at once, even in the middle of a read.

import { wordsOf } from '../words-of.js';
import type { Source, SourcePart } from './source.js';
import { SourceError } from './source-error.js';
import { stoppable } from './stoppable.js';

/** A source out of any input and something that reads it. `read` may be careless about S1 to S4.
 *  @throws {SourceError} `source-misused` if `input` cannot be iterated. */
export function makeSource<T>(input: AsyncIterable<T> | Iterable<T>, read: (items: AsyncIterable<T>) => AsyncIterable<SourcePart>): Source {
  if (!isIterable(input)) throw new SourceError('source-misused', 'a source is made of an iterable, an async iterable or a web stream');
  return {
    [Symbol.asyncIterator]() {
      const items = stoppable(input);
      const parts = stoppable(wellFormed(read(items)));
      return {
        next: parts.next,
        return() {
          items.return();
          return parts.return();
        },
      };
    },
  };
}

async function* wellFormed(parts: AsyncIterable<SourcePart>): AsyncGenerator<SourcePart, undefined> {
  let afterText = false;
  try {
    for await (const part of parts) {
      if (part.type === 'text' && part.text === '') continue;
      if (part.type === 'boundary' && !afterText) continue;
      afterText = part.type === 'text';
      yield part;
      if (part.type === 'finish' || part.type === 'failure') return;
    }
    yield { type: 'failure', error: new SourceError('source-ended-early', 'the model run broke off before it was complete') };
  } catch (thrown) {
    yield { type: 'failure', error: asError(thrown) };
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new SourceError('source-failed', `the input threw ${wordsOf(thrown)}`, { cause: thrown });
}

function isIterable(input: unknown): boolean {
  return typeof input === 'object' && input !== null && (Symbol.asyncIterator in input || Symbol.iterator in input);
}
