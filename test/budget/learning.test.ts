// What a platform's answers teach, and for how long.

import { describe, expect, test } from 'vitest';
import { createBudget } from '../../src/budget/create-budget.js';
import type { CallClass } from '../../src/budget.js';
import { randomFrom } from '../support/random.js';
import { Caller } from './caller.js';
import { play, type Speaker } from './fleet.js';
import { bucket } from './platforms.js';

const previews = (stream: string, chatId = 'c', pauseMs = 300): Speaker => ({ stream, chatId, pauseMs, next: (): CallClass => 'interim' });

describe('a limit that is stricter than declared', () => {
  test('costs three refusals at most, and then is kept to', () => {
    const gate = bucket(3_000, 2);
    const budget = createBudget({ sheet: { chat: [{ calls: 1, perMs: 1_000, burst: 3 }], token: [] } });
    const { refused, taken } = play({
      ...{ budget, speakers: [previews('s')], forMs: 120_000, random: randomFrom(3) },
      platform: ({ arrivedAt }) => gate(arrivedAt),
    });
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(3);
    expect(taken.length).toBeGreaterThan(0.8 * 40);
  });

  test('is found by several streams at once at the price of what was on its way', () => {
    const gate = bucket(1_000, 5);
    const budget = createBudget();
    const { refused, taken } = play({
      ...{ budget, speakers: [previews('a'), previews('b'), previews('d')], forMs: 120_000, random: randomFrom(5) },
      platform: ({ arrivedAt }) => gate(arrivedAt),
    });
    expect(refused.length).toBeLessThanOrEqual(3 * 3);
    expect(taken.length).toBeGreaterThan(0.8 * 120);
  });
});

describe('a strict stretch is known after one refusal', () => {
  test('the calls that passed in it come free one by one', () => {
    const caller = new Caller(createBudget());
    for (const at of [0, 400, 800]) caller.call(at);
    caller.refused(1_200, { retryAfterMs: 1_800 });
    // Three in 3 s, of which one is kept: the two that came first have to be gone.
    const { waitMs } = caller.ask(1_400);
    expect(1_400 + waitMs).toBeGreaterThan(3_100);
    expect(1_400 + waitMs).toBeLessThanOrEqual(3_500);
    expect(caller.ask(3_150, { class: 'final' }).waitMs).toBe(0);
  });
});

test('an answer that takes long is taken for a wait: the server made the call wait instead of refusing it', () => {
  const waits: number[] = [];
  const gate = bucket(4_000, 2);
  const { refused } = play({
    ...{ budget: createBudget(), speakers: [previews('s')], forMs: 120_000, random: randomFrom(2) },
    platform: ({ arrivedAt }) => {
      // It is counted when it is done, which is when there was room for it.
      const heldMs = gate(arrivedAt);
      if (heldMs > 0) gate(arrivedAt + heldMs + 1);
      waits.push(heldMs);
      return heldMs > 0 ? { afterMs: heldMs } : 0;
    },
  });
  expect(refused).toEqual([]);
  expect(waits.filter((heldMs) => heldMs > 1_500).length).toBeLessThanOrEqual(3);
  expect(waits.length).toBeGreaterThan(0.75 * 30);
});

describe('what is learned holds for what it was learned from', () => {
  const learned = (report: { scope?: 'call' | 'chat'; op: 'send' | 'edit' }) => {
    const budget = createBudget();
    const caller = new Caller(budget);
    caller.call(0, { op: report.op });
    caller.refused(500, { retryAfterMs: 3_500, ...report }, { op: report.op });
    // The gate is open again, only the pace is left.
    new Caller(budget, 'edits').call(4_100, { op: 'edit', class: 'final' });
    new Caller(budget, 'sends').call(4_300, { op: 'send', class: 'final' });
    const paced = (op: 'send' | 'edit') => new Caller(budget, `${op} again`).ask(4_500, { op, class: 'interim' }).waitMs > 1_000;
    return { sends: paced('send'), edits: paced('edit') };
  };

  test('a wait for edits alone slows no send', () => {
    expect(learned({ op: 'edit', scope: 'call' })).toEqual({ sends: false, edits: true });
  });

  test('a wait on a send slows sends', () => {
    expect(learned({ op: 'send' })).toEqual({ sends: true, edits: false });
  });

  test('the sign that somebody is writing slows nothing but itself', () => {
    const budget = createBudget();
    const sign = new Caller(budget, 'sign');
    sign.call(0, { op: 'typing' });
    sign.refused(200, { retryAfterMs: 9_000 }, { op: 'typing' });
    const text = new Caller(budget, 'text');
    for (const at of [400, 600, 800, 1_000]) text.call(at);
    expect(sign.ask(1_200, { op: 'typing' }).waitMs).toBeGreaterThan(7_000);
  });
});

describe('a single wait, after hardly a call,', () => {
  test('costs no answer its end: previews keep to the pace, closing calls only to the wait', () => {
    const budget = createBudget();
    const caller = new Caller(budget);
    caller.call(0, { op: 'send' });
    caller.refused(100, { retryAfterMs: 5_000 }, { op: 'send' });
    expect(caller.ask(200, { op: 'send', class: 'final' }).waitMs).toBeGreaterThan(4_800);
    for (const at of [5_200, 5_300, 5_400, 5_500]) caller.call(at, { op: 'send', class: 'final' });
    expect(caller.ask(5_600, { op: 'send', class: 'final' }).waitMs).toBe(0);
    expect(caller.ask(5_600, { op: 'send', class: 'interim' }).waitMs).toBeGreaterThan(3_000);
  });
});

test('for five minutes nothing is relaxed, and then a little with each call that works', () => {
  const pauses: number[] = [];
  const gate = bucket(2_000, 1);
  let last = 0;
  play({
    ...{ budget: createBudget(), speakers: [previews('s')], forMs: 600_000, random: randomFrom(7) },
    platform: ({ arrivedAt }) => {
      const wait = pauses.length < 3 ? gate(arrivedAt) : 0;
      if (wait === 0) {
        pauses.push(arrivedAt - last);
        last = arrivedAt;
      }
      return wait;
    },
  });
  const upTo = (seconds: number) => {
    let at = 0;
    return pauses.slice(4).filter((pause) => {
      at += pause;
      return at < seconds * 1_000;
    });
  };
  const early = upTo(240);
  expect(Math.min(...early)).toBeGreaterThan(1_900);
  const late = pauses.at(-1) ?? 0;
  expect(late).toBeLessThan(1_500);
  pauses.slice(4).forEach((pause, index, all) => {
    expect(pause).toBeGreaterThan(0.98 * (all[index - 1] ?? 0) - 130);
  });
});
