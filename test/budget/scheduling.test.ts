// When a call goes that may go: what it is worth, and who has to wait for whom.

import { describe, expect, test } from 'vitest';
import type { Limit } from '../../machines/budget-vocabulary.js';
import { createBudget } from '../../src/budget/create-budget.js';
import type { CallClass, Counted } from '../../src/budget.js';
import { Caller } from './caller.js';

const FIVE_IN_FIVE: Limit = { calls: 5, perMs: 5_000 };
const budgetOf = (...chat: Limit[]) => createBudget({ sheet: { chat, token: [] } });
const flowing = { perMs: 0.2, lastsMs: 0 };

describe('a preview', () => {
  test('goes as soon as it shows as much as will come until the next may go', () => {
    const caller = new Caller(budgetOf(FIVE_IN_FIVE));
    caller.call(0, { class: 'first', op: 'send' });
    const { waitMs, worth } = caller.ask(400, { ...flowing, unshown: 50 });
    expect(waitMs).toBeGreaterThan(0);
    // The three that are left before the first comes back, spread over the time until then.
    expect(worth).toBeGreaterThan(0.2 * 1_200);
    expect(worth).toBeLessThan(0.2 * 1_700);
    expect(caller.ask(410, { ...flowing, unshown: worth - 1 }).waitMs).toBeGreaterThan(0);
    expect(caller.ask(420, { ...flowing, unshown: worth }).waitMs).toBe(0);
  });

  test('goes at once when the text stops', () => {
    const caller = new Caller(budgetOf(FIVE_IN_FIVE));
    caller.call(0, { class: 'first', op: 'send' });
    expect(caller.ask(400, { ...flowing, unshown: 3 }).waitMs).toBeGreaterThan(0);
    expect(caller.ask(500, { unshown: 3, perMs: 0 }).waitMs).toBe(0);
  });

  test('goes sooner when the text is about to pause: what there is has to last no longer', () => {
    const worthOf = (lastsMs: number) => {
      const caller = new Caller(budgetOf(FIVE_IN_FIVE));
      caller.call(0, { class: 'first', op: 'send' });
      return caller.ask(400, { perMs: 0.2, lastsMs, unshown: 1 }).worth;
    };
    expect(worthOf(1_000)).toBeLessThan(worthOf(0) / 2);
    expect(worthOf(60_000)).toBe(worthOf(0));
  });

  test('that was waiting for its time lets the next piece of text come, but does not wait long for it', () => {
    const caller = new Caller(budgetOf({ calls: 1, perMs: 2_000 }));
    caller.call(0);
    const slow = { perMs: 0.02, lastsMs: 0, unshown: 38 };
    const { waitMs, worth } = caller.ask(500, slow);
    expect(worth).toBe(0);
    const piece = caller.ask(500 + waitMs, slow);
    expect(piece).toEqual({ waitMs: 300, worth: 39 });
    expect(caller.ask(500 + waitMs + 300, slow).waitMs).toBe(0);
  });

  test('of a place that takes one at a time is worth half of that time: a later call would make all others later', () => {
    const worthOf = (limit: Limit) => new Caller(budgetOf(limit)).ask(10_000, { ...flowing, unshown: 1 }).worth;
    expect(worthOf({ calls: 1, perMs: 2_000 })).toBe(0.8 * 0.5 * 2_000 * 0.2);
  });

  test('is not held back where nothing limits', () => {
    const caller = new Caller(createBudget());
    for (let at = 0; at < 2_000; at += 150) caller.call(at, { ...flowing, unshown: 1 });
  });
});

describe('one call is kept', () => {
  test('for the end, and is there when it is needed', () => {
    const caller = new Caller(budgetOf(FIVE_IN_FIVE));
    for (const at of [0, 200, 400, 600]) caller.call(at);
    expect(caller.ask(1_000).waitMs).toBeGreaterThan(3_000);
    expect(caller.ask(1_000, { class: 'final' }).waitMs).toBe(0);
  });

  test('as long as the last preview is on its way it need not be back', () => {
    const caller = new Caller(budgetOf(FIVE_IN_FIVE));
    for (const at of [0, 200, 400, 600]) caller.call(at);
    const { waitMs } = caller.ask(1_000);
    caller.call(1_000 + waitMs);
    const early = 5_100 - (1_000 + waitMs);
    expect(early).toBeGreaterThan(0);
    expect(early).toBeLessThanOrEqual(200);
    expect(caller.ask(1_100 + waitMs, { class: 'final' }).waitMs).toBeLessThanOrEqual(100);
  });
});

/** The order in which streams that all wait get their calls, one a second. */
function orderOf(claims: { stream: string; class?: CallClass; unshown?: number; ageMs?: number }[]): string[] {
  const budget = budgetOf({ calls: 1, perMs: 1_000 });
  new Caller(budget, 'before').call(0);
  const order: string[] = [];
  const due = new Map(claims.map(({ stream }, index) => [stream, 200 + index]));
  for (let at = 200; at < 30_000 && due.size > 0; at += 1)
    for (const { stream, ...claim } of claims) {
      if (due.get(stream) !== at) continue;
      const caller = new Caller(budget, stream);
      const { waitMs } = caller.ask(at, claim);
      if (waitMs > 0) due.set(stream, at + Math.ceil(waitMs));
      else {
        order.push(stream);
        due.delete(stream);
        caller.tell(at + 0.5);
      }
    }
  return order;
}

describe('who goes first', () => {
  test('the first message, then the final, then the boundary, then a preview', () => {
    const classes: CallClass[] = ['interim', 'boundary', 'final', 'first'];
    expect(orderOf(classes.map((urgency) => ({ stream: urgency, class: urgency })))).toEqual(['first', 'final', 'boundary', 'interim']);
  });

  test('of previews the one with the most unshown characters times their age', () => {
    const previews = [
      { stream: 'much and new', unshown: 900, ageMs: 100 },
      { stream: 'less and old', unshown: 300, ageMs: 9_000 },
      { stream: 'less and new', unshown: 300, ageMs: 100 },
      { stream: 'much and old', unshown: 900, ageMs: 9_000 },
    ];
    expect(orderOf(previews)).toEqual(['much and old', 'less and old', 'much and new', 'less and new']);
  });
});

describe('every call counts', () => {
  const OPS: Counted[] = ['send', 'edit', 'fresh', 'remove', 'trim', 'draft', 'open', 'append', 'close', 'typing'];

  test.each(OPS)('%s', (op) => {
    const budget = createBudget({ sheet: { chat: [], token: [{ calls: 1, perMs: 1_000 }] } });
    new Caller(budget, 'one', 'here').call(0, { op, class: 'final' });
    expect(new Caller(budget, 'other', 'there').ask(200, { op: 'send', class: 'first' }).waitMs).toBeGreaterThan(800);
  });
});
