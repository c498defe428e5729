// How much work a call takes is counted, not timed: characters that are measured, by far the dearest part of it.

import { expect, test } from 'vitest';
import type { Adapter } from '../src/adapter.js';
import { createStreamConsumer } from '../src/create-stream-consumer.js';
import { settle, VirtualClock } from '../src/virtual-clock.js';

const WORDS = 'ten words make one more piece of this long answer. ';

/** A chat that notes before each call how many characters were measured since the one before. */
function countingChat(maxLength: number) {
  const costs: number[] = [];
  let measured = 0;
  const call = async () => {
    costs.push(measured);
    measured = 0;
    return { ok: true as const, messageId: 'm' };
  };
  const adapter: Adapter = {
    name: 'counting',
    limits: {
      maxLength,
      lengthOf(text) {
        measured += text.length;
        return text.length;
      },
    },
    can: { edit: true },
    send: call,
    edit: call,
  };
  return { adapter, costs };
}

async function costsOf(maxLength: number, pieces: readonly string[]): Promise<number[]> {
  const { adapter, costs } = countingChat(maxLength);
  const clock = new VirtualClock();
  const consumer = createStreamConsumer({ adapter, chatId: 1, clock, config: { editInterval: 0.3, bufferThreshold: 1 } });
  for (const piece of pieces) {
    consumer.onDelta(piece);
    await clock.advance(300);
  }
  consumer.finish();
  while (consumer.view().state !== 'done') {
    await settle();
    await clock.step();
  }
  return costs;
}

/** The dearest call of the second half is no dearer than that of the first. */
function expectNoGrowth(costs: readonly number[]): void {
  const half = costs.length / 2;
  expect(Math.max(...costs.slice(half))).toBeLessThanOrEqual(Math.max(...costs.slice(0, half)));
}

test('a call late in a long answer measures no more than an early one', async () => {
  const costs = await costsOf(2_000, Array(600).fill(WORDS));
  expect(costs.length).toBeGreaterThan(400);
  expectNoGrowth(costs);
});

test('nor does one with a long backlog behind it', async () => {
  const costs = await costsOf(2_000, [WORDS.repeat(8_000)]);
  expect(costs.length).toBeGreaterThan(200);
  expectNoGrowth(costs);
});

test('where messages have no limit, a growing one is measured piece by piece', async () => {
  const costs = await costsOf(Number.POSITIVE_INFINITY, Array(400).fill(WORDS));
  expect(costs.length).toBeGreaterThan(300);
  expectNoGrowth(costs);
});
