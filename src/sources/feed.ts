import type { StreamConsumer } from '../consumer.js';
import type { Outcome } from '../outcome.js';
import type { Source, SourcePart } from './source.js';
import { SourceError } from './source-error.js';
import { type Stoppable, stoppable } from './stoppable.js';

/** As much of a `StreamConsumer` as a source needs. */
export type FeedTarget = Pick<StreamConsumer, 'onDelta' | 'onSegmentBreak' | 'finish' | 'interrupt' | 'cancel' | 'settled'>;

/** What `feed` takes besides the source and the consumer. */
export interface FeedOptions {
  /** Aborting it stops the reading and is `cancel('aborted', { mode: 'keep' })` for the consumer. */
  signal?: AbortSignal | undefined;
}

/** Reads a source to its end into a consumer and resolves with what came of it. Never rejects: a failure, a throw and an end
 *  without `finish` interrupt the consumer. A consumer that has settled, or an aborted signal, ends the reading at once, even
 *  while the source is silent; the source's `return` is called then. */
export async function feed(source: Source, consumer: FeedTarget, { signal }: FeedOptions = {}): Promise<Outcome> {
  const parts = stoppable(source);
  const stop = () => parts.return();
  const abort = () => {
    stop();
    consumer.cancel('aborted', { mode: 'keep' });
  };

  consumer.settled.then(stop);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  try {
    await pour(parts, consumer);
  } catch (thrown) {
    consumer.interrupt(thrown);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
  return consumer.settled;
}

async function pour(parts: Stoppable<SourcePart>, consumer: FeedTarget): Promise<void> {
  for await (const part of parts) {
    switch (part.type) {
      case 'text':
        consumer.onDelta(part.text);
        break;
      case 'boundary':
        consumer.onSegmentBreak();
        break;
      case 'finish':
        return consumer.finish();
      case 'failure':
        return consumer.interrupt(part.error);
      default:
        throw new SourceError('source-misused', "a source gives parts, as { type: 'text', text }; fromText makes one of a stream of text");
    }
  }
  if (!parts.stopped) consumer.interrupt(new SourceError('source-ended-early', 'the source ended without saying that it was complete'));
}
