// Every edge of the budget's chart, with every kind of event offered in every state, and what must hold on each of them.

import { describe, expect, test } from 'vitest';
import { initialTransition, type SnapshotFrom, transition } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { budgetMachine } from '../../machines/budget.machine.js';
import type { BudgetEvent } from '../../machines/budget-vocabulary.js';
import { gapOf, isAsGoodAsForgotten, refuted } from '../../machines/pace.js';
import { wasEarly } from '../../machines/place.js';
import { allNodes } from '../support/nodes.js';

type Snapshot = SnapshotFrom<typeof budgetMachine>;
type Letter = BudgetEvent & { name: string };
/** The chart has no time of its own; the model has. */
type World = Pick<Snapshot, 'status' | 'value' | 'context'> & { snapshot: Snapshot; now: number };

const LIMITS = [{ calls: 1, perMs: 1_000, burst: 3 }];
const SOON = 5;
/** Past every quiet time of a short walk. */
const LATER = 10_000_000;

const worldOf = (snapshot: Snapshot, now: number): World => {
  const { status, value, context } = snapshot;
  return { status, value, context, snapshot, now };
};

const nowOf = (event: BudgetEvent, before: number): number => ('at' in event ? event.at : before);

const logic = {
  getInitialSnapshot: (): World => worldOf(initialTransition(budgetMachine, { limits: LIMITS })[0], 1_000),
  transition: ({ snapshot, now }: World, event: BudgetEvent): World =>
    worldOf(transition(budgetMachine, snapshot, event)[0], nowOf(event, now)),
};

/** Only physics restricts it: a call is answered once, and a stream has one at a time. */
function letters({ context, now }: World): Letter[] {
  const soon = now + SOON;
  const ask = { type: 'ASKED' as const, stream: 's', op: 'edit' as const, ageMs: 100, perMs: 0.1, lastsMs: 0 };
  const isOpen = context.calls.length > 0;
  const call = { type: 'CALLED' as const, stream: 's', op: 'edit' as const, class: 'interim' as const };
  return [
    { ...ask, name: 'ASKED interim', class: 'interim', at: soon, unshown: 40 },
    { ...ask, name: 'ASKED interim, little text', class: 'interim', at: soon, unshown: 1 },
    { ...ask, name: 'ASKED final', class: 'final', at: soon, unshown: 40 },
    { ...ask, name: 'ASKED later', class: 'interim', at: now + LATER, unshown: 40 },
    { type: 'LEFT', stream: 's', name: 'LEFT' },
    ...(!isOpen ? [{ ...call, name: 'CALLED', at: soon }] : []),
    ...(isOpen
      ? ([
          { type: 'DONE', stream: 's', at: soon, name: 'DONE' },
          { type: 'DONE', stream: 's', at: now + 5_000, name: 'DONE slowly' },
          { type: 'DONE', stream: 's', at: now + LATER, name: 'DONE later' },
          { type: 'FAILED', stream: 's', at: soon, name: 'FAILED' },
          { type: 'HELD', stream: 's', at: soon, ms: 1, what: 'everything', name: 'HELD shortly' },
          { type: 'HELD', stream: 's', at: soon, ms: 3_000, what: 'everything', name: 'HELD' },
          { type: 'HELD', stream: 's', at: soon, ms: 3_000, what: 'sends', name: 'HELD sends' },
          { type: 'HELD', stream: 's', at: soon, ms: 3_000, what: 'others', name: 'HELD others' },
          { type: 'REFUSED', stream: 's', at: soon, name: 'REFUSED' },
        ] as const)
      : []),
  ];
}

/** What the guards can tell apart. */
function pictureOf({ value, context, now }: World): string {
  const { experience, heldUntil, calls } = context;
  const { gate, pace } = value as { gate: string; pace: string };
  const facts = [
    calls.length > 0 && 'a call is open',
    now < Math.max(...Object.values(heldUntil)) && 'a wait is not over',
    experience.arrivals.length > 0 && 'calls passed',
    experience.learned && (isAsGoodAsForgotten(experience) ? 'a short gap' : 'a gap'),
    now >= experience.quietUntil && 'quiet',
    calls.some(({ stream }) => wasEarly(context, { stream })) && 'too early',
  ];
  return [gate, pace, ...facts.filter(Boolean)].join(', ');
}

const paths = getShortestPaths(logic as never, {
  events: letters as never,
  serializeState: pictureOf as never,
  serializeEvent: ((event: Letter) => event.name ?? event.type) as never,
  // Far more than there are: a chart that has no end of states is wrong.
  limit: 50_000,
}) as unknown as { state: World }[];

/** Every letter in every state that a path leads to. */
const edges = paths.flatMap(({ state }) =>
  letters(state).map((event) => ({ before: state, event, after: logic.transition(state, event) })),
);

const allLeaves = ['open', 'held', 'resuming', 'trusting', 'guessing', 'keeping'];

describe('the paths', () => {
  test('reach every state of both questions', () => {
    const reached = new Set(paths.flatMap(({ state }) => Object.values(state.value as Record<string, string>)));
    expect([...reached].sort()).toEqual([...allLeaves].sort());
  });

  test('take every transition that the chart has', () => {
    const taken = new Set(edges.map(({ before, event, after }) => `${paceOf(before)} ${event.type} ${paceOf(after)}`));
    for (const one of [
      'trusting DONE trusting',
      'trusting DONE keeping',
      'trusting HELD trusting',
      'trusting HELD keeping',
      'trusting REFUSED guessing',
      'guessing DONE guessing',
      'guessing HELD keeping',
      'guessing REFUSED guessing',
      'keeping DONE keeping',
      'keeping DONE trusting',
      'keeping HELD keeping',
      'keeping REFUSED guessing',
    ])
      expect(taken, one).toContain(one);
  });
});

const paceOf = ({ value }: World): string => (value as { pace: string }).pace;
const gateOf = ({ value }: World): string => (value as { gate: string }).gate;

describe('on every edge', () => {
  test('no call of a kind goes before a wait for that kind is over', () => {
    for (const { before, event, after } of edges) {
      if (event.type !== 'ASKED' || after.context.verdict.waitMs > 0) continue;
      expect(event.at, `${pictureOf(before)} ${event.name}`).toBeGreaterThanOrEqual(before.context.heldUntil.others);
    }
  });

  test('the gate is held from the moment the platform says wait until one asks after it', () => {
    for (const { event, after, before } of edges) {
      if (event.type === 'HELD') expect(gateOf(after)).toBe('held');
      if (event.type !== 'HELD' && gateOf(before) === 'open') expect(gateOf(after)).toBe('open');
    }
  });

  test('a refusal never makes a place faster', () => {
    for (const { before, event, after } of edges)
      if (event.type === 'REFUSED' || (event.type === 'HELD' && paceOf(before) === 'keeping'))
        expect(gapOf(after.context.experience)).toBeGreaterThanOrEqual(gapOf(before.context.experience));
  });

  test('nothing is relaxed before the quiet time is over, and then by little; more by what came too early', () => {
    const seen = new Set<string>();
    for (const { before, event, after } of edges) {
      if (event.type !== 'DONE' || paceOf(before) !== 'keeping' || paceOf(after) !== 'keeping') continue;
      const { experience } = before.context;
      const [was, is] = [gapOf(experience), gapOf(after.context.experience)];
      const how = wasEarly(before.context, event) ? 'early' : event.at >= experience.quietUntil ? 'quiet' : 'loud';
      const least = { early: gapOf(refuted(experience)), quiet: was * 0.99, loud: was };
      expect(is).toBeGreaterThanOrEqual(least[how] - 1e-9);
      if (is < was) seen.add(how);
    }
    expect([...seen].sort()).toEqual(['early', 'quiet']);
  });

  test('asking counts nothing', () => {
    for (const { before, event, after } of edges)
      if (event.type === 'ASKED') expect(after.context.allowances).toEqual(before.context.allowances);
  });

  test('a stream that left waits for nothing', () => {
    for (const { event, after } of edges) if (event.type === 'LEFT') expect(after.context.queue).toEqual([]);
  });

  test('a snapshot survives JSON', () => {
    for (const { after } of edges) expect(JSON.parse(JSON.stringify(after.context))).toEqual(after.context);
  });
});

describe('the chart as it is written', () => {
  test('every state has a description', () => {
    const silent = allNodes(budgetMachine.root).filter((node) => !node.description);
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  test('every guard and action has a name', () => {
    const { context, ...rest } = budgetMachine.config as Record<string, unknown>;
    expect(typeof context).toBe('function');
    expect(JSON.stringify(rest, (_key, value) => (typeof value === 'function' ? 'INLINE' : value))).not.toContain('INLINE');
  });
});
