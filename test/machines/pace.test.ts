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
  isTooEarly,
  refuted,
  relaxed,
  told,
  type Wait,
} from '../../machines/pace.js';

const MINUTE = 60_000;

/** Calls that worked, at these times. */
const passed = (times: number[], kind: Kind = 'others', before: Experience = inexperienced): Experience =>
  times.reduce((experience, at) => arrived(experience, { at, kind }), before);

/** The platform answers at `at` to a call of that moment, which kept to what was known, that the next may come at `freeAt`. */
const hears = (before: Experience, at: number, freeAt: number, what: Held = 'others', rest: Partial<Wait> = {}) =>
  told(before, { calledAt: at, at, freeAt, what, dueAt: 0, isLate: false, ...rest });

const limitOf = ({ learned }: Experience): Limit | undefined => learned?.limit;
const learning = (limit: Limit, rest: Partial<Experience> = {}): Experience => ({ ...inexperienced, learned: allowanceOf(limit), ...rest });
/** It came from a wait that was over at once. */
const lesson = { calls: 1, spanMs: 100, freeAt: 0, at: 0, since: 0, seenMs: null };

test('nothing is known at first', () => {
  expect(inexperienced).toEqual({ arrivals: [], strikes: 0, learned: null, lesson: null, quietUntil: -60 * MINUTE, quietMs: 5 * MINUTE });
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
      limit: { calls: 3, perMs: 2_200, ops: ['edit', 'remove', 'trim', 'draft', 'append', 'close'], previewsOnly: true },
      leavesAt: [3_200, 3_700, 4_200],
      fullAt: 0,
    });
    expect(after).toMatchObject({ lesson: { calls: 3, spanMs: 2_200, freeAt: 3_200, at: 2_100, since: 2_100, seenMs: null }, strikes: 0 });
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
    expect(hears(inexperienced, 100, 1_000)).toEqual({ ...inexperienced, quietUntil: 100 + 5 * MINUTE });
    expect(hears(passed([50], 'sends'), 100, 1_000).learned).toBeNull();
  });

  test('is for the calls that it was told for', () => {
    const both = passed([1_500], 'sends', passed([1_000]));
    expect(limitOf(hears(both, 1_600, 2_100, 'sends'))).toMatchObject({ calls: 1, perMs: 600, ops: ['send', 'fresh', 'open'] });
    expect(limitOf(hears(both, 1_600, 2_100, 'everything'))).toEqual({ calls: 2, perMs: 1_100, ops: undefined, previewsOnly: true });
  });

  test('and the next, of other calls, hold for all', () => {
    const weak = hears(passed([1_000]), 1_600, 2_700, 'others');
    expect(limitOf(hears(passed([2_900], 'sends', weak), 3_000, 4_000, 'sends'))?.ops).toBeUndefined();
    const guess = guessed(passed([1_000]), 1_200);
    expect(limitOf(hears(guess, 3_000, 4_000, 'others'))?.ops).toContain('edit');
  });

  test('never makes it faster than it was known to be, unless that was a guess', () => {
    const known = passed([1_000, 1_500], 'sends', learning({ calls: 1, perMs: 4_000, ops: ['edit'] }, { lesson }));
    expect(limitOf(hears(known, 1_600, 2_100, 'everything'))).toMatchObject({ calls: 2, perMs: 8_000 });
    expect(limitOf(hears({ ...known, strikes: 1 }, 1_600, 2_100, 'everything'))).toMatchObject({ calls: 2, perMs: 1_100 });
  });
});

describe('what was learned of some calls', () => {
  const edits = learning({ calls: 1, perMs: 100, ops: ['edit', 'remove', 'trim', 'draft', 'append', 'close'] }, { lesson });
  const everything = learning({ calls: 1, perMs: 100 }, { lesson });

  test('and holds for others as well, holds for all', () => {
    expect(limitOf(hears(passed([1_000], 'sends', edits), 1_600, 2_000, 'sends'))).toMatchObject({ ops: undefined });
    expect(limitOf(hears(passed([1_000], 'sends', everything), 1_600, 2_000, 'sends'))).toMatchObject({ ops: undefined });
    expect(limitOf(hears(passed([1_000], 'others', edits), 1_600, 2_000, 'everything'))).toMatchObject({ ops: undefined });
    expect(limitOf(hears(passed([1_000], 'others', edits), 1_600, 2_000, 'others'))?.ops).toHaveLength(6);
    const some = learning({ calls: 1, perMs: 100, ops: ['edit'] }, { lesson });
    expect(limitOf(hears(passed([1_000], 'others', some), 1_600, 2_000, 'others'))?.ops).toBeUndefined();
  });

  test('but was only guessed of previews, does not', () => {
    const guess = learning({ calls: 1, perMs: 100, previewsOnly: true }, { strikes: 1 });
    expect(limitOf(hears(passed([1_000], 'sends', guess), 1_600, 2_000, 'sends'))?.ops).toEqual(['send', 'fresh', 'open']);
  });
});

describe('a second told wait', () => {
  // Three in 3 s, then.
  const first = hears(passed([1_000, 1_500, 2_000]), 2_100, 4_000);

  test('shows a bucket, which filled up by as many calls as passed since', () => {
    const after = hears(passed([4_000], 'others', first), 4_100, 6_000);
    expect(after.lesson).toEqual({ calls: 4, spanMs: 5_000, freeAt: 6_000, at: 4_100, since: 4_100, seenMs: 2_040 });
    expect(after.learned).toEqual({ limit: { ...limitOf(first), calls: 1, perMs: 2_040, burst: 2 }, leavesAt: [], fullAt: 8_040 });
    expect(limitOf(after)?.previewsOnly).toBe(true);
  });

  test('corrects the stretch where that was nearly right', () => {
    const after = hears(passed([4_000, 5_500], 'others', first), 5_600, 6_000);
    expect(after.learned).toEqual({ ...first.learned, limit: { ...limitOf(first), calls: 3, perMs: 3_060 } });
    expect(after.lesson).toEqual({ ...first.lesson, freeAt: 6_000, at: 5_600, seenMs: 1_020 });
  });

  test('shows how much it holds by what went before the first', () => {
    const burst = hears(passed([1_000, 1_000, 1_000, 1_100]), 1_200, 1_500);
    const after = hears(passed([1_500], 'others', burst), 1_600, 2_500);
    expect(after.learned).toMatchObject({ limit: { calls: 1, perMs: 1_020, burst: 4 }, fullAt: 5_560 });
    expect(after.lesson).toMatchObject({ calls: 5, spanMs: 1_500 });
  });

  test('counts as one call where none passed, and never makes it faster', () => {
    expect(limitOf(hears(first, 4_000, 6_000))).toMatchObject({ perMs: 2_040 });
    const faster = hears(passed([4_100, 4_200], 'others', first), 4_300, 4_500);
    expect(faster).toMatchObject({
      learned: first.learned,
      lesson: { freeAt: 4_500, at: 4_300, seenMs: 255, calls: 3 },
      quietUntil: first.quietUntil,
    });
    expect(limitOf(hears(first, 4_000, 90_000))).toMatchObject({ perMs: 6_000 });
  });

  test('counts no pause for longer than it takes to fill up', () => {
    // 3 s before the call that passed, 3 s before the one that did not, and its wait.
    expect(limitOf(hears(passed([50_000], 'others', first), 90_000, 90_500, 'others'))).toMatchObject({ perMs: 6_000 });
    expect(limitOf(hears(passed([50_000, 50_000], 'others', first), 50_100, 50_500))).toMatchObject({ perMs: 1_785 });
    expect(limitOf(hears(passed([6_500, 6_500], 'others', first), 6_600, 7_000))).toMatchObject({ perMs: 1_530 });
    const bucket = { ...first, learned: allowanceOf({ ...limitOf(first), calls: 1, perMs: 1_000, burst: 2 }) };
    expect(limitOf(hears(passed([50_000, 50_000], 'others', bucket), 50_100, 50_500))).toMatchObject({ perMs: 1_275 });
  });

  test('counts a call that was made before another was answered from that answer', () => {
    const after = hears(passed([4_000, 5_500], 'others', first), 5_600, 6_600, 'others', { calledAt: 5_400 });
    expect(after.lesson).toMatchObject({ spanMs: 3_000 + 1_500 + 1_100 });
  });

  test('is counted from the first call that is remembered', () => {
    const times = Array.from({ length: 60 }, (_, index) => 5_000 + 1_000 * index);
    const after = hears(passed(times, 'others', first), 64_500, 65_500);
    expect(after.lesson?.seenMs).toBeCloseTo((60_500 / 59) * 1.02);
    const before = hears(passed(times.slice(1), 'others', first), 64_500, 65_500);
    expect(before.lesson?.seenMs).toBeCloseTo((61_500 / 59) * 1.02);
  });

  test('is no news where the call was made before the first was heard', () => {
    expect(hears(first, 2_300, 9_000, 'others', { calledAt: 2_099 })).toBe(first);
    expect(hears(first, 2_300, 9_000, 'others', { calledAt: 2_100 })).not.toBe(first);
  });

  test('renews the quiet time', () => {
    expect(hears(first, 4_000, 9_000)).toMatchObject({ quietUntil: 4_000 + 5 * MINUTE, quietMs: 5 * MINUTE });
  });
});

describe('a wait that was told to a call that came too early', () => {
  const first = hears(passed([1_000, 1_500, 2_000]), 2_100, 4_000);
  const early = (freeAt: number, rest: Partial<Wait> = {}, before = first) =>
    hears(before, 4_200, freeAt, 'others', { calledAt: 4_100, dueAt: 4_500, ...rest });
  const isSure = (experience: Experience) => limitOf(experience)?.previewsOnly === undefined;

  test('makes what was learned sure, where it is as long as was thought', () => {
    const sure = early(4_500);
    expect(sure.learned).toEqual({ ...first.learned, limit: { ...limitOf(first), previewsOnly: undefined } });
    expect(sure).toMatchObject({ lesson: { calls: 3, freeAt: 4_500, at: 4_200, seenMs: 510 }, quietUntil: 4_200 + 5 * MINUTE });
    expect([isSure(early(4_300)), isSure(early(4_700))]).toEqual([true, true]);
  });

  test('does not, where it is another, or the call was late, or kept to it', () => {
    expect([isSure(early(4_299)), isSure(early(4_701))]).toEqual([false, false]);
    expect(isSure(early(4_500, { isLate: true }))).toBe(false);
    expect(isSure(early(4_500, { calledAt: 4_500 }))).toBe(false);
  });

  test('is as long as was thought if the difference is a tenth of the wait', () => {
    const [like, unlike] = [14_600, 14_601].map((freeAt) => early(freeAt, { dueAt: 13_646 }));
    expect([like, unlike].map((one) => one && isSure(one))).toEqual([true, false]);
  });

  test('need not have been the first that was heard, if it was made after the lesson', () => {
    const heard = hears(first, 4_200, 4_300);
    expect(heard.learned).toBe(first.learned);
    expect(isSure(early(4_500, { calledAt: 4_100 }, heard))).toBe(true);
    expect([isSure(early(4_500, { calledAt: 2_100 }, heard)), isSure(early(4_500, { calledAt: 2_099 }, heard))]).toEqual([true, false]);
    expect(isSure(early(4_900, { calledAt: 4_100 }, heard))).toBe(false);
    const again = hears(passed([4_000], 'others', first), 4_150, 6_000);
    expect(early(4_500, { calledAt: 4_149 }, again)).toBe(again);
  });

  test('and is a little longer leaves it sure', () => {
    const sure = early(4_500);
    const corrected = hears(passed([4_600, 5_700, 6_800], 'others', sure), 7_000, 8_000, 'others');
    const again = hears(passed([8_000, 9_100, 10_200], 'others', corrected), 10_400, 11_500, 'others');
    expect([isSure(corrected), isSure(again), limitOf(again)?.calls]).toEqual([true, true, 3]);
    expect(gapOf(again)).toBeGreaterThan(1_000);
  });

  test('and is longer, twice, makes it a guess again', () => {
    const once = hears(early(4_500), 4_600, 6_500);
    expect([isSure(once), isSure(hears(once, 6_600, 8_500))]).toEqual([true, false]);
  });
});

describe('a further wait', () => {
  // One a second, as two waits have shown.
  const known = learning(
    { calls: 1, perMs: 1_000, burst: 1 },
    { lesson: { ...lesson, freeAt: 1_000, at: 900, seenMs: 1_000 }, quietUntil: 99_999 },
  );
  /** So many calls pass, one a second, and then one has to wait. */
  const waits = (calls: number, ms: number, before = known) => {
    const from = before.lesson?.freeAt ?? 0;
    const times = Array.from({ length: calls }, (_, index) => from + 1_000 * index);
    const at = from + 1_000 * calls;
    return hears(passed(times, 'others', before), at, at + ms, 'everything');
  };

  test('says nothing alone: it may have another reason', () => {
    const after = waits(1, 3_000);
    expect(after).toMatchObject({
      learned: known.learned,
      quietUntil: known.quietUntil,
      lesson: { freeAt: 5_000, at: 2_000, seenMs: 4_080 },
    });
  });

  test('says nothing where it shows what is known, and corrects it by a quarter at most', () => {
    const corrected = (perMs: number, ms: number) => {
      const before = learning({ calls: 1, perMs, burst: 1 }, { lesson: { ...lesson, freeAt: 1_000, at: 900 } });
      return [before, waits(1, ms, before)] as const;
    };
    const [same, unchanged] = corrected(1_020, 0);
    expect(unchanged.learned).toBe(same.learned);
    expect(limitOf(corrected(816, 184)[1])).toEqual({ calls: 1, perMs: 1_020, burst: 1 });
    expect(limitOf(corrected(815, 185)[1])?.previewsOnly).toBe(true);
  });

  test('says as much as the one before bears out', () => {
    const after = waits(2, 2_000, waits(1, 1_000));
    expect(gapOf(after)).toBeCloseTo((4_000 / 2) * 1.02);
    expect(after.lesson?.seenMs).toBeCloseTo(2_040);
    expect(gapOf(waits(1, 1_000, waits(1, 2_000)))).toBeCloseTo(2_040);
    expect(after.quietUntil).toBe(5_000 + 5 * MINUTE);
  });

  test('that corrects it by a quarter at most starts no quiet time, unless it was being relaxed', () => {
    const [little, much] = [waits(10, 2_250, waits(10, 2_250)), waits(10, 2_260, waits(10, 2_260))];
    expect([gapOf(little), little.quietUntil]).toEqual([(12_250 / 10) * 1.02, known.quietUntil]);
    expect(much.quietUntil).toBe(23_260 + 5 * MINUTE);
    const relaxing = { ...known, quietUntil: 23_250 };
    expect(waits(10, 2_250, waits(10, 2_250, relaxing))).toMatchObject({ quietUntil: 23_250 + 10 * MINUTE, quietMs: 10 * MINUTE });
  });
});

describe('a call that passed', () => {
  const known = learning({ calls: 1, perMs: 1_000, previewsOnly: true }, { lesson });
  const sure = learning({ calls: 1, perMs: 1_000 }, { lesson });

  test('too early for what was learned shows that a stretch holds one more, or takes a tenth off a bucket', () => {
    expect(refuted(known)).toEqual({ ...known, learned: allowanceOf({ calls: 2, perMs: 1_000, previewsOnly: true }) });
    const bucket = learning({ calls: 1, perMs: 1_000, burst: 2 });
    expect(refuted(bucket)).toEqual({ ...bucket, learned: allowanceOf({ calls: 1, perMs: 900, burst: 2 }) });
    expect(refuted(inexperienced)).toBe(inexperienced);
  });

  test('was too early if it was by more than a quarter of the gap', () => {
    expect([isTooEarly(known, 250), isTooEarly(known, 251)]).toEqual([false, true]);
    const two = learning({ calls: 2, perMs: 2_000, previewsOnly: true });
    expect([isTooEarly(two, 250), isTooEarly(two, 251)]).toEqual([false, true]);
    expect([isTooEarly(sure, 9_999), isTooEarly(inexperienced, 9_999)]).toEqual([false, false]);
  });

  test('and by more than what a network makes of it', () => {
    const quick = learning({ calls: 2, perMs: 200, previewsOnly: true });
    expect([isTooEarly(quick, 200), isTooEarly(quick, 201)]).toEqual([false, true]);
  });
});

describe('a refusal without a time', () => {
  test('is given twice the distance to the call before, and half a second at least', () => {
    const after = guessed(passed([1_000]), 1_700);
    expect(after.learned).toEqual({ limit: { calls: 1, perMs: 1_400, burst: 1, previewsOnly: true }, leavesAt: [], fullAt: 2_400 });
    expect(after).toMatchObject({ strikes: 1, lesson: null, quietUntil: 1_700 + 5 * MINUTE, quietMs: 5 * MINUTE });
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
  test('what was learned is relaxed by a hundredth', () => {
    const before = hears(passed([1_000, 1_500, 2_000]), 2_100, 3_200);
    expect(relaxed(before)).toMatchObject({
      lesson: before.lesson,
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

  test('the next is twice as long, an hour at most, and as at first after a long peace', () => {
    const once = hears(inexperienced, 100, 200);
    const { quietUntil } = once;
    expect(once).toMatchObject({ quietUntil: 100 + 5 * MINUTE, quietMs: 5 * MINUTE });
    const next = (at: number, before = once) => hears(before, at, at + 100).quietMs / MINUTE;
    expect([next(quietUntil - 1), next(quietUntil), next(quietUntil + 60 * MINUTE - 1), next(quietUntil + 60 * MINUTE)]).toEqual([
      5, 10, 10, 5,
    ]);
    expect(next(quietUntil, { ...once, quietMs: 40 * MINUTE })).toBe(60);
    expect(hears(once, quietUntil, quietUntil + 100).quietUntil).toBe(quietUntil + 10 * MINUTE);
  });
});
