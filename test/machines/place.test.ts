import { describe, expect, test } from 'vitest';
import { type Allowance, allowanceOf } from '../../machines/allowance.js';
import type { AskedEvent, Counted, Held, Limit } from '../../machines/budget-vocabulary.js';
import { inexperienced } from '../../machines/pace.js';
import {
  answered,
  asked,
  askedInLine,
  called,
  held,
  isCrowded,
  isSlow,
  noted,
  type Place,
  taught,
  wasEarly,
  widened,
} from '../../machines/place.js';
import { join, type Queue } from '../../machines/queue.js';

const NOW = 5_000;
const nowhere: Place = {
  ...{ allowances: [], experience: inexperienced, calls: [], queue: [], abreast: 1, heldUntil: { sends: 0, others: 0, typing: 0 } },
  ...{ answers: 0, fastestMs: 0, verdict: { waitMs: 0, worth: 0 } },
};

const asks = (rest: Partial<AskedEvent> = {}): AskedEvent => ({
  ...{ type: 'ASKED', stream: 's', op: 'edit', class: 'interim', at: NOW, unshown: 40, ageMs: 0, perMs: 0, lastsMs: 0 },
  ...rest,
});

/** A limit, and when each of the calls that it counts leaves its stretch. */
const taken = (limit: Limit, leavesAt: number[] = []): Allowance => ({ ...allowanceOf(limit), leavesAt });
const placeOf = (allowance: Allowance, rest: Partial<Place> = {}): Place => ({ ...nowhere, allowances: [allowance], ...rest });
const waits = (place: Place, rest: Partial<AskedEvent> = {}) => asked(place, asks(rest)).verdict.waitMs;
const open = (op: Counted, at: number) => [{ stream: 'other', op, at, dueAt: at, soonestAt: at }];
/** Others who wait, and would go at once. */
const ready = (rest: Partial<AskedEvent> = {}): Queue => join([], asks({ stream: 'other', ...rest }), NOW, true);

describe('where nothing is known', () => {
  test('a call may go, and waits no longer', () => {
    const place = { ...nowhere, queue: join([], asks(), NOW, true) };
    expect(asked(place, asks())).toEqual({ verdict: { waitMs: 0, worth: 0 }, queue: [] });
    expect(asked(nowhere, asks({ perMs: 0.1 })).verdict).toEqual({ waitMs: 0, worth: 0 });
  });
});

describe('a wait that the platform told', () => {
  const place = { ...nowhere, heldUntil: { sends: 0, others: 6_000, typing: 0 } };

  test('is kept to by the calls that it was told for', () => {
    expect(asked(place, asks({ ageMs: 30 }))).toEqual({
      verdict: { waitMs: 1_000, worth: 0 },
      queue: [{ stream: 's', class: 'interim', since: NOW, until: 6_000, isReady: true, unshown: 40, oldestAt: 4_970 }],
    });
    expect([waits(place, { op: 'send' }), waits(place, { op: 'typing' }), waits(place, { at: 6_000 })]).toEqual([0, 0, 0]);
  });

  test('is at least ten milliseconds', () => {
    expect(waits(place, { at: 5_995 })).toBe(10);
    expect(waits(place, { at: 5_989 })).toBe(11);
  });

  test('holds what it was told for, and is never shortened', () => {
    const told = (what: Held, ms = 3_000) => held(place, { type: 'HELD', stream: 's', at: NOW, ms, what }).heldUntil;
    expect(told('everything')).toEqual({ sends: 8_000, others: 8_000, typing: 8_000 });
    expect(told('sends')).toEqual({ sends: 8_000, others: 6_000, typing: 0 });
    expect(told('others')).toEqual({ sends: 0, others: 8_000, typing: 0 });
    expect(told('typing')).toEqual({ sends: 0, others: 6_000, typing: 8_000 });
    expect(told('others', 10)).toEqual({ sends: 0, others: 6_000, typing: 0 });
  });
});

describe('a limit', () => {
  test('holds the calls that it counts', () => {
    const limit = { calls: 1, perMs: 1_000 };
    expect(waits(placeOf(taken(limit, [5_400])))).toBe(400);
    expect(waits(placeOf(taken({ ...limit, ops: ['send'] }, [5_400])))).toBe(0);
    expect(waits(placeOf(taken({ ...limit, ops: ['send'] }, [5_400])), { op: 'send' })).toBe(400);
    const two = { ...nowhere, allowances: [taken(limit, [5_400]), taken(limit, [5_300])] };
    expect(waits(two)).toBe(400);
  });

  test('is not passed even if what is on its way arrives only now; it is asked again for when that arrives as fast as can be', () => {
    const limit = { calls: 1, perMs: 1_000 };
    const wait = (answers: number, rest: Partial<Place> = {}) =>
      waits(placeOf(taken(limit), { calls: open('edit', 4_900), answers, fastestMs: 80, ...rest }), { class: 'final' });
    expect([wait(0), wait(10), wait(40), wait(1_000)]).toEqual([980, 964, 940, 940]);
    expect(waits(placeOf(taken({ ...limit, ops: ['send'] }), { calls: open('edit', 4_900) }), { op: 'send' })).toBe(0);
    expect(wait(0, { calls: open('edit', 3_950) })).toBe(30);
    expect(wait(0, { calls: open('edit', 3_000) })).toBe(10);
  });

  test('that is learned holds all calls, but one that is guessed only previews', () => {
    const learned = (rest: Partial<Limit>) => ({
      ...nowhere,
      experience: { ...inexperienced, learned: taken({ calls: 1, perMs: 1_000, ...rest }, [5_400]) },
    });
    expect([waits(learned({})), waits(learned({}), { class: 'final' })]).toEqual([400, 400]);
    expect([waits(learned({ previewsOnly: true })), waits(learned({ previewsOnly: true }), { class: 'final' })]).toEqual([400, 0]);
  });
});

describe('what is kept for calls that are no previews', () => {
  const full = (calls: number, took: number, limit: Partial<Limit> = {}) =>
    taken(
      { calls, perMs: 1_000, ...limit },
      Array.from({ length: took }, () => 5_500),
    );

  test('is a tenth of what a place can take, and one call at least', () => {
    const may = (calls: number, took: number, limit: Partial<Limit> = {}) => waits(placeOf(full(calls, took, limit)), { op: 'send' }) === 0;
    expect([
      may(10, 8),
      may(10, 9),
      may(5, 3),
      may(5, 4),
      may(30, 26),
      may(30, 27),
      may(39, 35),
      may(39, 36),
      may(1, 0),
      may(2, 0),
      may(2, 1),
    ]).toEqual([true, false, true, false, true, false, true, false, true, true, false]);
    expect(waits(placeOf(full(10, 9)), { class: 'final' })).toBe(0);
    expect(waits(placeOf(full(10, 10)), { class: 'final' })).toBe(500);
  });

  test('is nothing where no call that can be the last of an answer is counted', () => {
    const may = (ops: Counted[], op: Counted) => waits(placeOf(full(10, 9, { ops })), { op }) === 0;
    expect([may(['typing'], 'typing'), may(['draft', 'append'], 'draft')]).toEqual([true, true]);
    for (const op of ['send', 'fresh', 'edit', 'close'] as const) expect(may(['draft', op], 'draft')).toBe(false);
  });

  test('need not be there before the preview is answered', () => {
    const wait = (answers: number) => waits(placeOf(full(10, 9), { fastestMs: 100, answers }));
    expect([wait(0), wait(40), wait(1_000)]).toEqual([300, 350, 350]);
  });
});

describe('where others wait', () => {
  const place = (queue: Queue, leavesAt = [5_900], calls: Place['calls'] = []) =>
    placeOf(taken({ calls: 4, perMs: 1_000 }, leavesAt), { queue, calls });

  test('previews take turns, whoever is staler first', () => {
    expect(waits(place([]))).toBe(0);
    expect(waits(place(ready({ unshown: 1 })), { ageMs: 100 })).toBe(150);
    expect(waits(place(ready({ ageMs: 1_000 })), { ageMs: 100 })).toBe(400);
    expect(waits(place(ready({ ageMs: 1_000 })), { class: 'final' })).toBe(0);
    expect(waits(place(join([], asks({ stream: 'other' }), NOW, false)))).toBe(0);
  });

  test('turns count from the last call that was made', () => {
    expect(waits(place(ready({ unshown: 1 }), [], open('edit', 4_990)), { ageMs: 100 })).toBe(240);
    expect(waits(placeOf(taken({ calls: 4, perMs: 1_000, ops: ['edit'] }), { queue: ready(), calls: open('send', 4_990) }))).toBe(0);
  });

  test('who is more urgent goes first', () => {
    const wait = (rest: Partial<AskedEvent>) =>
      waits(placeOf(taken({ calls: 2, perMs: 1_000 }, [5_400]), { queue: ready(rest) }), { class: 'boundary' });
    expect([wait({ class: 'final' }), wait({ class: 'interim' })]).toEqual([400, 0]);
  });
});

describe('a preview that costs one later', () => {
  const place = (rest: Partial<Place> = {}) => placeOf(taken({ calls: 1, perMs: 1_000 }), rest);
  const verdict = (rest: Partial<AskedEvent>, where = place()) => asked(where, asks({ perMs: 0.1, ...rest })).verdict;

  test('is worth it as soon as it shows most of what will be written until the next', () => {
    expect(verdict({ unshown: 40 })).toEqual({ waitMs: 0, worth: 0 });
    expect(verdict({ unshown: 39 })).toEqual({ waitMs: 200, worth: 40 });
    expect(verdict({ unshown: 39, perMs: 0.4 })).toEqual({ waitMs: 100, worth: 160 });
    expect(verdict({ unshown: 3, perMs: 0.01 })).toEqual({ waitMs: 500, worth: 4 });
    expect(verdict({ unshown: 4, perMs: 0.0076 })).toEqual({ waitMs: 0, worth: 0 });
  });

  test('is worth it at once where the text has stopped, or it is none', () => {
    expect(verdict({ unshown: 1, perMs: 0 })).toEqual({ waitMs: 0, worth: 0 });
    expect(verdict({ unshown: 1, class: 'final' })).toEqual({ waitMs: 0, worth: 0 });
    expect(verdict({ unshown: 1, perMs: 0 }, place({ queue: join([], asks(), NOW, true) })).waitMs).toBe(0);
  });

  test('waits for more text, and stands in nobody’s way', () => {
    expect(asked(place(), asks({ perMs: 0.1, unshown: 39 })).queue).toMatchObject([{ isReady: false, until: 5_200 }]);
  });

  test('counts by the limit that asks for most, by what is kept, by what is on its way, and for as long as the text lasts', () => {
    const two = { ...nowhere, allowances: [taken({ calls: 1, perMs: 1_000 }), taken({ calls: 1, perMs: 2_000 })] };
    expect(verdict({ unshown: 1 }, two).worth).toBe(80);
    expect(verdict({ unshown: 1 }, { ...two, allowances: [...two.allowances].reverse() }).worth).toBe(80);
    expect(verdict({ unshown: 1 }, placeOf(taken({ calls: 2, perMs: 1_000 }))).worth).toBe(40);
    const busy = placeOf(taken({ calls: 3, perMs: 9_000 }), { calls: open('edit', 4_900) });
    expect(verdict({ unshown: 1 }, busy).worth).toBe(720);
    expect(verdict({ unshown: 1, lastsMs: 1_000 }, placeOf(taken({ calls: 4, perMs: 12_000 }))).worth).toBe(40);
  });

  test('after a wait, waits for one piece of text more, if nobody else does', () => {
    const waited = (isReady: boolean, until: number) => join([], asks(), until, isReady);
    expect(verdict({ unshown: 40 }, place({ queue: waited(true, NOW) }))).toEqual({ waitMs: 60, worth: 41 });
    expect(verdict({ unshown: 40, perMs: 0.01 }, place({ queue: waited(true, NOW) }))).toEqual({ waitMs: 500, worth: 41 });
    expect(verdict({ unshown: 40 }, place({ queue: waited(true, NOW + 1) })).waitMs).toBe(0);
    expect(verdict({ unshown: 40 }, place({ queue: waited(false, NOW) })).waitMs).toBe(0);
    expect(verdict({ ageMs: 1_000 }, place({ queue: [...waited(true, NOW), ...ready({ unshown: 1 })] })).waitMs).toBe(0);
    expect(verdict({ unshown: 40 }, { ...nowhere, queue: waited(true, NOW) }).waitMs).toBe(0);
    expect(asked(place({ queue: waited(true, NOW) }), asks({ perMs: 0.1 })).queue).toMatchObject([{ isReady: false }]);
  });
});

describe('when a wait is just over', () => {
  const resumed = (abreast: number, rest: Partial<Place> = {}) => ({ ...nowhere, abreast, fastestMs: 80, ...rest });
  const inLine = (place: Place, rest: Partial<AskedEvent> = {}) => askedInLine(place, asks(rest)).verdict.waitMs;

  test('only so many calls are on their way at once', () => {
    expect([
      inLine(resumed(1)),
      inLine(resumed(1, { calls: open('edit', 4_990) })),
      inLine(resumed(2, { calls: open('edit', 4_990) })),
    ]).toEqual([0, 80, 0]);
    expect(inLine(resumed(1, { calls: open('edit', 4_990), fastestMs: 0 }))).toBe(10);
    expect(inLine(resumed(1, { calls: open('edit', 4_990), queue: ready({ class: 'final' }), fastestMs: 100 }))).toBeCloseTo(
      100 * Math.log2(3),
    );
  });

  test('and who is behind asks again when its turn can have come', () => {
    const three = [
      ...open('edit', 4_990),
      { ...open('edit', 4_990)[0], stream: 'b' },
      { ...open('edit', 4_990)[0], stream: 'c' },
    ] as Place['calls'];
    expect(inLine(resumed(2, { calls: three }))).toBeCloseTo(80 * Math.log2(1 + 3 / 2));
  });

  test('who is more urgent goes first', () => {
    const others = { queue: ready({ class: 'final' }) };
    expect([inLine(resumed(1, others)), inLine(resumed(2, others))]).toEqual([80, 0]);
    // Which holds only while calls are resumed.
    expect(waits(resumed(1, others))).toBe(0);
    expect(inLine(resumed(1, { queue: ready({ class: 'interim', unshown: 1 }) }), { class: 'final' })).toBe(0);
  });

  test('one more goes for each that passed', () => {
    expect(widened(resumed(3))).toEqual({ abreast: 4 });
  });

  test('it is crowded as long as somebody would go at once', () => {
    const lazy = join([], asks({ stream: 'other' }), NOW, false);
    expect([isCrowded(resumed(1)), isCrowded(resumed(1, { queue: ready() })), isCrowded(resumed(1, { queue: lazy }))]).toEqual([
      false,
      true,
      false,
    ]);
  });
});

describe('a call', () => {
  test('is on its way, and waits no longer', () => {
    const place = { ...nowhere, calls: open('send', 1), queue: ready() };
    expect(called(place, { type: 'CALLED', stream: 'other', op: 'edit', class: 'interim', at: NOW })).toEqual({
      calls: [{ stream: 'other', op: 'edit', at: NOW, dueAt: NOW, soonestAt: NOW }],
      queue: [],
    });
    expect(called(place, { type: 'CALLED', stream: 's', op: 'edit', class: 'interim', at: NOW }).calls).toContainEqual(open('send', 1)[0]);
  });

  const learned = taken({ calls: 3, perMs: 1_000 });
  const place: Place = {
    ...nowhere,
    allowances: [taken({ calls: 2, perMs: 1_000 }), taken({ calls: 2, perMs: 1_000, ops: ['send'] })],
    experience: { ...inexperienced, learned },
    calls: [
      { stream: 's', op: 'edit', at: 4_900, dueAt: 4_900, soonestAt: 4_900 },
      { stream: 'other', op: 'send', at: 4_800, dueAt: 4_800, soonestAt: 4_800 },
    ],
    answers: 40,
    fastestMs: 60,
  };

  test('that is answered counts from when it arrived at the latest', () => {
    for (const type of ['DONE', 'FAILED'] as const)
      expect(answered(place, { type, stream: 's', at: NOW })).toEqual({
        calls: [{ stream: 'other', op: 'send', at: 4_800, dueAt: 4_800, soonestAt: 4_800 }],
        answers: 41,
        fastestMs: 60,
        allowances: [taken({ calls: 2, perMs: 1_000 }, [5_970]), taken({ calls: 2, perMs: 1_000, ops: ['send'] })],
        experience: { ...inexperienced, learned: { ...learned, leavesAt: [5_970] } },
      });
  });

  test('that is refused is counted by the sheet, and not by what refusals taught', () => {
    for (const event of [
      { type: 'HELD', stream: 's', at: NOW, ms: 1, what: 'others' },
      { type: 'REFUSED', stream: 's', at: NOW },
    ] as const) {
      const after = answered(place, event);
      expect([after.experience, after.allowances?.[0]?.leavesAt]).toEqual([place.experience, [5_970]]);
    }
    const unlearned = { ...place, experience: inexperienced };
    expect(answered(unlearned, { type: 'DONE', stream: 's', at: NOW }).experience).toBe(inexperienced);
  });

  test('that is the first, or the fastest, is the fastest', () => {
    const fastest = (rest: Partial<Place>) => answered({ ...place, ...rest }, { type: 'DONE', stream: 's', at: NOW }).fastestMs;
    expect([fastest({ answers: 0, fastestMs: 0 }), fastest({ fastestMs: 500 }), fastest({ fastestMs: 90 })]).toEqual([100, 100, 90]);
  });

  test('that nobody knows of changes nothing', () => {
    const event = { type: 'DONE', stream: 'x', at: NOW } as const;
    expect([answered(place, event), noted(place, event), taught(place, event), isSlow(place, event)]).toEqual([{}, {}, {}, false]);
  });

  test('that worked is remembered, with what it was', () => {
    const kind = (stream: string) => noted(place, { type: 'DONE', stream, at: NOW }).experience?.arrivals;
    expect([kind('s'), kind('other')]).toEqual([[{ at: NOW, kind: 'others' }], [{ at: NOW, kind: 'sends' }]]);
  });

  test('that was held teaches what the platform said, one that took long that the next could go now', () => {
    const before: Place = { ...place, experience: { ...inexperienced, arrivals: [{ at: 4_000, kind: 'others' }] } };
    const heard = (event: Parameters<typeof taught>[1], where = before) => taught(where, event).experience;
    expect(heard({ type: 'HELD', stream: 's', at: NOW, ms: 200, what: 'others' })).toMatchObject({
      lesson: { calls: 1, spanMs: 1_200, freeAt: 5_200, at: NOW },
      learned: { limit: { ops: ['edit', 'remove', 'trim', 'draft', 'append', 'close'] } },
    });
    expect(heard({ type: 'DONE', stream: 's', at: NOW })).toMatchObject({
      lesson: { freeAt: NOW },
      learned: { limit: { ops: undefined } },
    });
    const typing = { ...before, calls: [{ stream: 's', op: 'typing' as const, at: 4_900, dueAt: 4_900, soonestAt: 4_900 }] };
    expect(heard({ type: 'DONE', stream: 's', at: NOW }, typing)?.learned).toBeNull();
    const taughtOnce = {
      ...before,
      experience: { ...before.experience, lesson: { calls: 1, spanMs: 1, freeAt: 2, at: 4_901, since: 1, seenMs: null } },
    };
    expect(heard({ type: 'DONE', stream: 's', at: NOW }, taughtOnce)).toBe(taughtOnce.experience);
  });

  test('that was told to wait as long as was thought makes that sure, unless it only took long', () => {
    const lesson = { calls: 1, spanMs: 1_000, freeAt: 4_500, at: 4_000, since: 4_000, seenMs: null };
    const guess = { ...taken({ calls: 1, perMs: 1_000, previewsOnly: true }, [5_500]) };
    const before: Place = {
      ...{ ...nowhere, experience: { ...inexperienced, lesson, learned: guess } },
      calls: [{ stream: 's', op: 'edit', at: 4_900, dueAt: 5_500, soonestAt: 5_500 }],
    };
    const isForPreviews = (event: Parameters<typeof taught>[1]) => taught(before, event).experience?.learned?.limit.previewsOnly;
    expect(isForPreviews({ type: 'HELD', stream: 's', at: NOW, ms: 500, what: 'everything' })).toBeUndefined();
    expect(isForPreviews({ type: 'HELD', stream: 's', at: NOW, ms: 900, what: 'everything' })).toBe(true);
    expect(isForPreviews({ type: 'DONE', stream: 's', at: 5_500 })).toBe(true);
  });

  test('is due when what was learned lets it go, if that counts it', () => {
    const callFrom = (rest: Partial<Place>, op: Counted) =>
      called({ ...nowhere, ...rest }, { type: 'CALLED', stream: 's', op, class: 'final', at: NOW }).calls?.at(-1);
    const due = (rest: Partial<Place>, op: Counted = 'edit') => callFrom(rest, op)?.dueAt;
    const knowing = (limit: Limit, leavesAt: number[]) => ({ experience: { ...inexperienced, learned: taken(limit, leavesAt) } });
    expect(due({})).toBe(NOW);
    expect(due(knowing({ calls: 1, perMs: 1_000 }, [5_700]))).toBe(5_700);
    expect(due(knowing({ calls: 1, perMs: 1_000, ops: ['send'] }, [5_700]))).toBe(NOW);
    expect(due({ ...knowing({ calls: 2, perMs: 1_000 }, [5_700]), calls: open('edit', 4_900) })).toBe(5_700);
    expect(due({ ...knowing({ calls: 1, perMs: 1_000 }, []), calls: open('edit', 4_900) })).toBe(5_900);
    expect(callFrom({ ...knowing({ calls: 1, perMs: 1_000 }, []), calls: open('edit', 4_900) }, 'edit')?.soonestAt).toBe(NOW);
    expect(callFrom({ ...knowing({ calls: 1, perMs: 1_000 }, [5_700]), calls: open('edit', 4_900) }, 'edit')?.soonestAt).toBe(5_700);
    // Its own last call, of which nobody heard, is over.
    expect(
      due({ ...knowing({ calls: 1, perMs: 1_000 }, []), calls: [{ stream: 's', op: 'edit', at: 4_900, dueAt: 0, soonestAt: 0 }] }),
    ).toBe(NOW);
  });

  test('came too early for what was learned by more than a quarter of a gap', () => {
    const early = (soonestAt: number) =>
      wasEarly(
        {
          ...{ ...nowhere, experience: { ...inexperienced, learned: taken({ calls: 1, perMs: 1_000, previewsOnly: true }) } },
          calls: [{ stream: 's', op: 'edit', at: 4_900, dueAt: 9_999, soonestAt }],
        },
        { stream: 's' },
      );
    expect([early(4_900), early(5_150), early(5_151)]).toEqual([false, false, true]);
    expect(wasEarly(nowhere, { stream: 's' })).toBe(false);
  });

  test('is slow if it took more than four times as long as the fastest, and a second and a half', () => {
    const slow = (ms: number, fastestMs: number) => isSlow({ ...place, fastestMs }, { stream: 's', at: 4_900 + ms });
    expect([slow(1_500, 60), slow(1_501, 60), slow(2_000, 500), slow(2_001, 500)]).toEqual([false, true, false, true]);
  });
});
