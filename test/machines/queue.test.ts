import { describe, expect, test } from 'vitest';
import type { AskedEvent, CallClass } from '../../machines/budget-vocabulary.js';
import { aheadOf, isAlone, join, leave, type Queue } from '../../machines/queue.js';

const asks = (stream: string, urgency: CallClass, at: number, rest: Partial<AskedEvent> = {}): AskedEvent => ({
  ...{ type: 'ASKED', stream, op: 'edit', class: urgency, at, unshown: 10, ageMs: 0, perMs: 0.1, lastsMs: 0 },
  ...rest,
});

/** Whoever asked waits, and is due when the next one asks. */
const waiting = (...claims: AskedEvent[]): Queue => claims.reduce<Queue>((queue, claim) => join(queue, claim, 100_000, true), []);

describe('who waits', () => {
  test('is in the queue until it leaves', () => {
    const queue = join([], asks('a', 'interim', 5, { ageMs: 2 }), 9, true);
    expect(queue).toEqual([{ stream: 'a', class: 'interim', since: 5, until: 9, isReady: true, unshown: 10, oldestAt: 3 }]);
    expect(leave(queue, 'a')).toEqual([]);
    expect(leave(queue, 'b')).toBe(queue);
  });

  test('has waited since it asked first, as what it is', () => {
    const queue = join([], asks('a', 'interim', 5), 9, true);
    expect(join(queue, asks('a', 'interim', 7), 11, false)).toMatchObject([{ since: 5, until: 11, isReady: false }]);
    expect(join(queue, asks('a', 'final', 7), 11, true)).toMatchObject([{ since: 7, class: 'final' }]);
  });

  test('has text at least as old as it said once', () => {
    const queue = join([], asks('a', 'interim', 5, { ageMs: 2 }), 9, true);
    expect(join(queue, asks('a', 'interim', 7), 11, true)).toMatchObject([{ oldestAt: 3 }]);
    expect(join(queue, asks('a', 'interim', 7, { ageMs: 6 }), 11, true)).toMatchObject([{ oldestAt: 1 }]);
  });

  test('is alone if nobody else would go at once', () => {
    const queue = join(waiting(asks('a', 'interim', 5)), asks('b', 'interim', 5), 9, false);
    expect([isAlone(queue, 'a'), isAlone(queue, 'b'), isAlone([], 'a')]).toEqual([true, false, true]);
  });
});

describe('who goes first', () => {
  test.each([
    ['first', 'final'],
    ['final', 'boundary'],
    ['boundary', 'interim'],
  ] as const)('a %s before a %s', (one, other) => {
    expect(aheadOf(waiting(asks('b', one, 5)), asks('a', other, 5))).toBe(1);
    expect(aheadOf(waiting(asks('b', other, 5)), asks('a', one, 5))).toBe(0);
  });

  test('of one class who asked sooner, and of those by name', () => {
    expect(aheadOf(waiting(asks('b', 'final', 4)), asks('a', 'final', 5))).toBe(1);
    expect(aheadOf(waiting(asks('b', 'final', 4)), asks('a', 'final', 5, { unshown: 100, ageMs: 100 }))).toBe(1);
    expect(aheadOf(waiting(asks('a', 'final', 6)), asks('b', 'final', 5))).toBe(0);
    expect(aheadOf(waiting(asks('a', 'final', 5)), asks('b', 'final', 5))).toBe(1);
    expect(aheadOf(waiting(asks('b', 'final', 5)), asks('a', 'final', 5))).toBe(0);
  });

  test('of previews who has more characters that are older', () => {
    const stale = asks('b', 'interim', 1_000, { unshown: 10, ageMs: 300 });
    expect(aheadOf(waiting(stale), asks('a', 'interim', 1_000, { unshown: 30, ageMs: 90 }))).toBe(1);
    expect(aheadOf(waiting(stale), asks('a', 'interim', 1_000, { unshown: 30, ageMs: 110 }))).toBe(0);
    expect(aheadOf(waiting(stale), asks('a', 'interim', 1_000, { unshown: 30, ageMs: 100 }))).toBe(0);
    expect(aheadOf(waiting(stale), asks('c', 'interim', 1_000, { unshown: 30, ageMs: 100 }))).toBe(1);
  });

  test('who has waited twenty seconds moves up a class', () => {
    const preview = waiting(asks('b', 'interim', 1_000));
    expect(aheadOf(preview, asks('a', 'boundary', 20_999))).toBe(0);
    // Of one class then, and the older.
    expect(aheadOf(preview, asks('a', 'interim', 21_000, { unshown: 1_000, ageMs: 10_000 }))).toBe(1);
    expect(aheadOf(preview, asks('a', 'boundary', 41_000))).toBe(1);
    expect(aheadOf(waiting(asks('b', 'first', 1_000)), asks('a', 'first', 31_000))).toBe(1);
    expect(aheadOf(waiting(asks('b', 'final', 1_000)), asks('a', 'first', 21_000))).toBe(1);
  });

  test('all that go first are counted, and nobody before itself', () => {
    const queue = waiting(asks('a', 'final', 1), asks('b', 'first', 2), asks('c', 'interim', 3));
    expect(aheadOf(queue, asks('d', 'boundary', 5))).toBe(2);
    expect(aheadOf(queue, asks('a', 'interim', 5))).toBe(1);
    expect(aheadOf(queue, asks('b', 'first', 5))).toBe(0);
  });

  test('who waits for more text stands in nobody’s way, nor does who has not asked again for a quarter of a second', () => {
    const ready = (until: number, isReady: boolean) => join([], asks('b', 'first', 5), until, isReady);
    expect(aheadOf(ready(750, true), asks('a', 'interim', 1_000))).toBe(1);
    expect(aheadOf(ready(749, true), asks('a', 'interim', 1_000))).toBe(0);
    expect(aheadOf(ready(5_000, false), asks('a', 'interim', 1_000))).toBe(0);
  });
});
