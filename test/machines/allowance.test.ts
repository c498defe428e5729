import { describe, expect, test } from 'vitest';
import { type Allowance, allowanceOf, capacityOf, freeAt, nextGapMs, settle, turnAt } from '../../machines/allowance.js';
import type { Limit } from '../../machines/budget-vocabulary.js';

const NOW = 5_000;
const at = (rest: Partial<Parameters<typeof freeAt>[1]> = {}) => ({ now: NOW, arriving: [], kept: 0, ...rest });
const strict = (calls: number, perMs: number, leavesAt: number[] = []): Allowance => ({ ...allowanceOf({ calls, perMs }), leavesAt });
const bucket = (limit: Limit, fullAt = 0): Allowance => ({ ...allowanceOf(limit), fullAt });
/** When the next calls may go, if nobody is before them but each other. */
const times = (allowance: Allowance, circumstances = at()) => [0, 1, 2, 3, 4].map((ahead) => freeAt(allowance, circumstances, ahead));

test('it begins with nothing taken', () => {
  expect(allowanceOf({ calls: 2, perMs: 1_000 })).toEqual({ limit: { calls: 2, perMs: 1_000 }, leavesAt: [], fullAt: 0 });
  expect([capacityOf({ calls: 2, perMs: 1_000 }), capacityOf({ calls: 2, perMs: 1_000, burst: 5 })]).toEqual([2, 5]);
});

describe('a strict stretch', () => {
  test('takes as many calls as it may, and the next when one leaves it', () => {
    expect(times(strict(2, 1_000))).toEqual([5_000, 5_000, 6_000, 6_000, 7_000]);
    expect(times(strict(2, 1_000, [4_900, 5_400]))).toEqual([5_000, 5_400, 6_000, 6_400, 7_000]);
    expect(times(strict(2, 1_000, [5_000, 5_400]))[0]).toBe(5_000);
    expect(times(strict(2, 1_000, [5_001, 5_400]))[0]).toBe(5_001);
  });

  test('counts calls that are on their way from when they arrive', () => {
    expect(times(strict(2, 1_000), at({ arriving: [5_000, 5_200] }))).toEqual([6_000, 6_200, 7_000, 7_200, 8_000]);
    expect(times(strict(2, 1_000, [6_100]), at({ arriving: [5_000] }))).toEqual([6_000, 6_100, 7_000, 7_100, 8_000]);
  });

  test('leaves alone what is kept, but for one', () => {
    expect(times(strict(3, 1_000), at({ kept: 1 }))).toEqual([5_000, 5_000, 6_000, 6_000, 7_000]);
    expect(times(strict(3, 1_000), at({ kept: 9 }))).toEqual([5_000, 6_000, 7_000, 8_000, 9_000]);
  });

  test('remembers the last calls that were answered, as many as it may hold', () => {
    const first = settle(strict(2, 1_000), 5_100);
    expect(first.leavesAt).toEqual([6_100]);
    const second = settle(first, 5_000);
    expect(second.leavesAt).toEqual([6_000, 6_100]);
    expect(settle(second, 5_300)).toEqual({ ...strict(2, 1_000), leavesAt: [6_100, 6_300] });
  });

  test('takes many in turn, evenly, from the last on', () => {
    expect(turnAt(strict(4, 1_000, [5_200, 5_700]), [4_300], 0)).toBe(4_950);
    expect(turnAt(strict(4, 1_000, [5_200, 5_700]), [4_300, 4_800], 0)).toBe(5_050);
    expect(turnAt(strict(4, 1_000, [5_200, 5_700]), [], 2)).toBe(5_450);
    expect(turnAt(strict(4, 1_000), [], 0)).toBe(-750);
  });
});

describe('a bucket', () => {
  const limit = { calls: 2, perMs: 2_000, burst: 3 };

  test('gives a burst at once, and then one after the other', () => {
    expect(times(bucket(limit))).toEqual([-2_000, 4_000, 5_000, 6_000, 7_000]);
    expect(times(bucket(limit, 6_500))).toEqual([4_500, 5_500, 6_500, 7_500, 8_500]);
  });

  test('counts calls that are on their way from when they arrive', () => {
    expect(times(bucket(limit), at({ arriving: [5_000, 5_100] }))).toEqual([5_000, 6_000, 7_000, 8_000, 9_000]);
    expect(times(bucket(limit, 1_000), at({ arriving: [5_100, 7_000] }))[0]).toBe(6_000);
  });

  test('leaves alone what is kept, but for one', () => {
    expect(times(bucket(limit, 6_500), at({ kept: 1 }))[0]).toBe(5_500);
    expect(times(bucket(limit, 6_500), at({ kept: 9 }))[0]).toBe(6_500);
  });

  test('is full again one call later for every call', () => {
    const first = settle(bucket(limit), 5_000);
    expect(first).toEqual(bucket(limit, 6_000));
    expect(settle(first, 5_100)).toEqual(bucket(limit, 7_000));
    expect(settle(first, 8_000)).toEqual(bucket(limit, 9_000));
  });

  test('knows no turns', () => {
    expect(turnAt(bucket(limit, 9_000), [8_000], 3)).toBe(0);
  });
});

describe('how long until the one after the next', () => {
  test('is what lies between calls that are spread evenly, half of it where they only follow one another', () => {
    expect(nextGapMs(strict(2, 1_000), at(), 0)).toBe(250);
    expect(nextGapMs(strict(1, 1_000), at(), 0)).toBe(500);
    expect(nextGapMs(strict(3, 1_000), at({ kept: 2 }), 0)).toBe(500);
    expect(nextGapMs(strict(2, 10_000, [6_000]), at(), 0)).toBe(2_500);
    expect(nextGapMs(strict(6, 6_000, [6_000, 7_000, 8_000, 9_000]), at(), 0)).toBe(800);
  });

  test('of a bucket is half as long only where it is full', () => {
    const limit = { calls: 1, perMs: 1_000, burst: 2 };
    expect(nextGapMs(bucket(limit, 5_000), at(), 0)).toBeCloseTo(333.3, 1);
    expect(nextGapMs(bucket(limit, 5_001), at(), 0)).toBe(667);
    expect(nextGapMs(bucket({ ...limit, burst: 5 }, 8_000), at(), 0)).toBe(800);
  });

  test('of a bucket in which there is much is spread as well, while nobody knows how long the text lasts', () => {
    const full = bucket({ calls: 1, perMs: 1_000, burst: 4 });
    expect(nextGapMs(full, at(), 0)).toBe(125);
    expect(nextGapMs(full, at(), 1)).toBeLessThan(125);
  });

  test('need only last for as long as the text does, if that lets a call go sooner', () => {
    const allowance = strict(2, 10_000, [6_000]);
    expect(nextGapMs(allowance, at(), 1_000)).toBe(2_500);
    expect(nextGapMs(allowance, at(), 1_001)).toBe(1_001);
    expect(nextGapMs(allowance, at(), 2_400)).toBe(2_400);
    expect(nextGapMs(allowance, at(), 3_000)).toBe(2_500);
    expect(nextGapMs(strict(4, 12_000), at(), 900)).toBe(300);
  });
});
