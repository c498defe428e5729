import { dialects, type Format } from '../sources/dialects/dialects.js';
import { fromChunks, fromText } from '../sources/index.js';
import type { Source, SourcePart } from '../sources/source.js';
import { judge } from './judge-input.js';

/** `auto` goes by how the input begins; `text` is plain text; the others are what providers send. */
export type InputFormat = 'auto' | 'text' | Format;

export const inputFormats: InputFormat[] = ['auto', 'text', ...(Object.keys(dialects) as Format[])];

/** Bytes (UTF-8) as the parts of a model run. */
export function readInput(input: AsyncIterable<Uint8Array>, format: InputFormat): Source {
  if (format === 'auto') return detect(input);
  return format === 'text' ? fromText(decode(input)) : fromChunks(input, { format });
}

async function* detect(input: AsyncIterable<Uint8Array>): AsyncGenerator<SourcePart> {
  const chunks = input[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let verdict = judge('', false);
  while (verdict === 'unclear') {
    const { value, done } = await chunks.next();
    if (!done) seen.push(value);
    verdict = judge(Buffer.concat(seen).toString('utf8'), done === true);
  }
  const whole = join(seen, chunks);
  yield* verdict === 'chunks' ? fromChunks(whole) : fromText(decode(whole));
}

async function* join(seen: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* seen;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function* decode(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const bytes of input) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}
