import { expect, test } from 'vitest';
import type { Adapter, Result } from '../../src/adapter.js';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import { TapeView } from '../../src/inspector/tape-view.js';
import type { Outcome } from '../../src/outcome.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { randomFrom } from '../support/random.js';

/** An answer in several parts to a platform that fails now and then. */
async function run(seed: number): Promise<{ view: TapeView; outcome: Outcome }> {
  const random = randomFrom(seed);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const troubleRate = pick([0, 0.1, 0.5, 0.9]);
  const clock = new VirtualClock();
  let messages = 0;
  const called = async (): Promise<Result> => {
    await new Promise((resolve) => clock.setTimeout(() => resolve(undefined), 20 + random() * 200));
    if (random() < troubleRate)
      return pick<Result>([
        { ok: false, reason: 'transient' },
        { ok: false, reason: 'rateLimited', retryAfterMs: 700 },
        { ok: false, reason: 'messageGone' },
        { ok: false, reason: 'editUnsupported' },
        { ok: false, reason: 'maybeDelivered' },
        { ok: false, reason: 'forbidden' },
      ]);
    messages += 1;
    return { ok: true, messageId: messages };
  };
  const adapter: Adapter = {
    name: 'sheet',
    limits: { maxLength: pick([60, 4_096]), lengthOf: (text) => text.length },
    can: { edit: pick([true, true, false]) },
    send: called,
    edit: async () => {
      const result = await called();
      return result.ok ? { ok: true } : result;
    },
  };
  const view = new TapeView('answer', 1, false);
  const consumer = createStreamConsumer({
    ...{ adapter, chatId: 1, streamId: 'answer', clock },
    tape: { text: 'on', write: (record, line) => view.push(record, line) },
  });
  for (let step = 0; step < 40; step += 1) {
    const what = random();
    if (what < 0.8) consumer.onDelta(`word${step} `);
    else if (what < 0.88) consumer.onSegmentBreak();
    else if (what < 0.94) consumer.onCommentary(`note${step}`);
    else void consumer.flush();
    await clock.advance(random() * 200);
  }
  consumer.finish();
  let outcome: Outcome | undefined;
  void consumer.settled.then((settled) => {
    outcome = settled;
  });
  await clock.runUntil(() => outcome !== undefined);
  return { view, outcome: outcome as Outcome };
}

const bare = (text = '') => text.replace(/\s/g, '');

test.for(Array.from({ length: 40 }, (_, seed) => seed))('what is missing at the end is what the outcome says, run %i', async (seed) => {
  const { view, outcome } = await run(seed);
  const beforeItIsSaid = view.momentAt(view.length - 2);

  expect(bare(beforeItIsSaid?.missing)).toBe(bare(outcome.unshown));
});
