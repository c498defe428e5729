import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { streamMachine } from '../../machines/stream.machine.js';
import type { Result } from '../../src/adapter.js';
import { readChart } from '../../src/diagram/chart.js';
import { TapeView } from '../../src/inspector/tape-view.js';
import { whyAt } from '../../src/inspector/why.js';
import type { Moment } from '../../src/inspector/wire.js';
import { parseLine } from '../../src/tape/read-tape.js';
import type { TapeText } from '../../src/tape/record.js';
import { recordTape } from './record-tape.js';

function momentsOf(lines: readonly string[]): Moment[] {
  const view = new TapeView('answer', 1, false);
  for (const line of lines) {
    const record = parseLine(line);
    if (record) view.push(record, line);
  }
  return Array.from({ length: view.length }, (_, index) => view.momentAt(index)).filter((moment) => moment !== undefined);
}

/** A tape that was recorded once and is replayed with every run of the tests. */
function kept(name: string): Moment[] {
  return momentsOf(readFileSync(new URL(`../tapes/${name}.ndjson`, import.meta.url), 'utf8').split('\n'));
}

async function recorded(answer: (call: number) => Result | undefined, text: TapeText = 'on'): Promise<Moment[]> {
  const deltas = Array.from({ length: 40 }, (_, index) => `word number ${index} `);
  return momentsOf((await recordTape({ stream: 'answer', deltas, answer, text })).lines);
}

/** Everything that was said of a state, once. */
function saidOf(moments: Moment[], state: string): string[] {
  return [...new Set(moments.filter((moment) => moment.state === state).map(({ why }) => why.text))];
}

describe('why it waits', () => {
  test('is what the platform said, for how long, and in its own words', async () => {
    const held: Result = { ok: false, reason: 'rateLimited', retryAfterMs: 2_000, scope: 'chat', message: 'Too Many Requests' };
    const moments = await recorded((call) => (call === 2 ? held : undefined));

    expect(saidOf(moments, 'streaming.holding')).toContain('The platform said wait in this chat: 2 s. “Too Many Requests”');
    expect(moments.find(({ state }) => state === 'streaming.holding')?.why.mood).toBe('trouble');
  });

  test('is that the budget allows no call before then', () => {
    const said = saidOf(kept('held'), 'finishing.editWaiting');

    expect(said).toContain('The budget allows no call for another 1.2 s.');
    expect(said).toContain('The platform said wait: 1.5 s.');
  });

  test('is that a call is not worth it yet', () => {
    const why = whyAt({ ...nothing, state: 'streaming.holding', moved: event('WAIT', { ms: 800, worth: 120 }, 'streaming.holding') });

    expect(why.text).toBe(
      'A call is not worth it yet: the budget spreads them evenly. It is asked again in 800 ms, or as soon as 120 characters are unshown.',
    );
  });

  test('is that the platform refused, with what it said, and that it is tried again', async () => {
    const moments = await recorded((call) => (call === 2 ? { ok: false, reason: 'transient', message: 'connection reset' } : undefined));

    expect(saidOf(moments, 'streaming.holding')).toEqual([
      'The last call failed: transient “connection reset”. It is tried again after a pause.',
    ]);
  });

  test('is the edit interval, and how much text would cut it short', () => {
    expect(saidOf(kept('held'), 'streaming.resting')).toContain('10 characters wait for the edit interval of 300 ms; 40 would not wait.');
  });

  test('can be told in one sentence while previews follow each other', () => {
    const steady = new Set(kept('delivered').flatMap(({ why }) => why.steady ?? []));

    expect([...steady]).toEqual(['The answer is streaming: a preview at most every 300 ms, or as soon as 40 characters are unshown.']);
  });
});

describe('when nothing waits', () => {
  test('it says that nothing was said, or too little', () => {
    const [first, second] = kept('delivered');

    expect(first?.why).toEqual({ mood: 'calm', text: 'Nothing has been said yet.' });
    expect(second?.why.text).toBe('So far there are 4 characters: too little to begin a message with.');
  });

  test('it says so, or how much may go out', () => {
    expect(saidOf(kept('held'), 'streaming.clean')).toEqual(['25 characters are not on screen; a preview may go out at once.']);
    expect(whyAt({ ...nothing, state: 'streaming.clean' }).text).toBe('All that was said is on screen. What comes next goes out at once.');
  });

  test('it tells of the call that is on its way, and that it has arrived', () => {
    const said = saidOf(kept('delivered'), 'sending.calling');

    expect(said.some((text) => /^A message is on its way, with \d+ characters\.$/.test(text))).toBe(true);
    expect(said).toContain('A message has arrived.');
  });
});

describe('at the end', () => {
  test.each([
    ['delivered', 'over', 'All of it is on screen.'],
    ['cancelled', 'over', 'It was cancelled (pressed stop); nothing is missing.'],
    ['barred', 'trouble', 'None of it is on screen: 58 characters are missing. The cause: forbidden “blocked by the user”.'],
    ['interrupted', 'trouble', 'All that was said is on screen, but it is not the whole answer. The cause: interrupted “socket hang up”.'],
    ['edits-refused', 'over', 'All of it is on screen. 1 message still shows a cursor.'],
  ])('%s', (name, mood, text) => {
    expect(kept(name).at(-1)?.why).toEqual({ mood, text });
  });
});

describe('why it stands there', () => {
  test('is answered for every state of the chart, in whole sentences', () => {
    for (const { id, kind } of readChart(streamMachine).states) {
      if (kind === 'history' || kind === 'compound') continue;
      expect(whyAt({ ...nothing, state: id }).text, id).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('is that there are no edits, and why not', async () => {
    const unsure = await recorded((call) => (call === 1 ? { ok: false, reason: 'maybeDelivered' } : undefined));
    const noIds = await recorded((call) => (call === 1 ? { ok: true } : undefined));

    expect(saidOf(unsure, 'editDisabled')[0]).toMatch(/^The platform did not say whether the message arrived \(maybeDelivered\)/);
    expect(saidOf(noIds, 'editDisabled')[0]).toMatch(/^The platform gave the message no id to edit it by\./);
  });

  test('never quotes the platform where the tape holds no text', async () => {
    const moments = await recorded(
      (call) => (call === 2 ? { ok: false, reason: 'transient', message: 'the codeword is zebra' } : undefined),
      'off',
    );

    expect(moments.find(({ troubles }) => troubles === 1)?.why.text).toBe('An edit came back: transient.');
    expect(JSON.stringify(moments).includes('zebra')).toBe(false);
    expect(JSON.stringify(moments).includes('word number')).toBe(false);
  });
});

const nothing = { accepted: 0, unshown: 0 };

function event(type: string, payload: object, to: string) {
  return { v: 1, stream: 'answer', seq: 1, at: 0, kind: 'event', event: { type, ...payload }, from: '', to } as const;
}
