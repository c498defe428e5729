import { expect, test } from 'vitest';
import { type Clearance, HandOver } from '../../src/tape/hand-over.js';
import { VirtualClock } from '../../src/virtual-clock.js';

const never = new Promise<never>(() => {});

/** What a call is told, and after how many milliseconds. */
async function told(handOver: HandOver, clock: VirtualClock, taken: unknown): Promise<[Clearance, number]> {
  const startedAt = clock.now();
  let clearance: Clearance | undefined;
  const clearing = handOver.clearance(taken)?.then((found) => {
    clearance = found;
  });
  for (let ms = 0; clearance === undefined && ms <= 2_000; ms += 1) {
    await clock.advance(0);
    if (clearance === undefined) await clock.advance(1);
  }
  await clearing;
  return [clearance as Clearance, clock.now() - startedAt];
}

test('a call is made at once when its record is handed over, and never when the stream is another process’s', async () => {
  const clock = new VirtualClock();
  const handOver = new HandOver(clock, () => true);
  expect([handOver.clearance(true), handOver.clearance(undefined), handOver.clearance(false)]).toEqual([undefined, undefined, undefined]);
  expect(await told(handOver, clock, 'taken over')).toEqual(['taken over', 0]);
  expect(await told(handOver, clock, Promise.resolve('taken over'))).toEqual(['taken over', 0]);
  expect(await told(handOver, clock, Promise.resolve(true))).toEqual(['recorded', 0]);
  expect(await told(handOver, clock, Promise.reject(new Error('a bad sink')))).toEqual(['recorded', 0]);
});

test('it waits 20 ms for a record, and for no other until that one is handed over', async () => {
  const clock = new VirtualClock();
  const handOver = new HandOver(clock, () => true);
  let handedOver = () => {};
  const slow = new Promise<void>((resolve) => {
    handedOver = resolve;
  });
  expect(await told(handOver, clock, slow)).toEqual(['late', 20]);
  expect(await told(handOver, clock, never)).toEqual(['late', 0]);
  handedOver();
  await clock.advance(0);
  expect(await told(handOver, clock, never)).toEqual(['late', 20]);
});

test('a call that does not wait for its record is only made by whoever has the stream', async () => {
  const clock = new VirtualClock();
  const handOver = new HandOver(clock, () => new Promise((resolve) => clock.setTimeout(() => resolve(false), 500)));
  expect(await told(handOver, clock, never)).toEqual(['taken over', 520]);
  expect(await told(handOver, clock, never)).toEqual(['taken over', 500]);
  const known = new HandOver(clock, () => false);
  expect(await told(known, clock, never)).toEqual(['taken over', 20]);
});

test('where nobody can say whose it is one call waits a second for that, and no other until somebody can', async () => {
  const clock = new VirtualClock();
  let say = (_: boolean) => {};
  const handOver = new HandOver(
    clock,
    () =>
      new Promise((resolve) => {
        say = resolve;
      }),
  );
  expect(await told(handOver, clock, never)).toEqual(['late', 1_020]);
  const first = say;
  expect(await told(handOver, clock, never)).toEqual(['late', 0]);
  first(true);
  await clock.advance(0);
  expect(await told(handOver, clock, never)).toEqual(['late', 1_000]);
});

test('a sink that fails to say keeps no call back', async () => {
  const clock = new VirtualClock();
  const throwing = new HandOver(clock, () => {
    throw new Error('a bad sink');
  });
  expect(await told(throwing, clock, never)).toEqual(['late', 20]);
  const odd = new HandOver(clock, () => Promise.reject(new Error('a bad sink')));
  expect(await told(odd, clock, never)).toEqual(['late', 20]);
});
