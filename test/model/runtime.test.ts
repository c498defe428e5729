// Every arrow of the chart, taken by the shipped runtime. The ways lead to every state of the chart through what callers,
// platforms and time can do; from the end of each, everything is tried that can happen there. Each run is checked against the
// invariants, and an arrow that no run takes fails the suite.

import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Failure } from '../../src/adapter.js';
import { settle } from '../../src/virtual-clock.js';
import { type Arrow, allArrows } from '../support/arrows.js';
import { StreamRig, type World } from '../support/stream-rig.js';

type Act = (rig: StreamRig) => void | Promise<void>;

const say =
  (action: (rig: StreamRig) => void): Act =>
  async (rig) => {
    action(rig);
    await settle();
  };
const refuse =
  (failure: Omit<Failure, 'ok'>): Act =>
  (rig) =>
    rig.answer({ ok: false, ...failure });

/** What the caller, and time, can do at any moment. */
const INPUTS: Record<string, Act> = {
  text: say(({ consumer }) => consumer.onDelta('some text ')),
  much: say(({ consumer }) => consumer.onDelta('much more text than a threshold of forty characters ')),
  page: say(({ consumer }) => consumer.onDelta('more text than fits into any message of a world where messages are short ')),
  'text and finish': say(({ consumer }) => {
    consumer.onDelta('the rest ');
    consumer.finish();
  }),
  'much and finish': say(({ consumer }) => {
    consumer.onDelta('much more text than a threshold of forty characters ');
    consumer.finish();
  }),
  boundary: say(({ consumer }) => consumer.onSegmentBreak()),
  commentary: say(({ consumer }) => consumer.onCommentary('a note')),
  finish: say(({ consumer }) => consumer.finish()),
  'finish with another text': say(({ consumer }) => consumer.finish('quite another text')),
  'finish as first said': say(({ consumer }) => consumer.finish('some text')),
  cancel: say(({ consumer }) => consumer.cancel()),
  discard: say(({ consumer }) => consumer.cancel('no more', { mode: 'discard' })),
  scarce: (rig) => {
    rig.nextWaitMs = 50;
  },
  'not worth it': (rig) => {
    rig.nextWaitMs = 50;
    rig.nextWorth = 20;
  },
  starved: (rig) => {
    rig.nextWaitMs = 1e6;
  },
  tick: async (rig) => {
    await rig.clock.step();
  },
  minutes: (rig) => rig.clock.advance(100_000),
};

/** What a platform can answer while a call is open. */
const ANSWERS: Record<string, Act> = {
  ok: (rig) => rig.ok(),
  'ok without id': (rig) => rig.answer({ ok: true }),
  'ok split': (rig) => rig.okSplit(),
  wait: refuse({ reason: 'rateLimited', retryAfterMs: 100 }),
  'wait long': refuse({ reason: 'rateLimited', retryAfterMs: 1e6 }),
  refused: refuse({ reason: 'transient' }),
  gone: refuse({ reason: 'messageGone' }),
  unable: refuse({ reason: 'editUnsupported' }),
  barred: refuse({ reason: 'forbidden' }),
  maybe: refuse({ reason: 'maybeDelivered' }),
  'too long': refuse({ reason: 'tooLong' }),
};

const WORLDS: Record<string, World> = {
  edits: { config: { freshFinalAfter: 50 } },
  'short messages': { config: { freshFinalAfter: 50 }, limits: { maxLength: 24 } },
  'no edits': { can: { edit: false, delete: false } },
  drafts: { config: { transport: 'draft' }, can: { draft: true, delete: false }, limits: { draftExpiryMs: 30_000, maxLength: 24 } },
  native: { config: { transport: 'native' }, can: { nativeStream: true }, limits: { streamExpiryMs: 105_000, maxLength: 60 } },
};

/** How to get to every state, and into every frame of mind that a state can be in, world by world. */
const WAYS: Record<string, string[]> = parse(readFileSync(new URL('ways.yaml', import.meta.url), 'utf8'));

/** Arrows that no caller and no platform can bring about, and why. */
const NOT_PHYSICAL: [RegExp, string][] = [
  [/ RESUMED /, 'only a restart takes these; the chart suite walks them'],
  [/^closed\.\w+ DISCARD /, 'the runtime answers a verdict within the same instant'],
];

const taken = new Set<Arrow>();
let runs = 0;

/** Plays a script from the start. Undefined if its last step cannot be taken where it leads. */
async function play(world: World, script: readonly string[]): Promise<StreamRig | undefined> {
  const rig = new StreamRig(world);
  for (const name of script) {
    const isAnswer = name in ANSWERS;
    if (rig.outcome || (isAnswer && !rig.open) || (name === 'tick' && rig.clock.pending === 0)) return undefined;
    await (ANSWERS[name] ?? INPUTS[name])?.(rig);
  }
  await settle();
  runs += 1;
  return rig;
}

function check(rig: StreamRig, script: readonly string[]): void {
  const story = script.join(', ');
  expect(rig.mostOpen, `I1: ${story}`).toBeLessThanOrEqual(1);
  const cancelledAt = script.findIndex((name) => name === 'cancel' || name === 'discard');
  if (rig.outcome && cancelledAt === -1) {
    const { status, unshown, alreadySent, messages } = rig.outcome;
    if (status === 'delivered') expect(unshown, `I2: ${story}`).toBe('');
    if (alreadySent) expect(unshown === '' || status === 'partial', `I3: ${story}`).toBe(true);
    if (alreadySent)
      expect(
        messages.some(({ certainty }) => certainty === 'seen'),
        `I3: ${story}`,
      ).toBe(true);
  }
  for (const { request } of rig.calls)
    if (request.text !== undefined) expect(request.text.replace('▉', '').trim(), `never blank: ${story}`).not.toBe('');
}

/** The way itself, and the same with the budget holding up the last call. */
const variants = (way: string[]): string[][] => [
  way,
  ...['scarce', 'starved', 'not worth it'].map((how) => [...way.slice(0, -1), how, ...way.slice(-1)]),
];

async function explore(world: World, ways: string[]): Promise<void> {
  for (const way of ways.map((line) => line.split(', ').filter(Boolean)))
    for (const variant of variants(way))
      for (const last of [...Object.keys(ANSWERS), ...Object.keys(INPUTS)]) {
        const script = [...variant, last];
        const rig = await play(world, script);
        if (!rig) continue;
        check(rig, script);
        for (const { from, event, to } of rig.events) taken.add(`${from} ${event.type} ${to}`);
      }
}

describe('the shipped runtime', () => {
  test.each(Object.keys(WAYS))(
    'keeps the invariants wherever it can be brought: %s',
    async (name) => explore(WORLDS[name] ?? {}, WAYS[name] ?? []),
    120_000,
  );

  test('takes every arrow of the chart', () => {
    const arrows = [...new Set(allArrows())];
    const exempt = (arrow: Arrow) => NOT_PHYSICAL.some(([pattern]) => pattern.test(arrow));
    const missed = arrows.filter((arrow) => !taken.has(arrow) && !exempt(arrow));
    const needless = arrows.filter((arrow) => taken.has(arrow) && exempt(arrow));
    console.log(`runtime: ${arrows.length - missed.length - arrows.filter(exempt).length} of ${arrows.length} arrows in ${runs} runs`);
    expect(missed).toEqual([]);
    expect(needless, 'excuses that are no longer needed').toEqual([]);
  });
});

afterAll(() => taken.clear());
