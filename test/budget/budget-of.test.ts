import { expect, test } from 'vitest';
import type { Adapter } from '../../src/adapter.js';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import { VirtualClock } from '../../src/virtual-clock.js';

/** A chat that takes one call in five seconds, and when it was called. */
function slowChat(clock: VirtualClock) {
  const calls: number[] = [];
  const begin = clock.now();
  const adapter: Adapter = {
    name: 'slow',
    limits: { maxLength: 100, lengthOf: (text) => text.length },
    can: { edit: true },
    sheet: { chat: [{ calls: 1, perMs: 5_000 }], token: [] },
    async send() {
      calls.push(clock.now() - begin);
      return { ok: true, messageId: calls.length };
    },
    edit: async () => ({ ok: true }),
  };
  return { adapter, calls };
}

async function answer(adapter: Adapter, clock: VirtualClock, chatId: string): Promise<void> {
  const consumer = createStreamConsumer({ adapter, chatId, clock, config: { transport: 'buffered' } });
  consumer.onDelta('A whole answer.');
  consumer.finish();
  await clock.runUntil(() => consumer.view().state === 'done');
}

test('streams that write through one adapter keep to its limits together, without being told to', async () => {
  const clock = new VirtualClock();
  const { adapter, calls } = slowChat(clock);
  await answer(adapter, clock, 'a');
  await answer(adapter, clock, 'a');
  await answer(adapter, clock, 'b');
  expect(calls).toEqual([0, 5_000, 5_000]);
});

test('another adapter of the same kind is another bot, and another clock another time', async () => {
  const clock = new VirtualClock();
  const one = slowChat(clock);
  await answer(one.adapter, clock, 'a');
  const other = slowChat(clock);
  await answer(other.adapter, clock, 'a');
  expect(other.calls).toEqual([0]);
  const later = new VirtualClock();
  const again = createStreamConsumer({ adapter: one.adapter, chatId: 'a', clock: later });
  again.onDelta('At once.');
  again.finish();
  await later.runUntil(() => again.view().state === 'done', 3);
  expect(one.calls).toHaveLength(2);
});
