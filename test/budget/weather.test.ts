// Waits that have nothing to do with the pace: another program with the same token, a platform with a bad day. Each costs its time, and
// nothing may come of many of them but that.

import { describe, expect, test } from 'vitest';
import { createBudget } from '../../src/budget/create-budget.js';
import type { CallClass, Report } from '../../src/budget.js';
import { randomFrom } from '../support/random.js';
import { play, type Speaker } from './fleet.js';
import { stretch } from './platforms.js';

const FOR_MS = 600_000;
const ANSWER_MS = 8_000;

/** One answer after the other: a first message, previews for some seconds as far as they are let, and the end. */
function bot(number: number, chats: number): Speaker {
  let [first, last] = [0, -1];
  let begunAt = 0;
  return {
    ...{ stream: `bot ${number}`, chatId: `chat ${number % chats}`, pauseMs: 700, looksMs: 500 },
    next(call, now): CallClass {
      if (last >= first && call > last) first = call;
      if (call === first) {
        begunAt = now;
        return 'first';
      }
      if (last < first && now >= begunAt + ANSWER_MS) last = call;
      return call === last ? 'final' : 'interim';
    },
  };
}

const bots = (count: number) => Array.from({ length: count }, (_, number) => bot(number, count));

interface Weather {
  /** What the waits are for. */
  scope: Report['scope'];
  bots: number;
  /** How long such a wait is, in milliseconds; null: it is not said. */
  wait(luck: number): number | null;
  seed: number;
}

/** What of a calm day is left where one call in a hundred has to wait: of the answers' ends, and of all calls. */
function left({ scope, bots: count, wait, seed }: Weather): { ends: number; calls: number } {
  const [calm, bad] = [0, 0.01].map((share) => {
    const luck = randomFrom(seed + 1);
    const { taken } = play({
      ...{ budget: createBudget(), speakers: bots(count), forMs: FOR_MS, random: randomFrom(seed), scope },
      platform: () => (luck() < share ? wait(luck()) : 0),
    });
    return { ends: taken.filter((call) => call.class === 'final').length, calls: taken.length };
  });
  if (!calm || !bad) throw new Error('nothing was played');
  return { ends: bad.ends / calm.ends, calls: bad.calls / calm.calls };
}

describe.each([1, 2, 3])('one wait in a hundred calls, for no reason (%s)', (seed) => {
  const told = (luck: number) => 500 + 2_000 * luck;
  const untold = () => null;

  test.each([
    // At twenty calls a second one of 1.5 s in a hundred is a quarter of the time, and a pace that comes of it is for previews only.
    { bots: 20, scope: 'token', ends: 0.85, calls: 0.25 },
    { bots: 3, scope: 'token', ends: 0.9, calls: 0.4 },
    { bots: 1, scope: 'chat', ends: 0.9, calls: 0.5 },
  ] as const)('costs its time, and some previews: $bots in one $scope', ({ bots, scope, ends, calls }) => {
    const share = left({ scope, bots, wait: told, seed });
    expect(share.ends).toBeGreaterThan(ends);
    expect(share.calls).toBeGreaterThan(calls);
  });

  test.each([
    { bots: 20, scope: 'token' },
    { bots: 1, scope: 'chat' },
  ] as const)('costs previews only where its time is not told: $bots in one $scope', ({ bots, scope }) => {
    expect(left({ scope, bots, wait: untold, seed }).ends).toBeGreaterThan(0.9);
  });
});

describe.each([1, 2])('a strict limit of the token that nobody declared, and far more to say (%s)', (seed) => {
  const crowd = (withOthers: boolean) => {
    const gate = stretch(20, 10_000);
    const luck = randomFrom(seed + 1);
    let otherAt = 0;
    return play({
      ...{ budget: createBudget(), speakers: bots(60), forMs: FOR_MS, random: randomFrom(seed), scope: 'token' },
      platform({ arrivedAt }) {
        otherAt ||= arrivedAt;
        for (; withOthers && otherAt < arrivedAt; otherAt -= Math.log(1 - luck()) * 500) gate(otherAt);
        return gate(arrivedAt);
      },
    });
  };

  test('is found at the price of what was on its way, a few times, and then kept to and used', () => {
    const { taken, refused } = crowd(false);
    expect(refused.length).toBeLessThan(60 * 5);
    expect(taken.length).toBeGreaterThan(0.8 * 2 * (FOR_MS / 1_000));
  });

  test('is shared with another program without starving, or being refused all the time', () => {
    const { taken, refused } = crowd(true);
    // The other asks for two calls a second, which is all that there is.
    expect(taken.length).toBeGreaterThan(0.25 * 2 * (FOR_MS / 1_000));
    expect(refused.length).toBeLessThan(2 * taken.length);
  });
});
