// Every edge of the shipped chart, walked by a live actor on a virtual clock, with the whole alphabet offered in every state.
// The paths come from the chart; what is right does not: invariants and a table of allowed moves decide that.

import { readFileSync } from 'node:fs';
import { TestModel as PackageTestModel } from '@xstate/test';
import { describe, expect, test } from 'vitest';
import { TestModel } from 'xstate/graph';
import { parse } from 'yaml';
import { streamMachine } from '../../machines/stream.machine.js';
import { ANSWERS } from '../../machines/vocabulary.js';
import { stateName } from '../../src/tape/state-name.js';
import { abstractOf, alphabet, letterOf } from '../support/alphabet.js';
import { ChartRig } from '../support/chart-rig.js';
import { allNodes } from '../support/nodes.js';
import { initialSnapshot, lettersOf, type ModelEvent, pureChart, type Snapshot, stepOf, vertices } from '../support/pure.js';
import { randomFrom } from '../support/random.js';

type Step = { event: ModelEvent; state: Snapshot };
type Path = { steps: Step[] };
const options = { ...vertices, limit: Number.POSITIVE_INFINITY, traversalLimit: Number.POSITIVE_INFINITY };

/** The shortest way to every state; by default a way that is the beginning of another is left out. */
const pathsOf = (Model: typeof TestModel, allowDuplicatePaths = false): Path[] =>
  new Model(pureChart as never, options as never).getShortestPaths({ allowDuplicatePaths }) as never;
const spell = (paths: Path[]): string[] => paths.map(({ steps }) => steps.map(({ event }) => letterOf(event)).join(' > ')).sort();

const ways = pathsOf(TestModel, true);

/** And from there over every edge: a state, a letter and the state that it leads to. */
const paths: Path[] = ways.flatMap(({ steps }) => {
  const state = steps.at(-1)?.state ?? pureChart.getInitialSnapshot();
  return lettersOf(state).map((event) => ({ steps: [...steps, { event, state: pureChart.transition(state, event) }] }));
});

/** Every state that there is, found by a plain search that knows nothing of path generators. */
const states = new Map([[abstractOf(pureChart.getInitialSnapshot()), pureChart.getInitialSnapshot()]]);
for (const state of states.values())
  for (const event of lettersOf(state)) {
    const next = pureChart.transition(state, event);
    if (!states.has(abstractOf(next))) states.set(abstractOf(next), next);
  }

describe('the paths', () => {
  test('@xstate/test and xstate/graph find the same ones', () => {
    expect(spell(pathsOf(PackageTestModel as unknown as typeof TestModel))).toEqual(spell(pathsOf(TestModel)));
  });

  test('@xstate/test on the bare machine would test nothing', () => {
    const bare = new PackageTestModel(streamMachine as never, options as never) as unknown as { getAllStates(): unknown[] };
    expect(() => {
      if (bare.getAllStates().length <= 1) throw new Error('one state');
    }).toThrow();
  });

  test('lead to every state, and over every edge', () => {
    const reached = new Set(ways.map(({ steps }) => abstractOf(steps.at(-1)?.state ?? pureChart.getInitialSnapshot())));
    const edges = [...states.values()].reduce((sum, state) => sum + lettersOf(state).length, 0);
    console.log(`chart: ${reached.size} of ${states.size} states, ${paths.length} of ${edges} edges walked`);
    expect([...states.keys()].filter((state) => !reached.has(state))).toEqual([]);
    expect(paths.length).toBe(edges);
  });

  test('see what the guards see: no walk ever ends elsewhere than its abstraction', () => {
    const next = randomFrom(42);
    const random = (n: number) => Math.floor(next() * n);
    for (let walk = 0; walk < 400; walk += 1) {
      let concrete = initialSnapshot();
      for (let step = 0; step < 40 && concrete.status === 'active'; step += 1) {
        const letters = alphabet(concrete);
        const event = letters[random(letters.length)];
        if (!event) break;
        const twin = states.get(abstractOf(concrete));
        if (!twin) throw new Error(`${abstractOf(concrete)} is not in the model`);
        const letter = alphabet(twin).find(({ name }) => name === event.name);
        if (!letter) throw new Error(`${event.name} is not offered in ${abstractOf(twin)}`);
        concrete = stepOf(concrete, event);
        expect(abstractOf(concrete)).toBe(abstractOf(pureChart.transition(twin, letter)));
      }
    }
  });
});

/** From where to where, by top-level state and letter; written by hand, in another language than the chart. */
const moves: Record<string, string[]> = parse(readFileSync(new URL('moves.yaml', import.meta.url), 'utf8'));

function isAllowed(before: string, letter: string, after: string): boolean {
  const [from = '', to = ''] = [before, after].map((name) => name.split('.')[0]);
  if (from === to) return true;
  return (moves[`${from} -> ${to}`] ?? []).includes(letter.startsWith('xstate.after') ? 'timer' : (letter.split(' ')[0] ?? ''));
}

describe('on every path of a live chart', () => {
  const byLastState = new Map<string, Path[]>();
  for (const path of paths) byLastState.set(lastState(path), [...(byLastState.get(lastState(path)) ?? []), path]);

  test.each([...byLastState.keys()].sort())('%s is reached as it should be', (name) => {
    for (const path of byLastState.get(name) ?? []) walk(path);
  });
});

function lastState({ steps }: Path): string {
  const last = steps.at(-1);
  return last ? stateName(last.state.value) : '';
}

function walk({ steps }: Path): void {
  const rig = new ChartRig();
  const [, ...rest] = steps;
  rest.forEach(({ event, state }, index) => {
    const letter = letterOf(event);
    const before = rig.snapshot;
    const commandsBefore = rig.commands.length;
    rig.play(letter);
    // Paths are short and prefixes are walked elsewhere: what was looked at once need not be looked at again.
    if (index < rest.length - 1) return;
    const story = () =>
      rest
        .slice(0, index + 1)
        .map((step) => letterOf(step.event))
        .join(' > ');
    const after = rig.snapshot;
    const [was, is] = [stateName(before.value), stateName(after.value)];
    const issued = rig.commands.slice(commandsBefore);
    expect(abstractOf(after), story()).toBe(abstractOf(state));
    expect(isAllowed(was, letter, is), `${was} -${letter}-> ${is}: ${story()}`).toBe(true);
    checkCommands(rig, issued, is, story);
    checkNumbers(before, after, story);
  });
}

function checkCommands(rig: ChartRig, issued: ChartRig['commands'], is: string, story: () => string): void {
  const { snapshot } = rig;
  const isCalling = snapshot.status === 'active' && snapshot.hasTag('calling');
  const calls = issued.filter(({ type }) => type === 'call');
  expect(rig.mostOpen, `I1, one call at a time: ${story()}`).toBeLessThanOrEqual(1);
  if (rig.open > 0) expect(isCalling, `a call is on its way, and the state knows: ${story()}`).toBe(true);
  if (isCalling && !['discarding.awaiting', 'discarding.fading'].includes(is) && calls.length === 0)
    expect(issued.length, `a calling state is entered with a call: ${story()}`).toBe(0);
  expect(rig.clock.pending, `a timer where the state says so, and nowhere else: ${story()}`).toBe(
    snapshot.status === 'active' && snapshot.hasTag('timed') ? 1 : 0,
  );
  if (isCalling || is.startsWith('finishing')) expect(rig.bell?.at, `not disturbed while busy: ${story()}`).toBe('off');
  else if (snapshot.status === 'active' && !is.startsWith('closed')) expect(rig.bell?.at, `open to the close: ${story()}`).not.toBe('off');
  for (const call of calls) {
    const isLast = is.startsWith('finishing') || is.startsWith('discarding') || is === 'native.leaving';
    expect(call.type === 'call' && call.final, `final when and only when it closes: ${story()}`).toBe(isLast);
  }
  const advances = issued.filter(({ type }) => type === 'advance').length;
  if (is.startsWith('closed') && issued.length > 0) expect(advances, `one verdict for one item: ${story()}`).toBe(1);
  if (snapshot.status === 'done') expect(calls, `nothing is called at the end: ${story()}`).toEqual([]);
}

function checkNumbers(before: Snapshot, after: Snapshot, story: () => string): void {
  const { from, shown, landed, lost, strikes } = after.context;
  expect(shown, `what is shown does not end before it begins: ${story()}`).toBeGreaterThanOrEqual(from);
  expect(landed, story()).toBeGreaterThanOrEqual(before.context.landed);
  expect(lost, story()).toBeGreaterThanOrEqual(0);
  expect(strikes, `patience is bounded: ${story()}`).toBeLessThan(3);
}

describe('the chart as it is written', () => {
  const nodes = allNodes(streamMachine.root);

  test('every state has a description', () => {
    const silent = nodes.filter((node) => !node.description).map((node) => node.id);
    expect(silent).toEqual([]);
  });

  test('every state answers every event: a transition, or the named "ignored" at the root (I12)', () => {
    const types = new Set(alphabet(initialSnapshot()).map(({ type }) => type));
    const atRoot = new Set(Object.keys(streamMachine.config.on ?? {}));
    expect([...types].filter((type) => !atRoot.has(type))).toEqual([]);
  });

  test('every calling state knows what to do with every answer to its call, and expects no other', () => {
    for (const node of nodes) {
      const entry = node.entry as readonly { type?: string; params?: { op?: keyof typeof ANSWERS } }[];
      const op = entry.find((action) => action.type === 'call')?.params?.op;
      if (!op) continue;
      const known = Object.keys(node.config.on ?? {}).filter((type) =>
        Object.values(ANSWERS)
          .flat()
          .includes(type as never),
      );
      expect(known.sort(), node.id).toEqual([...ANSWERS[op]].sort());
    }
  });

  test('is pure: no invoke, no spawned actor, every guard, action and delay has a name', () => {
    const text = JSON.stringify(streamMachine.config, (_key, value) => (typeof value === 'function' ? 'INLINE' : value));
    const { context, output, ...rest } = streamMachine.config as Record<string, unknown>;
    expect([typeof context, typeof output]).toEqual(['function', 'function']);
    expect(JSON.stringify(rest, (_key, value) => (typeof value === 'function' ? 'INLINE' : value))).not.toContain('INLINE');
    expect(text).not.toContain('invoke');
  });
});
