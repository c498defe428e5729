import { expect, test } from 'vitest';
import { StallWatch } from '../../src/stream/stall-watch.js';
import { VirtualClock } from '../../src/virtual-clock.js';

function watch(limitMs: number) {
  const clock = new VirtualClock();
  const barks: number[] = [];
  const stall = new StallWatch(clock, limitMs, () => barks.push(clock.now()));
  return { clock, barks, stall, startedAt: clock.now() };
}

test('it barks once, when the silence has lasted the limit', async () => {
  const { clock, barks, stall, startedAt } = watch(1_000);
  stall.heard();
  await clock.advance(999);
  expect(barks).toEqual([]);
  await clock.advance(10_000);
  expect(barks).toEqual([startedAt + 1_000]);
  expect(clock.pending).toBe(0);
});

test('every delta begins the silence anew, with one timer', async () => {
  const { clock, barks, stall, startedAt } = watch(1_000);
  stall.heard();
  await clock.advance(600);
  stall.heard();
  expect(clock.pending).toBe(1);
  await clock.advance(5_000);
  expect(barks).toEqual([startedAt + 1_600]);
});

test('it is quiet after a stop, and barks again for a new silence', async () => {
  const { clock, barks, stall, startedAt } = watch(1_000);
  stall.stop();
  stall.heard();
  stall.stop();
  expect(clock.pending).toBe(0);
  await clock.advance(5_000);
  expect(barks).toEqual([]);
  stall.heard();
  await clock.advance(5_000);
  expect(barks).toEqual([startedAt + 6_000]);
});

test('it clears nothing that it did not set', () => {
  const clock = new VirtualClock();
  const cleared: unknown[] = [];
  const stall = new StallWatch({ ...clock, clearTimeout: (id) => cleared.push(id) }, 1_000, () => {});
  stall.stop();
  expect(cleared).toEqual([]);
  stall.heard();
  stall.stop();
  stall.stop();
  expect(cleared).toHaveLength(1);
});

test('a limit of 0 switches it off', () => {
  const { clock, stall } = watch(0);
  stall.heard();
  expect(clock.pending).toBe(0);
});
