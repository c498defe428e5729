import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { budgetMachine } from '../../machines/budget.machine.js';
import type { BudgetEvent } from '../../machines/budget-vocabulary.js';
import { createBudget } from '../../src/budget/create-budget.js';
import { limitsOf } from '../../src/budget/sheet.js';
import { sheets } from '../../src/budget/sheets.js';
import type { CallClass } from '../../src/budget.js';
import { randomFrom } from '../support/random.js';
import { mostIn, play, type Speaker } from './fleet.js';
import { bucket, stretch } from './platforms.js';

const CLASSES: CallClass[] = ['first', 'final', 'boundary', 'interim'];

const previews = (stream: string, chatId = 'c', pauseMs = 50): Speaker => ({ stream, chatId, pauseMs, next: () => 'interim' });

describe('what the sheet declares is never passed', () => {
  test('in any stretch, whatever the network does, however many streams there are', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 200, max: 6_000 }),
        (seed, streams, calls, perMs) => {
          const random = randomFrom(seed);
          const speakers = Array.from({ length: streams }, (_, index): Speaker => {
            return { stream: `s${index}`, chatId: 'c', pauseMs: 10, next: () => CLASSES[Math.floor(random() * 4)] };
          });
          const { taken } = play({
            budget: createBudget({ sheet: { chat: [{ calls, perMs }], token: [] } }),
            speakers,
            forMs: 30_000,
            random,
          });
          expect(mostIn(perMs, taken)).toBeLessThanOrEqual(calls);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('with a burst, and over all chats of a token', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const gate = bucket(1_000, 3);
      const budget = createBudget({ sheet: { chat: [{ calls: 1, perMs: 1_000, burst: 3 }], token: [{ calls: 4, perMs: 1_000 }] } });
      const speakers = Array.from({ length: 8 }, (_, index) => previews(`s${index}`, `c${index % 4}`));
      const { taken, refused } = play({
        ...{ budget, speakers, forMs: 60_000, random: randomFrom(seed) },
        platform: (call) => (call.stream === 's0' || call.stream === 's4' ? gate(call.arrivedAt) : 0),
      });
      expect(refused).toEqual([]);
      expect(mostIn(1_000, taken)).toBeLessThanOrEqual(4);
    }
  });

  test('and most of it is used', () => {
    const budget = createBudget({ sheet: { chat: [], token: [{ calls: 30, perMs: 1_000 }] } });
    const speakers = Array.from({ length: 100 }, (_, index) => previews(`s${index}`, `c${index}`));
    const { taken } = play({ budget, speakers, forMs: 60_000, random: randomFrom(1) });
    expect(taken.length).toBeGreaterThan(0.85 * 27 * 60);
  });
});

describe('who goes first', () => {
  test('a final never waits behind previews', () => {
    const budget = createBudget({ sheet: { chat: [{ calls: 5, perMs: 5_000 }], token: [] } });
    let asked = 0;
    const random = randomFrom(5);
    const closing: Speaker = { stream: 'f', chatId: 'c', pauseMs: 7_300, next: (call) => (call === 0 ? 'final' : undefined) };
    play({
      ...{ budget, forMs: 20_000, random, speakers: [previews('a'), previews('b'), closing] },
      platform: ({ class: urgency, askedAt }) => {
        if (urgency === 'final') asked = askedAt;
        return 0;
      },
    });
    expect(asked).toBe(1_000_000 + 7_300);
  });

  test('first texts go before previews, and nobody starves', () => {
    const budget = createBudget({ sheet: { chat: [], token: [{ calls: 2, perMs: 1_000 }] } });
    const first = (index: number): Speaker => ({ stream: `f${index}`, chatId: `f${index}`, pauseMs: 300, next: () => 'first' });
    const speakers = [previews('p', 'p'), first(1), first(2), first(3), first(4)];
    const { taken } = play({ budget, speakers, forMs: 300_000, random: randomFrom(2) });
    const shown = taken.filter(({ stream }) => stream === 'p');
    expect(shown.length).toBeGreaterThan(2);
    expect(shown.length).toBeLessThan(taken.length / 10);
  });

  test('of previews the stalest: equals share alike', () => {
    const budget = createBudget({ sheet: { chat: [], token: [{ calls: 5, perMs: 1_000 }] } });
    const speakers = Array.from({ length: 10 }, (_, index) => previews(`s${index}`, `c${index}`));
    const { taken } = play({ budget, speakers, forMs: 100_000, random: randomFrom(3) });
    const shares = speakers.map(({ stream }) => taken.filter((call) => call.stream === stream).length);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1.5 * Math.min(...shares));
  });
});

describe('what nobody declared is learned', () => {
  test.each([
    ['1 per second after a burst of 3', () => bucket(1_000, 3)],
    ['1 per 3 seconds after a burst of 3', () => bucket(3_000, 3)],
    ['1 per 5 seconds after a burst of 10', () => bucket(5_000, 10)],
    ['5 in any 5 seconds', () => stretch(5, 5_000)],
    ['20 in any minute', () => stretch(20, 60_000)],
    ['1 in any 2 seconds', () => stretch(1, 2_000)],
  ])('%s: at most three refusals', (_name, limit) => {
    const gate = limit();
    const { refused, taken } = play({
      ...{ budget: createBudget(), speakers: [previews('s', 'c', 300)], forMs: 120_000, random: randomFrom(4) },
      platform: ({ arrivedAt }) => gate(arrivedAt),
    });
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(3);
    expect(taken.length).toBeGreaterThan(10);
  });

  test('without being told how long', () => {
    const gate = stretch(1, 1_000);
    const { refused, taken } = play({
      ...{ budget: createBudget(), speakers: [previews('s', 'c', 300)], forMs: 55_000, random: randomFrom(4) },
      platform: ({ arrivedAt }) => (gate(arrivedAt) > 0 ? null : 0),
    });
    expect(refused.length).toBeLessThanOrEqual(3);
    // A guess is confirmed, not refined, before a long quiet time: slower than need be, but in peace.
    expect(taken.length).toBeGreaterThan(10);
  });

  test('and remembered for the next stream in that chat, but for no other chat', () => {
    const budget = createBudget();
    const claim = { op: 'edit', class: 'interim', unshown: 500, ageMs: 900, perMs: 0.1 } as const;
    const call = (stream: string, chatId: string, at: number) => budget.ask({ ...claim, stream, chatId, at });
    const tell = (stream: string, at: number, retryAfterMs?: number) =>
      budget.tell({ ...{ stream, chatId: 'c', op: 'edit', at, latencyMs: 100 }, result: retryAfterMs ? 'held' : 'ok', retryAfterMs });
    call('a', 'c', 1_000);
    tell('a', 1_100);
    call('a', 'c', 1_500);
    tell('a', 1_600);
    call('a', 'c', 2_000);
    tell('a', 2_100, 1_000);
    budget.leave('a');
    expect(call('b', 'c', 3_200).waitMs).toBeGreaterThan(0);
    expect(call('b', 'd', 3_200).waitMs).toBe(0);
  });
});

describe('what a told wait holds', () => {
  const claim = { stream: 's', chatId: 'c', class: 'final', at: 2_200, unshown: 5, ageMs: 0, perMs: 0 } as const;
  const after = (op: 'send' | 'edit', scope?: 'call' | 'chat' | 'token') => {
    const budget = createBudget();
    budget.ask({ ...claim, op, at: 2_000 });
    budget.tell({ stream: 's', chatId: 'c', op, at: 2_100, latencyMs: 100, result: 'held', retryAfterMs: 5_000, scope });
    const held = (op: 'send' | 'edit', chatId: string) => budget.ask({ ...claim, stream: 'other', op, chatId }).waitMs > 0;
    return { sends: held('send', 'c'), edits: held('edit', 'c'), elsewhere: held('edit', 'd') };
  };

  test.each([
    ['edit', undefined, { sends: true, edits: true, elsewhere: false }],
    ['edit', 'call', { sends: false, edits: true, elsewhere: false }],
    ['send', undefined, { sends: true, edits: false, elsewhere: false }],
    ['send', 'chat', { sends: true, edits: true, elsewhere: false }],
    ['edit', 'token', { sends: true, edits: true, elsewhere: true }],
  ] as const)('on %s, scope %s', (op, scope, expected) => {
    expect(after(op, scope)).toEqual(expected);
  });
});

test('its events, played again, give the same answers', () => {
  const events: BudgetEvent[] = [];
  const limits = [{ calls: 2, perMs: 1_000 }];
  const budget = createBudget({ sheet: { chat: limits, token: [] }, onEvent: (_place, event) => events.push(event) });
  const told: number[] = [];
  const listening = {
    ...budget,
    ask: (claim: Parameters<typeof budget.ask>[0]) => {
      const verdict = budget.ask(claim);
      told.push(verdict.waitMs);
      return verdict;
    },
  };
  play({ budget: listening, speakers: [previews('a'), previews('b')], forMs: 10_000, random: randomFrom(9) });
  let [snapshot] = initialTransition(budgetMachine, { limits });
  const again: number[] = [];
  for (const event of events) {
    [snapshot] = transition(budgetMachine, snapshot, JSON.parse(JSON.stringify(event)));
    if (event.type === 'ASKED') again.push(snapshot.context.verdict.waitMs);
  }
  expect(again).toEqual(told);
});

describe('the sheets', () => {
  test('tell groups from private chats where the platform does', () => {
    const { telegram } = sheets;
    if (!telegram) throw new Error('there is a sheet for telegram');
    expect(limitsOf(telegram, '-100123')).toBe(telegram.group);
    expect(limitsOf(telegram, 42)).toBe(telegram.chat);
  });

  test.each([
    ['telegram', 42, 5_000, 3 + 5],
    ['telegram', -100_123, 60_000, 20],
    ['discord', 'channel', 5_000, 5],
    ['matrix', '!room', 60_000, 10 + 12],
    ['google-chat', 'space', 60_000, 60],
  ])('let %s (chat %s) have in any %s ms no more than %s messages, and not much less', (name, chatId, perMs, most) => {
    const closing: Speaker = { stream: 's', chatId: String(chatId), pauseMs: 10, next: () => 'final' };
    const { taken } = play({ budget: createBudget({ sheet: sheets[name] }), speakers: [closing], forMs: 120_000, random: randomFrom(1) });
    expect(mostIn(perMs, taken)).toBeLessThanOrEqual(most);
    expect(mostIn(perMs, taken)).toBeGreaterThanOrEqual(0.9 * most - 1);
  });

  test('let a Telegram token have 30 calls in any second', () => {
    const speakers = Array.from({ length: 60 }, (_, index): Speaker => {
      return { stream: `s${index}`, chatId: `${index}`, pauseMs: 10, next: () => 'final' };
    });
    const { taken } = play({ budget: createBudget({ sheet: sheets.telegram }), speakers, forMs: 20_000, random: randomFrom(1) });
    expect(mostIn(1_000, taken)).toBeLessThanOrEqual(30);
    expect(mostIn(1_000, taken)).toBeGreaterThanOrEqual(28);
  });

  test('hold only numbers that can be kept to', () => {
    for (const { chat, group = [], token } of Object.values(sheets))
      for (const { calls, perMs, burst = 1 } of [...chat, ...group, ...token])
        expect(Math.min(calls, perMs, burst)).toBeGreaterThanOrEqual(1);
  });
});
