// What each event does in each state of the budget's chart: which of the calculations, in which order, and where it leads.

import { describe, expect, test } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { allowanceOf } from '../../machines/allowance.js';
import { budgetMachine } from '../../machines/budget.machine.js';
import type { AskedEvent, BudgetEvent } from '../../machines/budget-vocabulary.js';
import { confirmed, type Experience, forgotten, gapOf, guessed, inexperienced, refuted, relaxed } from '../../machines/pace.js';
import { answered, asked, askedInLine, called, held, noted, type Place, taught, widened } from '../../machines/place.js';
import { join } from '../../machines/queue.js';

type Gate = 'open' | 'held' | 'resuming';
type Pace = 'trusting' | 'guessing' | 'keeping';

const NOW = 500_000;
const LIMIT = { calls: 2, perMs: 1_000 };
const asks: AskedEvent = { type: 'ASKED', stream: 'a', op: 'edit', class: 'interim', at: NOW, unshown: 9, ageMs: 5, perMs: 0, lastsMs: 0 };
const done = { type: 'DONE', stream: 's', at: NOW } as const;
const told = { type: 'HELD', stream: 's', at: NOW, ms: 700, what: 'everything' } as const;
const refused = { type: 'REFUSED', stream: 's', at: NOW } as const;

const passed = { arrivals: [{ at: NOW - 300, kind: 'others' as const }] };
const learned = (perMs: number, rest: Partial<Experience> = {}): Experience => ({
  ...{ ...inexperienced, ...passed, learned: allowanceOf({ calls: 1, perMs }), quietUntil: NOW + 1 },
  ...rest,
});

/** A place with a call on its way, made `ago` before now. */
const placeWith = (experience: Experience = inexperienced, ago = 100): Place => ({
  allowances: [allowanceOf(LIMIT)],
  experience,
  calls: [{ stream: 's', op: 'edit', at: NOW - ago, dueAt: NOW - ago, soonestAt: NOW - ago }],
  queue: join([], { ...asks, stream: 'w' }, NOW, true),
  abreast: 1,
  heldUntil: { sends: NOW + 10, others: NOW, typing: 0 },
  answers: 3,
  fastestMs: 50,
  verdict: { waitMs: 0, worth: 0 },
});

function stepFrom(gate: Gate, pace: Pace, context: Place, event: BudgetEvent) {
  const [next] = transition(budgetMachine, budgetMachine.resolveState({ value: { gate, pace }, context }), event);
  return { ...(next.value as { gate: Gate; pace: Pace }), context: next.context };
}

type Step = (place: Place) => Partial<Place>;
/** One calculation after the other. */
function through(place: Place, ...steps: Step[]): Place {
  let now = place;
  for (const step of steps) now = { ...now, ...step(now) };
  return now;
}
const experience =
  (change: (before: Experience) => Experience): Step =>
  (place) => ({ experience: change(place.experience) });

test('it begins with what the sheet says, and believes it', () => {
  const [{ value, context }] = initialTransition(budgetMachine, { limits: [LIMIT] });
  expect([budgetMachine.id, budgetMachine.version]).toEqual(['budget', '1']);
  expect(value).toEqual({ gate: 'open', pace: 'trusting' });
  expect(context).toEqual({
    ...{ allowances: [allowanceOf(LIMIT)], experience: inexperienced, calls: [], queue: [], abreast: 1 },
    ...{ heldUntil: { sends: 0, others: 0, typing: 0 }, answers: 0, fastestMs: 0, verdict: { waitMs: 0, worth: 0 } },
  });
});

describe('in every state', () => {
  const states = (['open', 'held', 'resuming'] as const).flatMap((gate) =>
    (['trusting', 'guessing', 'keeping'] as const).map((pace) => [gate, pace] as const),
  );

  test.each(states)('%s, %s: a call is counted, settled, or not made any more', (gate, pace) => {
    const place = placeWith(learned(4_000));
    const call = { type: 'CALLED', stream: 'w', op: 'edit', class: 'interim', at: NOW } as const;
    expect(stepFrom(gate, pace, place, call)).toEqual({ gate, pace, context: through(place, (one) => called(one, call)) });
    const failed = { type: 'FAILED', stream: 's', at: NOW } as const;
    expect(stepFrom(gate, pace, place, failed)).toEqual({ gate, pace, context: through(place, (one) => answered(one, failed)) });
    expect(stepFrom(gate, pace, place, { type: 'LEFT', stream: 'w' })).toEqual({ gate, pace, context: { ...place, queue: [] } });
  });

  test.each(states)('%s, %s: a wait closes the gate', (gate, pace) => {
    const next = stepFrom(gate, pace, placeWith(), told);
    expect([next.gate, next.context.heldUntil]).toEqual(['held', held(placeWith(), told).heldUntil]);
  });
});

describe('the gate', () => {
  const place = placeWith();

  test('open: says when', () => {
    expect(stepFrom('open', 'trusting', place, asks)).toEqual({
      gate: 'open',
      pace: 'trusting',
      context: through(place, (one) => asked(one, asks)),
    });
  });

  test('held: says when, and lets a single call go when the last wait is over', () => {
    expect(stepFrom('held', 'trusting', place, asks)).toEqual({
      gate: 'held',
      pace: 'trusting',
      context: through(place, (one) => asked(one, asks)),
    });
    const soon = { ...asks, at: NOW + 9 };
    expect(stepFrom('held', 'trusting', place, soon).gate).toBe('held');
    const later = { ...asks, at: NOW + 10 };
    const again = { ...place, abreast: 7 };
    expect(stepFrom('held', 'trusting', again, later)).toEqual({
      gate: 'resuming',
      pace: 'trusting',
      context: through(
        again,
        () => ({ abreast: 1 }),
        (one) => askedInLine(one, later),
      ),
    });
  });

  test('resuming: says when, lets one more go for each that passed, and opens when nobody waits', () => {
    const crowded = { ...place, abreast: 3 };
    for (const context of [crowded, { ...place, abreast: 1 }])
      expect(stepFrom('resuming', 'trusting', context, asks)).toEqual({
        gate: 'resuming',
        pace: 'trusting',
        context: through(context, (one) => askedInLine(one, asks)),
      });
    expect(askedInLine({ ...place, abreast: 1 }, asks)).not.toEqual(asked(place, asks));
    expect(stepFrom('resuming', 'trusting', crowded, done)).toEqual({
      gate: 'resuming',
      pace: 'trusting',
      context: through(
        crowded,
        widened,
        (one) => noted(one, done),
        (one) => answered(one, done),
      ),
    });
    const quiet = { ...crowded, queue: [] };
    expect(stepFrom('resuming', 'trusting', quiet, done)).toEqual({
      gate: 'open',
      pace: 'trusting',
      context: through(
        quiet,
        (one) => noted(one, done),
        (one) => answered(one, done),
      ),
    });
  });
});

const settle =
  (event: typeof done | typeof told | typeof refused): Step =>
  (place) =>
    answered(place, event);
const note: Step = (place) => noted(place, done);
const hold: Step = (place) => held(place, told);
const learnFrom =
  (event: typeof done | typeof told): Step =>
  (place) =>
    taught(place, event);
const guess = experience((before) => guessed(before, NOW));
const SLOW = 2_000;

describe('trusting', () => {
  test('a call that worked is remembered', () => {
    const place = placeWith({ ...inexperienced, ...passed });
    expect(stepFrom('open', 'trusting', place, done)).toEqual({
      gate: 'open',
      pace: 'trusting',
      context: through(place, note, settle(done)),
    });
  });

  test('one that took long shows a pace, if others passed before', () => {
    const place = placeWith({ ...inexperienced, ...passed }, SLOW);
    expect(stepFrom('open', 'trusting', place, done)).toEqual({
      gate: 'open',
      pace: 'keeping',
      context: through(place, learnFrom(done), note, settle(done)),
    });
    const alone = placeWith(inexperienced, SLOW);
    expect(stepFrom('open', 'trusting', alone, done)).toEqual({
      gate: 'open',
      pace: 'trusting',
      context: through(alone, note, settle(done)),
    });
  });

  test('a wait shows a pace, if calls passed before', () => {
    const place = placeWith({ ...inexperienced, ...passed });
    expect(stepFrom('open', 'trusting', place, told)).toEqual({
      gate: 'held',
      pace: 'keeping',
      context: through(place, hold, learnFrom(told), settle(told)),
    });
    const alone = placeWith();
    expect(stepFrom('open', 'trusting', alone, told)).toEqual({
      gate: 'held',
      pace: 'trusting',
      context: through(alone, hold, settle(told)),
    });
    // Of another process, perhaps.
    const unknown = { ...place, calls: [] };
    expect(stepFrom('open', 'trusting', unknown, told).context).toEqual(through(unknown, hold));
  });

  test('a refusal without a time is guessed about', () => {
    const place = placeWith({ ...inexperienced, ...passed });
    expect(stepFrom('open', 'trusting', place, refused)).toEqual({
      gate: 'open',
      pace: 'guessing',
      context: through(place, guess, settle(refused)),
    });
  });
});

describe('guessing', () => {
  const guessing = learned(4_000, { strikes: 1 });

  test('a call that worked confirms the guess, before a quiet time is over', () => {
    const place = placeWith(guessing);
    const confirm = experience((before) => confirmed(before, NOW));
    expect(stepFrom('open', 'guessing', place, done)).toEqual({
      gate: 'open',
      pace: 'guessing',
      context: through(place, note, settle(done), confirm),
    });
  });

  test('after a quiet time it relaxes it, or forgets it where it is as good as none', () => {
    const quiet = placeWith({ ...guessing, quietUntil: NOW });
    expect(stepFrom('open', 'guessing', quiet, done)).toEqual({
      ...{ gate: 'open', pace: 'guessing' },
      context: through(quiet, note, settle(done), experience(relaxed)),
    });
    const nothing = placeWith(learned(99, { strikes: 1, quietUntil: NOW }));
    expect(stepFrom('open', 'guessing', nothing, done)).toEqual({
      ...{ gate: 'open', pace: 'trusting' },
      context: through(nothing, note, settle(done), experience(forgotten)),
    });
    const loud = placeWith(learned(99, { strikes: 1 }));
    expect(stepFrom('open', 'guessing', loud, done).pace).toBe('guessing');
  });

  test('a wait tells what was guessed', () => {
    const place = placeWith(guessing);
    expect(stepFrom('open', 'guessing', place, told)).toEqual({
      gate: 'held',
      pace: 'keeping',
      context: through(place, hold, learnFrom(told), settle(told)),
    });
  });

  test('another refusal is guessed about anew', () => {
    const place = placeWith(guessing);
    expect(stepFrom('open', 'guessing', place, refused)).toEqual({
      gate: 'open',
      pace: 'guessing',
      context: through(place, guess, settle(refused)),
    });
  });
});

describe('keeping', () => {
  test('a call that worked is remembered', () => {
    const place = placeWith(learned(4_000));
    expect(stepFrom('open', 'keeping', place, done)).toEqual({
      gate: 'open',
      pace: 'keeping',
      context: through(place, note, settle(done)),
    });
  });

  test('one that took long teaches again', () => {
    const place = placeWith(learned(4_000), SLOW);
    expect(stepFrom('open', 'keeping', place, done)).toEqual({
      gate: 'open',
      pace: 'keeping',
      context: through(place, learnFrom(done), note, settle(done)),
    });
  });

  test('after a quiet time what was learned is relaxed, or forgotten where it is as good as none', () => {
    const quiet = placeWith(learned(4_000, { quietUntil: NOW }));
    expect(stepFrom('open', 'keeping', quiet, done)).toEqual({
      ...{ gate: 'open', pace: 'keeping' },
      context: through(quiet, note, settle(done), experience(relaxed)),
    });
    const nothing = placeWith(learned(99, { quietUntil: NOW }));
    expect(stepFrom('open', 'keeping', nothing, done)).toEqual({
      ...{ gate: 'open', pace: 'trusting' },
      context: through(nothing, note, settle(done), experience(forgotten)),
    });
    expect(stepFrom('open', 'keeping', placeWith(learned(99)), done).pace).toBe('keeping');
  });

  test('a call that came too early and passed refutes it, quiet or not, unless it is as good as none', () => {
    const early = (experience: Experience): Place => {
      const place = placeWith({
        ...experience,
        learned: allowanceOf({ calls: 1, perMs: gapOf(experience), burst: 1, previewsOnly: true }),
      });
      return { ...place, calls: place.calls.map((call) => ({ ...call, soonestAt: NOW + 2_000 })) };
    };
    for (const quietUntil of [NOW, NOW + 1]) {
      const place = early(learned(4_000, { quietUntil }));
      expect(stepFrom('open', 'keeping', place, done)).toEqual({
        ...{ gate: 'open', pace: 'keeping' },
        context: through(place, experience(refuted), note, settle(done)),
      });
    }
    expect(stepFrom('open', 'keeping', early(learned(99, { quietUntil: NOW })), done).pace).toBe('trusting');
  });

  test('a wait teaches again, and a refusal without a time is guessed about', () => {
    const place = placeWith(learned(4_000));
    expect(stepFrom('open', 'keeping', place, told)).toEqual({
      gate: 'held',
      pace: 'keeping',
      context: through(place, hold, learnFrom(told), settle(told)),
    });
    expect(stepFrom('open', 'keeping', place, refused)).toEqual({
      gate: 'open',
      pace: 'guessing',
      context: through(place, guess, settle(refused)),
    });
  });
});
