import { expect, test } from 'vitest';
import { Patience } from '../../src/stream/patience.js';
import { VirtualClock } from '../../src/virtual-clock.js';

const make = (finishMs = 60_000) => {
  const clock = new VirtualClock();
  return { clock, patience: new Patience(clock, finishMs) };
};

test('while nothing closes, a wait may be as long as it likes, and a call has its whole deadline', () => {
  const { patience } = make();
  expect(patience.left()).toBe(1e9);
  expect(patience.callMs(10_000)).toBe(10_000);
  expect(patience.isOver()).toBe(false);
  expect(patience.isLastCall()).toBe(false);
});

test('after finish no wait is longer than 30 seconds, and the end comes in time', async () => {
  const { clock, patience } = make();
  patience.finish();
  expect(patience.left()).toBe(30_000);
  await clock.advance(50_000);
  expect(patience.left()).toBe(10_000);
  expect(patience.callMs(15_000)).toBe(10_000);
  expect(patience.isOver()).toBe(false);
  await clock.advance(10_000);
  expect(patience.isOver()).toBe(true);
  await clock.advance(5_000);
  expect(patience.left()).toBe(0);
  expect(patience.callMs(15_000)).toBe(0);
});

test('a second finish gives no more time', async () => {
  const { clock, patience } = make();
  patience.finish();
  await clock.advance(40_000);
  patience.finish();
  expect(patience.left()).toBe(20_000);
});

test('a cancel leaves 8 seconds and one call', async () => {
  const { clock, patience } = make();
  patience.cancel();
  expect(patience.left()).toBe(8_000);
  expect(patience.isLastCall()).toBe(true);
  expect(patience.isOver()).toBe(false);
  await clock.advance(1_000);
  patience.cancel();
  expect(patience.left()).toBe(7_000);
  patience.spendCall();
  expect(patience.left()).toBe(0);
  expect(patience.isOver()).toBe(true);
});

test('a cancel after the last call gives no second one', () => {
  const { patience } = make();
  patience.cancel();
  patience.spendCall();
  patience.cancel();
  expect(patience.isOver()).toBe(true);
});

test('a cancel does not lengthen a short finish', () => {
  const { patience } = make(3_000);
  patience.finish();
  patience.cancel();
  expect(patience.left()).toBe(3_000);
});

test.each(['boundary', 'flush', 'commentary'] as const)(
  'a %s is brought to its end in 40 seconds, and the next item starts afresh',
  async (closing) => {
    const { clock, patience } = make();
    patience.close(closing);
    await clock.advance(15_000);
    expect(patience.callMs(60_000)).toBe(25_000);
    patience.nextItem();
    expect(patience.left()).toBe(1e9);
  },
);

test('the end has the time of the finish, not that of a boundary', () => {
  const { patience } = make();
  patience.close('end');
  expect(patience.left()).toBe(1e9);
});
