// Every edge of the conversation's chart under every policy, with every kind of event offered in every state, and what must hold on
// each of them. The paths come from the chart; what is right does not.

import { readFileSync, writeFileSync } from 'node:fs';
import { TestModel as PackageTestModel } from '@xstate/test';
import { describe, expect, test } from 'vitest';
import { createActor, initialTransition, type SnapshotFrom, transition } from 'xstate';
import { TestModel } from 'xstate/graph';
import { conversationMachine } from '../../machines/conversation.machine.js';
import type { ConversationCommand, ConversationEvent, Policy } from '../../machines/conversation-vocabulary.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { allNodes } from '../support/nodes.js';

type Snapshot = SnapshotFrom<typeof conversationMachine>;
type Letter = (ConversationEvent | { type: `xstate.after.${string}` }) & { name: string };

const LIMIT = 3;
const policies: Policy[] = ['queue', 'interrupt', 'drop', 'parallel'];

/** Only physics restricts it: a timer that is not armed does not fire. */
function letters({ status, context, _nodes }: Snapshot): Letter[] {
  if (status !== 'active') return [];
  const { open, run } = context;
  const stale = Array.from({ length: run + 1 }, (_, index) => run - index).find((number) => !open.includes(number)) ?? 0;
  return [
    { type: 'MESSAGE', name: 'MESSAGE' },
    { type: 'WITHDRAWN', name: 'WITHDRAWN' },
    { type: 'STOP', name: 'STOP' },
    { type: 'DRAIN', ms: context.patienceMs + 100, name: 'DRAIN' },
    { type: 'ENDED', run: stale, name: 'ENDED stale' },
    ...open.slice(-1).map((number) => ({ type: 'ENDED' as const, run: number, name: 'ENDED newest' })),
    ...open.slice(0, -1).map((number, index) => ({ type: 'ENDED' as const, run: number, name: `ENDED older ${index}` })),
    ..._nodes.flatMap((node) => node.after.map(({ eventType }) => ({ type: eventType as `xstate.after.${string}`, name: 'time is up' }))),
  ];
}

/** What the guards can tell apart; which numbers the answers have is not among it. */
const pictureOf = ({ value, context }: Snapshot): string => `${String(value)} ${context.waiting} waiting, ${context.open.length} open`;

interface Edge {
  before: Snapshot;
  event: Letter;
  after: Snapshot;
  commands: ConversationCommand[];
  isIgnored: boolean;
}

function stepOf(before: Snapshot, event: Letter): Edge {
  const [after, actions] = transition(conversationMachine, before, event as ConversationEvent);
  const commands = actions
    .filter(({ type }) => (type as string) === 'xstate.emit')
    .map(({ params }) => (params as { event: ConversationCommand }).event);
  return { before, event, after, commands, isIgnored: actions.some(({ type }) => type === 'ignored') };
}

const initialOf = (policy: Policy): Snapshot => initialTransition(conversationMachine, { policy, limit: LIMIT })[0];

interface Path {
  steps: { event: Letter; state: Snapshot }[];
}

function pathsOf(policy: Policy, Model = TestModel, allowDuplicatePaths = true): Path[] {
  const pure = {
    getInitialSnapshot: () => initialOf(policy),
    transition: (state: Snapshot, event: Letter) => stepOf(state, event).after,
  };
  const options = {
    serializeState: pictureOf,
    serializeEvent: (event: Letter) => event.name ?? event.type,
    events: letters,
    stateMatcher: (_state: Snapshot, key: string) => key === '*',
    // Far more than there are: a chart that has no end of states is wrong.
    limit: 5_000,
    traversalLimit: 5_000,
  };
  return new Model(pure as never, options as never).getShortestPaths({ allowDuplicatePaths } as never) as never;
}

const spell = (paths: Path[]): string[] => paths.map(({ steps }) => steps.map(({ event }) => event.name).join(' > ')).sort();

describe.each(policies)('under the policy to %s', (policy) => {
  const paths = pathsOf(policy);
  const states = paths.map(({ steps }) => steps.at(-1)?.state ?? initialOf(policy));
  const edges = states.flatMap((state) => letters(state).map((event) => stepOf(state, event)));
  const told = ({ before, event }: Edge) => `${pictureOf(before)} -${event.name}->`;

  test('@xstate/test and xstate/graph find the same paths', () => {
    const found = pathsOf(policy, PackageTestModel as unknown as typeof TestModel, false);
    expect(spell(found)).toEqual(spell(pathsOf(policy, TestModel, false)));
  });

  test('the states are those that the policy needs', () => {
    const needed = {
      queue: ['interrupting', 'queued', 'running'],
      interrupt: ['interrupting', 'queued', 'running'],
      drop: ['interrupting', 'queued', 'running'],
      parallel: ['overlapping', 'running'],
    };
    const seldom = policy === 'queue' ? [] : ['queued'];
    const expected = ['idle', 'draining', 'cutting', 'closed', ...needed[policy].filter((name) => !seldom.includes(name))];
    expect([...new Set(states.map(({ value }) => String(value)))].sort()).toEqual(expected.sort());
  });

  test('no more are answered at once than may be', () => {
    for (const state of states) expect(state.context.open.length).toBeLessThanOrEqual(policy === 'parallel' ? LIMIT : 1);
  });

  test('no more wait than may, and nobody waits for nothing', () => {
    for (const { context } of states) {
      expect(context.waiting).toBeLessThanOrEqual(policy === 'queue' ? LIMIT : 1);
      expect(context.waiting).toBeGreaterThanOrEqual(0);
      if (context.waiting > 0) expect(context.open.length).toBe(1);
    }
  });

  test('every message is answered, waits, takes the place of one that waits, or is refused; one of these', () => {
    for (const edge of edges.filter(({ event }) => event.type === 'MESSAGE')) {
      const { before, after, commands } = edge;
      const waits = after.context.waiting - before.context.waiting;
      const fates = commands.filter(({ type }) => type === 'start' || type === 'refuse' || type === 'supersede').length + waits;
      expect(fates, told(edge)).toBe(1);
    }
  });

  test('no two answers have the same number', () => {
    for (const edge of edges)
      for (const command of edge.commands)
        if (command.type === 'start') {
          expect(command.run, told(edge)).toBeGreaterThan(edge.before.context.run);
          expect(edge.after.context.open, told(edge)).toContain(command.run);
        }
  });

  test('an answer that is not open any more ends nothing, and begins nothing', () => {
    for (const edge of edges.filter(({ event }) => event.name === 'ENDED stale')) {
      expect(edge.after.value, told(edge)).toBe(edge.before.value);
      expect(edge.after.context, told(edge)).toEqual(edge.before.context);
      expect(edge.commands, told(edge)).toEqual([]);
    }
  });

  test('an answer that ends makes room for exactly one that waits', () => {
    for (const edge of edges.filter(({ event }) => event.type === 'ENDED' && event.name !== 'ENDED stale')) {
      const { before, after, commands, event } = edge;
      const starts = commands.filter(({ type }) => type === 'start').length;
      expect(starts, told(edge)).toBe(before.context.waiting > 0 ? 1 : 0);
      expect(after.context.waiting, told(edge)).toBe(before.context.waiting - starts);
      expect(after.context.open, told(edge)).not.toContain((event as { run: number }).run);
    }
  });

  test('nobody is told to end who is not being answered, and nobody twice for the same reason', () => {
    for (const edge of edges)
      if (edge.commands.some(({ type }) => type === 'stop' || type === 'cut')) {
        expect(edge.before.context.open.length, told(edge)).toBeGreaterThan(0);
        if (edge.before.value === 'interrupting') expect(edge.event.type, told(edge)).toBe('DRAIN');
      }
  });

  test('only where the policy is to interrupt does a message end an answer', () => {
    for (const edge of edges.filter(({ event }) => event.type === 'MESSAGE'))
      expect(
        edge.commands.some(({ type }) => type === 'stop'),
        told(edge),
      ).toBe(policy === 'interrupt' && edge.before.value === 'running');
  });

  test('once it closes, nothing begins, nothing waits, and the way leads to the end', () => {
    const closing = ['draining', 'cutting', 'closed'];
    for (const edge of edges.filter(({ before }) => closing.includes(String(before.value)))) {
      expect(closing, told(edge)).toContain(edge.after.value);
      expect(edge.after.context.waiting, told(edge)).toBe(0);
      expect(
        edge.commands.some(({ type }) => type === 'start'),
        told(edge),
      ).toBe(false);
    }
    for (const edge of edges.filter(({ event }) => event.type === 'DRAIN')) expect(closing, told(edge)).toContain(edge.after.value);
  });

  test('a live chart goes the same ways, with a timer where the state says so and nowhere else', () => {
    for (const { steps } of paths) {
      const clock = new VirtualClock();
      const actor = createActor(conversationMachine, { input: { policy, limit: LIMIT }, clock }).start();
      for (const { event, state } of steps.slice(1)) {
        if (event.type.startsWith('xstate.after')) clock.fireNext();
        else actor.send(event as ConversationEvent);
        expect(pictureOf(actor.getSnapshot())).toBe(pictureOf(state));
      }
      const { status } = actor.getSnapshot();
      expect(clock.pending).toBe(status === 'active' && actor.getSnapshot().hasTag('timed') ? 1 : 0);
      actor.stop();
    }
  });

  test('a snapshot survives JSON', () => {
    for (const { context } of states) expect(JSON.parse(JSON.stringify(context))).toEqual(context);
  });
});

test('where one answer at once is all there may be, the next message finds it full, not busy', () => {
  const [idle] = initialTransition(conversationMachine, { policy: 'parallel', limit: 1 });
  const { after, commands } = stepOf(stepOf(idle, { type: 'MESSAGE', name: 'MESSAGE' }).after, { type: 'MESSAGE', name: 'MESSAGE' });
  expect([pictureOf(after), commands]).toEqual(['running 0 waiting, 1 open', [{ type: 'refuse', why: 'full' }]]);
});

// The chart as a table that people review. A change of the chart is a change of the table, and
// `UPDATE_TABLE=1 vitest run test/machines/conversation.test.ts` writes it.
test('the chart does what its table says', () => {
  const approved = 'test/machines/conversation.txt';
  const lines = policies.flatMap((policy) =>
    pathsOf(policy).flatMap(({ steps }) => {
      const state = steps.at(-1)?.state ?? initialOf(policy);
      return letters(state).map((event) => `${policy}: ${lineOf(stepOf(state, event))}`);
    }),
  );
  if (process.env.UPDATE_TABLE) writeFileSync(approved, `${lines.sort().join('\n')}\n`);
  expect(lines.sort()).toEqual(readFileSync(approved, 'utf8').trimEnd().split('\n'));
});

function lineOf({ before, event, after, commands, isIgnored }: Edge): string {
  if (isIgnored) return `${pictureOf(before)} · ${event.name} ignored`;
  const told = commands.map(({ type, ...rest }) => [type, ...Object.values(rest)].join(' '));
  const patience = after.context.patienceMs === before.context.patienceMs ? [] : [`patience ${after.context.patienceMs}`];
  return `${pictureOf(before)} · ${event.name} -> ${[pictureOf(after), ...told, ...patience].join(', ')}`;
}

test('all policies together take every way that the chart has', () => {
  const taken = new Set<string>();
  for (const policy of policies)
    for (const { steps } of pathsOf(policy)) {
      const state = steps.at(-1)?.state ?? initialOf(policy);
      for (const event of letters(state)) {
        const { after } = stepOf(state, event);
        if (after.value !== state.value) taken.add(`${state.value} ${event.type.split('.')[0]} ${after.value}`);
      }
    }
  const drawn = allNodes(conversationMachine.root).flatMap((node) =>
    [...node.transitions.entries()].flatMap(([type, branches]) =>
      branches.flatMap(({ target }) =>
        (target ?? []).filter((to) => to !== node).map((to) => `${node.key} ${type.split('.')[0]} ${to.key}`),
      ),
    ),
  );
  expect([...taken].sort()).toEqual([...new Set(drawn)].sort());
});

describe('the chart as it is written', () => {
  test('has a name and a version', () => {
    expect([conversationMachine.id, conversationMachine.version]).toEqual(['conversation', '1']);
  });

  test('every state has a description', () => {
    expect(
      allNodes(conversationMachine.root)
        .filter((node) => !node.description)
        .map(({ id }) => id),
    ).toEqual([]);
  });

  test('every state answers every event: a transition, or the named "ignored" at the root', () => {
    const types: ConversationEvent['type'][] = ['MESSAGE', 'WITHDRAWN', 'STOP', 'ENDED', 'DRAIN'];
    expect(Object.keys(conversationMachine.config.on ?? {}).sort()).toEqual(types.sort());
  });

  test('every guard, action and delay has a name', () => {
    const { context, ...rest } = conversationMachine.config as Record<string, unknown>;
    expect(typeof context).toBe('function');
    expect(JSON.stringify(rest, (_key, value) => (typeof value === 'function' ? 'INLINE' : value))).not.toContain('INLINE');
  });
});
