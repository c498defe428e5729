import { describe, expect, test } from 'vitest';
import { allowanceOf } from '../../machines/allowance.js';
import type { Held, Kind, Limit } from '../../machines/budget-vocabulary.js';
import {
  type Arrival,
  arrived,
  confirmed,
  type Experience,
  forgotten,
  gapOf,
  guessed,
  inexperienced,
  isAsGoodAsForgotten,
  relaxed,
  told,
} from '../../machines/pace.js';

const MINUTE = 60_000;

/** Calls that worked, at these times. */
const passed = (times: number[], kind: Kind = 'others', before: Experience = inexperienced): Experience =>
  times.reduce((experience, at) => arrived(experience, { at, kind }), before);

/** The platform answers at `at` to a call of that moment that the next may come at `freeAt`. */
const hears = (before: Experience, at: number, freeAt: number, what: Held = 'others', calledAt = at, isLate = false) =>
  told(before, { calledAt, at, freeAt, what, isLate });

const limitOf = ({ learned }: Experience): Limit | undefined => learned?.limit;
const learning = (limit: Limit, rest: Partial<Experience> = {}): Experience => ({ ...inexperienced, learned: allowanceOf(limit), ...rest });

test('nothing is known at first', () => {
  expect(inexperienced).toEqual({ arrivals: [], strikes: 0, learned: null, lesson: null, quietUntil: 0, quietMs: 5 * MINUTE });
  expect([gapOf(inexperienced), isAsGoodAsForgotten(inexperienced)]).toEqual([0, true]);
});

test('sixty calls that worked are remembered', () => {
  const { arrivals } = passed(Array.from({ length: 61 }, (_, index) => index));
  expect([arrivals.length, arrivals[0], arrivals.at(-1)]).toEqual([
    60,
    { at: 1, kind: 'others' },
    { at: 60, kind: 'others' } satisfies Arrival,
  ]);
});

describe('a first told wait', () => {
  test('is the end of a stretch that began with a call that is known', () => {
    const after = hears(passed([1_000, 1_500, 2_000]), 2_100, 3_200);
    expect(after.learned).toEqual({
      limit: { calls: 3, perMs: 2_200, ops: ['edit', 'remove', 'trim', 'draft', 'append', 'close'] },
      leavesAt: [3_200, 3_700, 4_200],
      fullAt: 0,
    });
    expect(after).toMatchObject({ lesson: { from: 1_000, calls: 3, freeAt: 3_200, at: 2_100 }, strikes: 0 });
    expect(gapOf(after)).toBeCloseTo(733.3, 1);
  });

  test('has nothing to do with calls before a pause as long as the rest of it', () => {
    expect(limitOf(hears(passed([1_000, 2_200, 2_700]), 2_800, 3_900))).toMatchObject({ calls: 2, perMs: 1_700 });
    expect(limitOf(hears(passed([1_000, 2_199, 2_699]), 2_800, 3_900))).toMatchObject({ calls: 3, perMs: 2_900 });
    expect(limitOf(hears(passed([1_000, 9_000, 9_100]), 9_200, 9_300))).toMatchObject({ calls: 2, perMs: 300 });
  });

  test('is longer than a pace can be where it is a penalty', () => {
    expect(limitOf(hears(passed([1_000, 1_500]), 1_600, 90_000))).toMatchObject({ calls: 2, perMs: 12_000 });
  });

  test('teaches nothing where no call passed before, but that nothing is relaxed', () => {
    expect(hears(inexperienced, 100, 1_000)).toEqual({ ...inexperienced, quietUntil: 100 + 5 * MINUTE, quietMs: 10 * MINUTE });
    expect(hears(passed([50], 'sends'), 100, 1_000).learned).toBeNull();
  });

  test('is for the calls that it was told for', () => {
    const both = passed([1_500], 'sends', passed([1_000]));
    expect(limitOf(hears(both, 1_600, 2_100, 'sends'))).toMatchObject({ calls: 1, perMs: 600, ops: ['send', 'fresh', 'open'] });
    expect(limitOf(hears(both, 1_600, 2_100, 'everything'))).toEqual({ calls: 2, perMs: 1_100, ops: undefined, previewsOnly: true });
  });

  test('holds closing calls back only if there were three calls before it', () => {
    expect(limitOf(hears(passed([1_000, 1_500]), 1_600, 2_700))?.previewsOnly).toBe(true);
    expect(limitOf(hears(passed([1_000, 1_500, 2_000]), 2_100, 3_200))?.previewsOnly).toBeUndefined();
  });

  test('holds them back as soon as there were three in all', () => {
    const weak = hears(passed([1_000, 1_500]), 1_600, 2_700);
    expect(limitOf(hears(weak, 2_800, 3_500))?.previewsOnly).toBe(true);
    const sure = hears(passed([2_800], 'others', weak), 2_900, 4_000);
    expect(limitOf(sure)?.previewsOnly).toBeUndefined();
    expect(limitOf(hears(sure, 4_100, 5_000, 'others', 4_050, true))?.previewsOnly).toBeUndefined();
  });

  test('holds them back never if it was an answer that came late', () => {
    const late = hears(passed([1_000, 1_500, 2_000, 2_500]), 4_500, 4_500, 'everything', 2_600, true);
    expect(limitOf(late)).toMatchObject({ calls: 4, previewsOnly: true });
  });

  test('and the next, of other calls, hold for all', () => {
    const weak = hears(passed([1_000]), 1_600, 2_700, 'others');
    expect(limitOf(hears(passed([2_900], 'sends', weak), 3_000, 4_000, 'sends'))?.ops).toBeUndefined();
    const guess = guessed(passed([1_000]), 1_200);
    expect(limitOf(hears(guess, 3_000, 4_000, 'others'))?.ops).toContain('edit');
  });

  test('never makes it faster than it was known to be, unless that was a guess', () => {
    const known = passed([1_000, 1_500], 'others', learning({ calls: 1, perMs: 4_000 }));
    expect(limitOf(hears(known, 1_600, 2_100, 'everything'))).toMatchObject({ calls: 2, perMs: 8_000 });
    expect(limitOf(hears({ ...known, strikes: 1 }, 1_600, 2_100, 'everything'))).toMatchObject({ calls: 2, perMs: 1_100 });
  });
});

describe('what was learned of some calls', () => {
  const edits = learning({ calls: 1, perMs: 100, ops: ['edit', 'remove', 'trim', 'draft', 'append', 'close'] });
  const everything = learning({ calls: 1, perMs: 100 });

  test('and holds for others as well, holds for all', () => {
    expect(limitOf(hears(passed([1_000], 'sends', edits), 1_600, 2_000, 'sends'))).toMatchObject({ ops: undefined });
    expect(limitOf(hears(passed([1_000], 'sends', everything), 1_600, 2_000, 'sends'))).toMatchObject({ ops: undefined });
    expect(limitOf(hears(passed([1_000], 'others', edits), 1_600, 2_000, 'everything'))).toMatchObject({ ops: undefined });
    expect(limitOf(hears(passed([1_000], 'others', edits), 1_600, 2_000, 'others'))?.ops).toHaveLength(6);
    const some = learning({ calls: 1, perMs: 100, ops: ['edit'] });
    expect(limitOf(hears(passed([1_000], 'others', some), 1_600, 2_000, 'others'))?.ops).toBeUndefined();
  });

  test('but was only guessed of previews, does not', () => {
    const guess = learning({ calls: 1, perMs: 100, previewsOnly: true }, { strikes: 1 });
    expect(limitOf(hears(passed([1_000], 'sends', guess), 1_600, 2_000, 'sends'))?.ops).toEqual(['send', 'fresh', 'open']);
  });
});

describe('a second told wait', () => {
  const first = hears(passed([1_000, 1_500, 2_000]), 2_100, 4_000);

  test('shows a bucket, which filled up by as many calls as passed since', () => {
    const after = hears(passed([4_000, 5_500], 'others', first), 5_600, 6_000);
    expect(after.lesson).toEqual({ from: 1_000, calls: 5, freeAt: 6_000, at: 5_600 });
    expect(after.learned).toEqual({ limit: { ...limitOf(first), calls: 1, perMs: 1_020, burst: 1 }, leavesAt: [], fullAt: 6_000 });
  });

  test('shows how much it holds by what went before the first', () => {
    const burst = hears(passed([1_000, 1_000, 1_000, 1_100]), 1_200, 1_500);
    const after = hears(passed([1_500], 'others', burst), 1_600, 2_500);
    expect(after.learned).toMatchObject({ limit: { calls: 1, perMs: 1_020, burst: 4 }, fullAt: 5_560 });
    expect(after.lesson).toMatchObject({ from: 1_000, calls: 5 });
  });

  test('counts as one call where none passed, and never makes it faster', () => {
    expect(limitOf(hears(first, 4_000, 5_000))).toMatchObject({ perMs: 1_020 });
    expect(limitOf(hears(passed([4_100, 4_200], 'others', first), 4_300, 4_500))).toMatchObject({ perMs: 1_000 });
    expect(limitOf(hears(first, 4_000, 90_000))).toMatchObject({ perMs: 6_000 });
  });

  test('is no news where the call was made before the first was heard', () => {
    expect(hears(first, 2_300, 9_000, 'others', 2_099)).toBe(first);
    expect(hears(first, 2_300, 9_000, 'others', 2_100)).not.toBe(first);
  });

  test('is a first one again where what was learned has been relaxed', () => {
    expect(limitOf(hears(passed([4_500], 'others', relaxed(first)), 4_600, 5_500))?.burst).toBeUndefined();
  });
});

describe('a refusal without a time', () => {
  test('is given twice the distance to the call before, and half a second at least', () => {
    const after = guessed(passed([1_000]), 1_700);
    expect(after.learned).toEqual({ limit: { calls: 1, perMs: 1_400, burst: 1, previewsOnly: true }, leavesAt: [], fullAt: 2_400 });
    expect(after).toMatchObject({ strikes: 1, lesson: null, quietUntil: 1_700 + 5 * MINUTE, quietMs: 10 * MINUTE });
    expect(guessed(passed([1_000]), 1_100).learned).toMatchObject({ limit: { perMs: 500 }, fullAt: 1_500 });
    expect(guessed(inexperienced, 1_100).learned).toMatchObject({ limit: { perMs: 500 }, fullAt: 1_600 });
    expect(guessed(passed([500, 1_000]), 1_700).learned).toMatchObject({ limit: { perMs: 1_400 } });
  });

  test('once more is given twice what it was given, and no more than half a minute', () => {
    const once = guessed(passed([1_000]), 1_700);
    const twice = guessed(once, 2_000);
    expect(twice.learned).toMatchObject({ limit: { perMs: 4_000 }, fullAt: 5_000 });
    expect(twice.strikes).toBe(2);
    expect(
      limitOf(guessed(learning({ calls: 1, perMs: 1_400 }, { strikes: 1, arrivals: [{ at: 1_900, kind: 'others' }] }), 2_000)),
    ).toMatchObject({
      perMs: 2_800,
    });
    expect(limitOf(guessed(passed([1_000]), 90_000))).toMatchObject({ perMs: 30_000 });
  });

  test('of what is known keeps to that at least', () => {
    expect(limitOf(guessed(learning({ calls: 1, perMs: 1_400 }), 2_000))).toMatchObject({ perMs: 1_400 });
  });

  test('once a call has worked, need be no longer than that call was away', () => {
    const guess = learning({ calls: 1, perMs: 4_000, burst: 1, previewsOnly: true }, { strikes: 2 });
    const known = { ...guess, learned: { ...allowanceOf(limitOf(guess) as Limit), fullAt: 9_000 } };
    const after = confirmed(passed([1_000, 4_000], 'others', known), 4_000);
    expect(after).toMatchObject({ strikes: 0, learned: { limit: { perMs: 3_000, previewsOnly: true }, fullAt: 8_000 } });
    expect(limitOf(confirmed(passed([1_000, 1_200], 'others', known), 1_200))).toMatchObject({ perMs: 500 });
    expect(limitOf(confirmed(passed([1_000, 9_000], 'others', known), 9_000))).toMatchObject({ perMs: 4_000 });
  });

  test('is not confirmed where nothing was guessed, or only one call ever worked', () => {
    const guess = learning({ calls: 1, perMs: 4_000 }, { strikes: 1 });
    for (const experience of [
      passed([1_000, 2_000]),
      passed([1_000], 'others', guess),
      passed([1_000, 2_000], 'others', { ...guess, strikes: 0 }),
    ])
      expect(confirmed(experience, 2_000)).toBe(experience);
    const unlearned = passed([1_000, 2_000], 'others', { ...inexperienced, strikes: 1 });
    expect(confirmed(unlearned, 2_000)).toBe(unlearned);
  });
});

describe('after a quiet time', () => {
  test('what was learned is relaxed by a hundredth, and what it was learned from is forgotten', () => {
    const before = hears(passed([1_000, 1_500, 2_000]), 2_100, 3_200);
    expect(relaxed(before)).toMatchObject({
      lesson: null,
      learned: { limit: { calls: 3, perMs: 2_178 }, leavesAt: [3_200, 3_700, 4_200] },
    });
    expect(relaxed(inexperienced)).toBe(inexperienced);
  });

  test('a tenth of a second is as good as none', () => {
    expect(isAsGoodAsForgotten(learning({ calls: 2, perMs: 200 }))).toBe(false);
    expect(isAsGoodAsForgotten(learning({ calls: 2, perMs: 199 }))).toBe(true);
  });

  test('all is forgotten but what passed, and how long the next quiet time is', () => {
    const before = hears(hears(passed([1_000, 1_500, 2_000]), 2_100, 3_200), 4_000, 5_000);
    const { arrivals, quietUntil, quietMs } = before;
    expect(forgotten({ ...before, strikes: 3 })).toEqual({ arrivals, strikes: 0, learned: null, lesson: null, quietUntil, quietMs });
  });

  test('the next is twice as long, and an hour at most', () => {
    const twice = hears(hears(inexperienced, 100, 200), 300, 400);
    expect(twice).toMatchObject({ quietUntil: 300 + 10 * MINUTE, quietMs: 20 * MINUTE });
    expect(hears({ ...inexperienced, quietMs: 40 * MINUTE }, 300, 400).quietMs).toBe(60 * MINUTE);
  });
});
