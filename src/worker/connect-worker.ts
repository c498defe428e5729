import type { MessagePort, Worker } from 'node:worker_threads';
import type { StreamConsumer } from '../consumer.js';
import type { AgentPort } from '../deliver.js';
import type { Outcome } from '../outcome.js';
import { receive } from './receive.js';

/** What `connectWorker` takes besides the port and the consumer. */
export interface ConnectOptions {
  /** Aborting it is `cancel('aborted', { mode: 'keep' })` for the consumer, and the worker is told at once. Without it the worker
   *  is told when the consumer has settled. */
  signal?: AbortSignal | undefined;
}

/** Takes the stream that a worker makes with `workerStream` on the other end of `port`, and resolves with what came of it. Never rejects:
 *  a worker that fails, exits, is terminated or sends something else ends the stream as `interrupted`, and `failure.message` says why.
 *
 *  `port` is one end of a `MessageChannel`, for one stream, and is closed at the end; or the `Worker` itself, which then must send
 *  nothing else and make one stream only. */
export async function connectWorker(
  port: MessagePort | Worker,
  consumer: StreamConsumer,
  { signal }: ConnectOptions = {},
): Promise<Outcome> {
  const over = new AbortController();
  const abort = () => {
    over.abort();
    consumer.cancel('aborted', { mode: 'keep' });
  };
  void consumer.settled.then(() => over.abort());
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  try {
    const finalText = await receive(port, consumer, over.signal);
    if (!over.signal.aborted) consumer.finish(finalText);
  } catch (error) {
    consumer.interrupt(error);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
  return consumer.settled;
}

/** The same as an agent, for `deliver` and for a gateway: `agent: fromWorker(port)`. What ends the stream there is told to the worker at
 *  once, and what ends the worker is thrown as a `WorkerStreamError`, so that the answer is interrupted. */
export function fromWorker(port: MessagePort | Worker): (agent: AgentPort) => Promise<string | undefined> {
  return (agent) => receive(port, agent, agent.signal);
}
