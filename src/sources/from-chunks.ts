import type { ReadableStream } from 'node:stream/web';
import { dialects, type Format, formatOf } from './dialects/dialects.js';
import { isObject, type JsonObject, textIn } from './json.js';
import { makeSource } from './make-source.js';
import type { Source, SourcePart } from './source.js';
import { reported, SourceError } from './source-error.js';
import type { WireEvent } from './wire/decoder.js';
import { decoders, type Encoding, readEvents } from './wire/events.js';

/** What `fromChunks` takes besides the input. */
export interface ChunkOptions {
  /** Whose events they are. Default `auto`: told by the first event that belongs to only one. */
  format?: Format | 'auto' | undefined;
  /** How they are laid out. Default `auto`: told by the first line. */
  encoding?: Encoding | 'auto' | undefined;
  /** Longest line or event, in characters (UTF-16 units). At least 1, default 16 × 1024 × 1024; a longer one is a `failure`
   *  (`source-too-long`). No more than about twice this is held in memory. */
  maxEventLength?: number | undefined;
}

/** Pieces of text or bytes, however they come. */
export type Chunks = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array> | ReadableStream<Uint8Array> | Uint8Array;

/** What a provider sends, raw: a `fetch` body, standard input, a recorded file; in one piece or cut anywhere, even within a character.
 *  What counts as text, boundary, finish and failure for each format is told in docs/sources.md. Events of an unknown type are
 *  ignored; one that is not JSON is a `failure` that names its line, and what came before it stands.
 *  @throws {SourceError} `source-misused` for an unknown option or an input that cannot be iterated. */
export function fromChunks(chunks: Chunks, options: ChunkOptions = {}): Source {
  const { format = 'auto', encoding = 'auto', maxEventLength = 16 * 1024 * 1024 } = options;
  if (format !== 'auto' && !Object.hasOwn(dialects, format)) throw new SourceError('source-misused', `unknown format ${format}`);
  if (encoding !== 'auto' && !Object.hasOwn(decoders, encoding)) throw new SourceError('source-misused', `unknown encoding ${encoding}`);
  if (!(maxEventLength >= 1)) throw new SourceError('source-misused', `maxEventLength must be at least 1, got ${maxEventLength}`);
  const pieces = typeof chunks === 'string' || chunks instanceof Uint8Array ? [chunks] : chunks;
  return makeSource(pieces, (input) => readRun(readEvents(input, encoding, maxEventLength), format));
}

async function* readRun(events: AsyncIterable<WireEvent>, format: Format | 'auto'): AsyncGenerator<SourcePart> {
  let known = format === 'auto' ? undefined : format;
  let complete = false;
  let hasEvents = false;
  try {
    for await (const wireEvent of events) {
      if (wireEvent.text.trim() === '[DONE]') {
        complete = true;
        continue;
      }
      const event = parse(wireEvent);
      hasEvents = true;
      if (saysError(event)) return yield { type: 'failure', error: reported(event.error ?? event) };
      known ??= formatOf(event);
      if (known === undefined) continue;
      for (const said of dialects[known](event)) {
        if (said.type === 'text' && said.text === '') continue;
        // The end of a turn is the end of the run only if no other turn follows.
        complete = said.type === 'finish';
        if (said.type !== 'finish' && said.type !== 'hidden') yield said;
      }
    }
  } catch (error) {
    // A connection that breaks after the answer was complete, in the middle of a line perhaps, takes nothing away from it.
    if (!complete || (error instanceof SourceError && error.code !== 'source-malformed')) throw error;
  }
  // A mark of the end says that all was said, not that it was understood.
  const isUnderstood = known !== undefined || !hasEvents;
  if (complete && isUnderstood) yield { type: 'finish' };
  else if (known === undefined) throw new SourceError('source-unknown-format', 'the input ended, and nothing in it told its format');
}

function parse({ line, text }: WireEvent): JsonObject {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch (cause) {
    throw new SourceError('source-malformed', `line ${line} is not JSON`, { cause });
  }
  if (isObject(event)) return event;
  throw new SourceError('source-malformed', `line ${line} is JSON, but not an object`);
}

/** Providers report errors alike: `{ error }`, with or without a `type` around it, or a flat event of type `error`. */
function saysError(event: JsonObject): boolean {
  return isObject(event.error) || textIn(event.error) !== '' || event.type === 'error' || event.object === 'error';
}
