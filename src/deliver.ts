import { systemClock } from './clock.js';
import { resolveConfig } from './config.js';
import type { ConsumerOptions, StreamConsumer } from './consumer.js';
import { createStreamConsumer } from './create-stream-consumer.js';
import type { Outcome } from './outcome.js';
import { quietly } from './quietly.js';

/** What an agent gets to work with. */
export type AgentPort = Pick<StreamConsumer, 'onDelta' | 'onSegmentBreak' | 'onCommentary' | 'flush'> & {
  /** Aborted when the caller's own signal is, and when the stream has ended: nothing that is said after that is shown. */
  signal: AbortSignal;
};

/** What `deliver` takes: the options of a consumer, and the agent. */
export interface DeliverOptions extends ConsumerOptions {
  /** Runs the model. A string that it returns is the authoritative final text; anything else is not looked at. */
  agent(port: AgentPort): Promise<string | undefined> | Promise<void>;
  /** Called with what came of it, before `deliver` returns. What it throws is ignored. */
  onOutcome?: ((outcome: Outcome) => void) | undefined;
}

/** The whole lifecycle, as a gateway's message handler wants it: start, run the agent, finish whatever happens, wait, and hand over.
 *
 *  Resolves with `null` when the final answer is on screen, else with the text that the gateway's normal send path still has to
 *  send: `''` if there is none. An agent that throws ends the stream as interrupted; its error is thrown on after that.
 *  Aborting `signal` cancels the stream and keeps what was shown. The answer ends with its stream, also if that was stopped or stalled
 *  and the agent does not listen to its signal. */
export async function deliver({ agent, onOutcome, ...options }: DeliverOptions): Promise<string | null> {
  const consumer = createStreamConsumer(options);
  const { onDelta, onSegmentBreak, onCommentary, flush } = consumer;
  const ending = new AbortController();
  const { signal } = ending;
  const end = () => ending.abort();
  if (options.signal?.aborted) end();
  options.signal?.addEventListener('abort', end, { once: true });
  // First it is over, and then the agent is told: what it throws at that is of no interest.
  const over = consumer.settled.then(() => undefined);
  void consumer.settled.then(end);
  let outcome: Outcome;
  let finalText: string | undefined;
  let broken: { error: unknown } | undefined;
  try {
    const result: unknown = await Promise.race([agent({ onDelta, onSegmentBreak, onCommentary, flush, signal }), over]);
    if (typeof result === 'string') finalText = result;
  } catch (error) {
    broken = { error };
    throw error;
  } finally {
    if (broken) consumer.interrupt(broken.error);
    else consumer.finish(finalText);
    outcome = await settledInTime(consumer, options);
    options.signal?.removeEventListener('abort', end);
    quietly(() => onOutcome?.(outcome));
  }
  return outcome.alreadySent ? null : outcome.unshown;
}

/** The stream ends by itself within `finishTimeout`. Should it not, it is cancelled once a last call could have ended as well. */
async function settledInTime(consumer: StreamConsumer, { adapter, clock = systemClock, config }: ConsumerOptions): Promise<Outcome> {
  const { finishTimeout, callTimeout } = resolveConfig(config, adapter.name);
  const timer = clock.setTimeout(() => consumer.cancel('not settled in time'), (finishTimeout + callTimeout) * 1_000);
  try {
    return await consumer.settled;
  } finally {
    clock.clearTimeout(timer);
  }
}
