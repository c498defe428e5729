import type { ReadableStream } from 'node:stream/web';
import { type JsonObject, objectIn, textIn } from './json.js';
import { makeSource } from './make-source.js';
import type { Source, SourcePart } from './source.js';
import { reported, SourceError } from './source-error.js';

/** A part of an AI SDK stream, as far as it matters here. */
export interface AiSdkPart {
  /** `text-delta`, `tool-call`, `finish` and so on. */
  readonly type: string;
}

/** The AI SDK's `fullStream` (`stream` in version 7) or `toUIMessageStream()`, versions 4 to 7. Text is `text-delta`, reasoning is
 *  not; a tool call or a further step is a boundary. Complete only with `finish`: `error`, `abort`, a `finish` for the reason
 *  `error` and a silent end are `failure`. Parts that it does not know are ignored. */
export function fromAiSdk(stream: AsyncIterable<AiSdkPart> | Iterable<AiSdkPart> | ReadableStream<AiSdkPart>): Source {
  return makeSource(stream, readParts);
}

async function* readParts(stream: AsyncIterable<AiSdkPart>): AsyncGenerator<SourcePart> {
  for await (const item of stream) {
    const part = read(objectIn(item));
    if (part !== undefined) yield part;
  }
}

function read(part: JsonObject): SourcePart | undefined {
  switch (part.type) {
    case 'text-delta':
      // `text` in a full stream, `delta` in a UI stream, `textDelta` in version 4.
      return { type: 'text', text: textIn(part.text ?? part.delta ?? part.textDelta) };
    // Only what starts a call, never its result: results arrive while the model may already be writing on.
    case 'tool-input-start':
    case 'tool-input-available':
    case 'tool-call':
    case 'tool-call-streaming-start':
    case 'start-step':
    case 'step-start':
    case 'reset-step':
      return { type: 'boundary' };
    case 'finish':
      return part.finishReason === 'error' ? { type: 'failure', error: reported(undefined) } : { type: 'finish' };
    case 'error':
      return { type: 'failure', error: part.error instanceof Error ? part.error : reported(part.error ?? part.errorText) };
    case 'abort':
      return { type: 'failure', error: new SourceError('source-aborted', `the model run was aborted${because(part.reason)}`) };
  }
}

function because(reason: unknown): string {
  const words = reason instanceof Error ? reason.message : textIn(reason);
  return words === '' ? '' : `: ${words}`;
}
