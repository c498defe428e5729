import type { Decoder, WireEvent } from './decoder.js';
import { json } from './json.js';
import { jsonl } from './jsonl.js';
import { type Line, readLines } from './lines.js';
import { sse } from './sse.js';

/** How events are laid out: one per line, server-sent, or JSON over any number of lines. */
export type Encoding = 'jsonl' | 'sse' | 'json';

export const decoders: Readonly<Record<Encoding, (maxLength: number) => Decoder>> = { jsonl, sse, json };

/** The events of an input. `auto` goes by the first line that is not blank. */
export async function* readEvents(
  chunks: AsyncIterable<string | Uint8Array>,
  encoding: Encoding | 'auto',
  maxLength: number,
): AsyncGenerator<WireEvent> {
  let decoder: Decoder | undefined;
  for await (const line of readLines(chunks, maxLength)) {
    if (decoder === undefined && line.text.trim() === '') continue;
    decoder ??= decoders[encoding === 'auto' ? encodingOf(line) : encoding](maxLength);
    yield* decoder.push(line);
  }
  if (decoder !== undefined) yield* decoder.end();
}

function encodingOf({ text }: Line): Encoding {
  if (/^(data|event|id|retry|):/.test(text)) return 'sse';
  // A lone bracket is the start of something longer.
  return /^\s*(\[|\{\s*$)/.test(text) ? 'json' : 'jsonl';
}
