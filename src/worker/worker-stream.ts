import { type MessagePort, parentPort, receiveMessageOnPort } from 'node:worker_threads';
import type { AgentPort } from '../deliver.js';
import { InvalidInputError } from '../errors.js';
import { wordsOf } from '../words-of.js';
import { isGone } from './is-gone.js';
import { Outbox } from './outbox.js';
import type { Reply } from './protocol.js';

/** The worker's end of a stream. It speaks as an agent does anywhere, so the same agent runs in a worker and in the main thread. */
export interface WorkerStream extends AgentPort {
  /** A piece of the answer; `null` is a segment boundary. Synchronous, whatever the main thread is doing. false: much waits here for the
   *  main thread; whoever can should await `drained()` before saying more.
   *  @throws {WorkerStreamError} `worker-overflow` when more than 4 Mi characters (UTF-16 units), or 10,000 boundaries and commentaries, wait here. The stream
   *  has then ended as interrupted. */
  onDelta(delta: string | null): boolean;
  /** Resolves when little waits here, or nobody wants it any more. Never rejects. */
  drained(): Promise<void>;
  /** The answer is complete; `finalText` is its authoritative text, if given. Resolves when the main thread has taken everything, or is
   *  gone: until then a worker must not exit. What is said afterwards is ignored. */
  finish(finalText?: string): Promise<void>;
  /** The answer broke off. What was said is shown and marked; `cause` is why. Resolves as `finish` does. */
  interrupt(cause: unknown): Promise<void>;
  /** Aborted when the main thread wants no more of it, or is gone. */
  readonly signal: AbortSignal;
}

/** Opens the worker's end of a stream, whose other end is `connectWorker` or `fromWorker`. Nothing is sent before that listens.
 *  @throws {InvalidInputError} without a port: outside a worker there is no default. */
export function workerStream(port: MessagePort | null = parentPort): WorkerStream {
  if (!port) throw new InvalidInputError('workerStream needs a port; only inside a worker is there one by default');
  const cancelling = new AbortController();
  const outbox = new Outbox({ send: (parcel) => port.postMessage(parcel), listen });
  const flushes = new Map<number, () => void>();
  let lastFlush = 0;
  let endIsTaken = () => {};
  const taken = new Promise<void>((resolve) => {
    endIsTaken = resolve;
  });

  const hear: { [T in Reply['type']]: (reply: Extract<Reply, { type: T }>) => void } = {
    credit: ({ parcels }) => outbox.grant(parcels),
    flushed: ({ id }) => flushes.get(id)?.(),
    cancel: over,
    taken: over,
  };
  /** The port may carry messages of others, too. */
  const onMessage = (message: unknown) => {
    if (isReply(message)) hear[message.type](message as never);
  };
  const isReply = (message: unknown): message is Reply =>
    typeof message === 'object' && message !== null && 'type' in message && Object.hasOwn(hear, String(message.type));
  port.on('message', onMessage);
  port.on('close', over);
  if (isGone(port)) over();

  /** What the main thread has said by now, for an agent that does not let go of this thread. */
  function listen(): void {
    for (let heard = receiveMessageOnPort(port as MessagePort); heard; heard = receiveMessageOnPort(port as MessagePort))
      onMessage(heard.message);
  }

  function over(): void {
    outbox.close();
    cancelling.abort();
    for (const done of flushes.values()) done();
    port?.off('message', onMessage);
    port?.off('close', over);
    endIsTaken();
  }

  return {
    signal: cancelling.signal,
    onDelta(delta) {
      if (delta === null) outbox.put({ say: 'boundary' });
      else if (typeof delta === 'string') outbox.putText(delta);
      else throw new InvalidInputError(`a delta must be a string or null, got ${typeof delta}`);
      return outbox.hasRoom;
    },
    onSegmentBreak: () => outbox.put({ say: 'boundary' }),
    onCommentary(text) {
      if (typeof text !== 'string') throw new InvalidInputError(`a commentary must be a string, got ${typeof text}`);
      outbox.put({ say: 'commentary', text });
    },
    flush() {
      if (outbox.isClosed) return Promise.resolve();
      lastFlush += 1;
      const id = lastFlush;
      outbox.put({ say: 'flush', id });
      return new Promise((resolve) =>
        flushes.set(id, () => {
          flushes.delete(id);
          resolve();
        }),
      );
    },
    drained: () => outbox.drained(),
    finish(text) {
      if (text !== undefined && typeof text !== 'string')
        throw new InvalidInputError(`the final text must be a string, got ${typeof text}`);
      outbox.end({ say: 'finish', text });
      return taken;
    },
    interrupt(cause) {
      outbox.end({ say: 'failure', message: wordsOf(cause) });
      return taken;
    },
  };
}
