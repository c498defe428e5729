// Two streams of one chat share a budget. What can happen to both is tried wherever it leads somewhere new, with the shipped runtime all
// the way down; every run is then played to its end. Together the runs have to take every way that the budget's chart has.

import { expect, test } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { budgetMachine } from '../../machines/budget.machine.js';
import { NAMES, type Name, SharedRig } from '../support/shared-rig.js';
import { waysOf } from '../support/ways.js';

const LIMIT = { calls: 4, perMs: 1_000 };
const SHEET = { chat: [LIMIT], token: [] };
const RUNS = 800;
/** So many calls that work, with long pauses, make a place forget what it learned. */
const CALLS_TO_FORGET = 500;
/** More answers than any run needs. */
const MOST_TURNS = 400;

type Act = (rig: SharedRig) => unknown;

const actsOf = (name: Name): [string, Act, ((rig: SharedRig) => boolean)?][] => {
  const isOpen = (rig: SharedRig) => rig.speakers[name].open !== undefined;
  const isSpeaking = (rig: SharedRig) => !rig.speakers[name].isOver;
  return [
    [`${name} speaks`, (rig) => rig.say(name, 'some more text, and more '), isSpeaking],
    [`${name} finishes`, (rig) => rig.finish(name), isSpeaking],
    [`${name} is answered`, (rig) => rig.ok(name), isOpen],
    [`${name} is told to wait`, (rig) => rig.hold(name, 900), isOpen],
    [`${name}'s calls are told to wait`, (rig) => rig.hold(name, 900, 'call'), isOpen],
    [`the chat is told to wait for ${name}`, (rig) => rig.hold(name, 900, 'chat'), isOpen],
    [`${name} is refused without a time`, (rig) => rig.hold(name, undefined), isOpen],
    [`${name} is refused`, (rig) => rig.answer(name, { ok: false, reason: 'transient' }), isOpen],
  ];
};

async function longCalm(rig: SharedRig): Promise<void> {
  for (let call = 0; call < CALLS_TO_FORGET; call += 1) {
    await rig.clock.advance(600_000);
    await rig.say('a', 'more ');
    for (let turn = 0; turn < MOST_TURNS && !rig.speakers.a.open; turn += 1) await rig.clock.step();
    await rig.ok('a');
  }
}

const ACTS: [string, Act, ((rig: SharedRig) => boolean)?][] = [
  ...NAMES.flatMap(actsOf),
  ['a moment passes', (rig) => rig.clock.step(), (rig) => rig.clock.pending > 0],
  ['two seconds pass', (rig) => rig.clock.advance(2_000)],
  ['ten minutes pass', (rig) => rig.clock.advance(600_000)],
];

const SIX_SECONDS = ['two seconds pass', 'two seconds pass', 'two seconds pass'];
const LEARNED = ['a speaks', 'a is answered', 'two seconds pass', 'a speaks', 'a is told to wait', ...SIX_SECONDS];
const GUESSED = ['a speaks', 'a is answered', 'two seconds pass', 'a speaks', 'a is refused without a time', ...SIX_SECONDS];
/** Farther than a search gets. */
const DEEP = [
  [...LEARNED, 'a is told to wait'],
  [...LEARNED, 'a is refused without a time'],
  [...LEARNED, 'a is answered', 'b speaks', ...SIX_SECONDS, 'b is answered', 'a long calm'],
  [...GUESSED, 'a is answered', 'b speaks', ...SIX_SECONDS, 'b is answered', 'a long calm'],
];

/** Undefined if the last act is not possible there. */
async function play(script: readonly string[]): Promise<SharedRig | undefined> {
  const rig = new SharedRig(SHEET);
  for (const name of script) {
    if (name === 'a long calm') await longCalm(rig);
    const [, act, may = () => true] = ACTS.find(([known]) => known === name) ?? [name, () => {}];
    if (!may(rig)) return undefined;
    await act(rig);
  }
  return rig;
}

/** What a run can be told from others by. */
function pictureOf(rig: SharedRig): string {
  const { value, context } = budgetAfter(rig).at(-1) ?? initial;
  const streams = NAMES.map((name) => `${rig.speakers[name].consumer.view().state}${rig.speakers[name].open ? ' on its way' : ''}`);
  return [JSON.stringify(value), context.queue.map(({ stream }) => stream).join(), ...streams].join(' | ');
}

const [initial] = initialTransition(budgetMachine, { limits: [LIMIT] });

function budgetAfter({ events }: SharedRig): (typeof initial)[] {
  const states = [initial];
  for (const event of events) states.push(transition(budgetMachine, states.at(-1) ?? initial, event)[0]);
  return states;
}

const leavesOf = ({ value }: typeof initial): string[] => Object.values(value as Record<string, string>);

const taken = new Set<string>();

/** Every stream says that it is done, the platform does what it is asked, and time passes. */
async function finish(rig: SharedRig): Promise<void> {
  for (const name of NAMES) await rig.finish(name);
  for (let turn = 0; turn < MOST_TURNS && NAMES.some((name) => !rig.speakers[name].outcome); turn += 1) {
    const waiting = NAMES.find((name) => rig.speakers[name].open);
    if (waiting) await rig.ok(waiting);
    else await rig.clock.step();
  }
}

function check(rig: SharedRig, story: string): void {
  expect(rig.early, `I5: ${story}`).toEqual([]);
  const times = rig.calls.map(({ at }) => at);
  const crowd = times.findIndex((at, index) => at - (times[index - LIMIT.calls] ?? Number.NEGATIVE_INFINITY) < LIMIT.perMs);
  expect(crowd, `more calls than the sheet allows: ${story}`).toBe(-1);
  for (const name of NAMES) {
    const { mostOpen, outcome, screen, said } = rig.speakers[name];
    expect(mostOpen, `I1: ${story}`).toBeLessThanOrEqual(1);
    const shown = [...screen.values()].join('').replaceAll(' ▉', '') + outcome?.unshown;
    expect(shown.replace(/\s/gu, ''), `I2, I3: ${story}`).toBe(said.replace(/\s/gu, ''));
  }
}

async function end(rig: SharedRig, story: string): Promise<void> {
  await finish(rig);
  check(rig, story);
  const states = budgetAfter(rig);
  rig.events.forEach(({ type }, at) => {
    const [before, after] = [states[at] ?? initial, states[at + 1] ?? initial].map(leavesOf);
    for (const [region, leaf] of before?.entries() ?? []) taken.add(`${leaf} ${type} ${after?.[region]}`);
  });
}

test('two streams with one budget keep to it, and both arrive, wherever they are brought', { timeout: 300_000 }, async () => {
  const seen = new Set<string>();
  const frontier: string[][] = [[]];
  let runs = 0;
  let longest = 0;
  for (const script of frontier)
    for (const [name] of ACTS) {
      const longer = [...script, name];
      const rig = runs < RUNS ? await play(longer) : undefined;
      if (!rig) continue;
      runs += 1;
      longest = Math.max(longest, longer.length);
      const picture = pictureOf(rig);
      if (!seen.has(picture)) frontier.push(longer);
      seen.add(picture);
      await end(rig, longer.join(', '));
    }
  for (const script of DEEP) {
    const rig = await play(script);
    if (!rig) expect.fail(`not possible: ${script.join(', ')}`);
    await end(rig, script.join(', '));
  }
  const ways = waysOf(budgetMachine.root);
  const missed = ways.filter((way) => !taken.has(way));
  console.log(
    `budget: ${ways.length - missed.length} of ${ways.length} ways; ${runs} runs of up to ${longest} acts, ${seen.size} situations of two streams`,
  );
  expect(missed).toEqual([]);
});
