import { describe, expect, test } from 'vitest';
import { Backlog } from '../../src/stream/backlog.js';

const ageOf = (backlog: Backlog, now: number) => backlog.look(0, now).ageMs;

describe('the age of what is not on screen', () => {
  test('is that of its oldest character', () => {
    const backlog = new Backlog();
    expect(ageOf(backlog, 100)).toBe(0);
    backlog.grown(5, 100);
    backlog.grown(9, 400);
    expect(ageOf(backlog, 100)).toBe(0);
    expect(ageOf(backlog, 1_100)).toBe(1_000);
  });

  test('of an item that was opened behind others counts from when its text began', () => {
    const backlog = new Backlog();
    backlog.restart(300);
    expect(ageOf(backlog, 1_000)).toBe(700);
    backlog.restart(undefined);
    expect(ageOf(backlog, 1_000)).toBe(0);
  });

  test('begins anew with the first text that a call did not take with it', () => {
    const backlog = new Backlog();
    backlog.grown(5, 100);
    backlog.covered(5);
    backlog.grown(5, 150);
    backlog.grown(6, 200);
    backlog.grown(9, 300);
    backlog.landed(5);
    expect(ageOf(backlog, 1_000)).toBe(800);
  });

  test('is none when everything is on screen', () => {
    const backlog = new Backlog();
    backlog.grown(5, 100);
    backlog.covered(5);
    backlog.landed(5);
    expect(ageOf(backlog, 1_000)).toBe(0);
  });

  test('is still that of the first text when the call that took it failed', () => {
    const backlog = new Backlog();
    backlog.grown(5, 100);
    backlog.covered(5);
    backlog.grown(9, 200);
    backlog.covered(9);
    expect(ageOf(backlog, 1_000)).toBe(900);
    backlog.landed(9);
    expect(ageOf(backlog, 1_000)).toBe(0);
  });

  test('counts from the last call that worked, after others that did not', () => {
    const backlog = new Backlog();
    backlog.grown(5, 100);
    backlog.covered(5);
    backlog.grown(9, 200);
    backlog.covered(9);
    backlog.grown(12, 300);
    backlog.landed(5);
    expect(ageOf(backlog, 1_000)).toBe(800);
  });

  test('is never less than nothing, whatever the clock says', () => {
    const backlog = new Backlog();
    backlog.grown(5, 1_000);
    expect(ageOf(backlog, 900)).toBe(0);
  });

  test('after many calls that failed is told from the oldest and the newest of them', () => {
    const backlog = new Backlog();
    for (let call = 1; call <= 20; call += 1) {
      backlog.grown(call, call * 100);
      backlog.covered(call);
    }
    backlog.grown(21, 2_100);
    expect(ageOf(backlog, 3_000)).toBe(2_900);
    backlog.landed(13);
    expect(ageOf(backlog, 3_000)).toBe(2_900);
    backlog.landed(14);
    expect(ageOf(backlog, 3_000)).toBe(1_500);
    backlog.landed(20);
    expect(ageOf(backlog, 3_000)).toBe(900);
  });
});

describe('it wants to hear of text', () => {
  test('until the first has come, and again when a call has taken all of it', () => {
    const backlog = new Backlog();
    expect(backlog.watchFor).toBe(1);
    backlog.grown(5, 100);
    expect(backlog.watchFor).toBe(Number.POSITIVE_INFINITY);
    backlog.covered(5);
    expect(backlog.watchFor).toBe(6);
    backlog.grown(5, 200);
    expect(backlog.watchFor).toBe(6);
  });

  test('no sooner when a call takes no more than what is on screen', () => {
    const backlog = new Backlog();
    backlog.grown(5, 100);
    backlog.covered(5);
    backlog.landed(5);
    backlog.covered(4);
    expect(backlog.watchFor).toBe(6);
  });

  test('not of an item whose text has begun to arrive', () => {
    const backlog = new Backlog();
    backlog.restart(100);
    expect(backlog.watchFor).toBe(Number.POSITIVE_INFINITY);
  });

  test('no sooner when a later call takes no more than an earlier one', () => {
    const backlog = new Backlog();
    backlog.grown(5, 100);
    backlog.covered(5);
    backlog.grown(6, 200);
    backlog.covered(5);
    backlog.covered(4);
    expect(backlog.watchFor).toBe(Number.POSITIVE_INFINITY);
    backlog.landed(5);
    expect(ageOf(backlog, 1_000)).toBe(800);
  });
});

test('what is unshown is what came after the text that landed, and never less than nothing', () => {
  const backlog = new Backlog();
  expect(backlog.look(9, 0).unshown).toBe(9);
  backlog.landed(5);
  expect(backlog.look(9, 0).unshown).toBe(4);
  expect(backlog.look(3, 0).unshown).toBe(0);
  backlog.restart(undefined);
  expect(backlog.look(9, 0).unshown).toBe(9);
});

describe('the pace of text', () => {
  const paceOf = (backlog: Backlog, have: number, now: number) => backlog.look(have, now).perMs;

  test('is taken for that of a common model until the second look', () => {
    const backlog = new Backlog();
    expect(paceOf(backlog, 0, 1_000)).toBe(0.1);
    expect(paceOf(backlog, 30, 1_100)).toBe(0.3);
  });

  test('is what was seen, however little, until something else is seen', () => {
    const backlog = new Backlog();
    paceOf(backlog, 0, 1_000);
    expect(paceOf(backlog, 3, 1_200)).toBe(0.015);
  });

  test('that changes is believed half when a hundred characters have come, however long that takes', () => {
    const backlog = new Backlog();
    paceOf(backlog, 0, 1_000);
    paceOf(backlog, 10, 1_100);
    expect(paceOf(backlog, 110, 1_600)).toBeCloseTo(0.1 + 0.1 / 3);
  });

  test('is not learnt from two looks that are less than 50 ms apart', () => {
    const backlog = new Backlog();
    paceOf(backlog, 0, 1_000);
    expect(paceOf(backlog, 49, 1_049)).toBe(0.1);
    expect(paceOf(backlog, 50, 1_050)).toBe(1);
  });

  test('that changes is believed the more the longer it is seen', () => {
    const backlog = new Backlog();
    paceOf(backlog, 0, 1_000);
    paceOf(backlog, 100, 1_100);
    expect(paceOf(backlog, 400, 1_200)).toBeCloseTo(1 + 2 / 6);
    expect(paceOf(backlog, 440, 1_300)).toBeLessThan(1 + 2 / 6);
  });

  test('of a text that was cut back is not known', () => {
    const backlog = new Backlog();
    paceOf(backlog, 100, 1_000);
    expect(paceOf(backlog, 0, 1_100)).toBe(0.1);
  });

  test('is none while the text has stopped, and what it was when it goes on', () => {
    const backlog = new Backlog();
    paceOf(backlog, 0, 1_000);
    paceOf(backlog, 100, 1_100);
    expect(paceOf(backlog, 124, 1_200)).toBe(0);
    expect(backlog.look(124, 1_200).lastsMs).toBe(0);
    expect(paceOf(backlog, 300, 1_300)).toBeCloseTo(1);
  });

  test('is not none before a tenth of a second, nor where a quarter of it comes, nor where twenty characters would not have', () => {
    const seen = (perMs: number) => {
      const backlog = new Backlog();
      paceOf(backlog, 0, 1_000);
      paceOf(backlog, 100 * perMs, 1_100);
      return (came: number, ms: number) => paceOf(backlog, 100 * perMs + came, 1_100 + ms) === 0;
    };
    expect([seen(1)(0, 99), seen(1)(0, 100), seen(1)(24, 100), seen(1)(25, 100)]).toEqual([false, true, true, false]);
    expect([seen(0.2)(0, 99), seen(0.2)(0, 100), seen(0.1)(0, 199), seen(0.1)(0, 200)]).toEqual([false, true, false, true]);
  });

  test('lasts over the next item, whose own text is counted from its own first look', () => {
    const backlog = new Backlog();
    paceOf(backlog, 0, 1_000);
    paceOf(backlog, 100, 1_100);
    backlog.restart(undefined);
    expect(paceOf(backlog, 0, 1_200)).toBe(1);
    expect(paceOf(backlog, 100, 1_300)).toBe(1);
  });
});

test('after a pause the text is thought to flow a little longer than it did before', () => {
  const backlog = new Backlog();
  backlog.restart(1_000);
  expect(backlog.look(0, 1_000).lastsMs).toBe(0);
  backlog.look(100, 1_100);
  backlog.look(1_000, 2_000);
  backlog.covered(1_000);
  backlog.landed(1_000);
  backlog.grown(1_001, 4_000);
  expect(backlog.look(1_001, 4_000).lastsMs).toBeCloseTo(1_300);
  expect(backlog.look(1_300, 4_300).lastsMs).toBeCloseTo(1_000);
});

describe('a pause', () => {
  /** Text that flowed for a while from 1,000 on, at a pace, and of which all is on screen. */
  const flowed = (perMs: number, forMs: number) => {
    const backlog = new Backlog();
    backlog.restart(1_000);
    backlog.look(0, 1_000);
    backlog.look(perMs * forMs, 1_000 + forMs);
    backlog.covered(perMs * forMs);
    backlog.landed(perMs * forMs);
    return backlog;
  };
  /** For how long text is thought to come when it goes on at `at`. */
  const lasts = (backlog: Backlog, have: number, at: number) => {
    backlog.grown(have, at);
    return backlog.look(have, at).lastsMs;
  };

  test('is half a second, in which twenty characters should have come', () => {
    expect([lasts(flowed(1, 1_000), 1_001, 2_499), lasts(flowed(1, 1_000), 1_001, 2_500)]).toEqual([0, 1_300]);
    expect([lasts(flowed(0.02, 100), 3, 2_099), lasts(flowed(0.02, 100), 3, 2_100)]).toEqual([0, 130]);
  });

  test('is one also where the pace is not known', () => {
    const backlog = new Backlog();
    backlog.restart(500);
    backlog.look(0, 1_000);
    backlog.covered(1);
    expect(lasts(backlog, 2, 1_600)).toBe(650);
  });

  test('is what the pace is counted from again', () => {
    const backlog = flowed(1, 1_000);
    backlog.grown(1_001, 2_500);
    expect(backlog.look(1_061, 2_560).perMs).toBe(1);
  });
});

test('text that came at once and then stopped is not thought to go on', () => {
  const backlog = new Backlog();
  backlog.grown(25, 0);
  backlog.look(25, 0);
  expect(backlog.look(25, 150).perMs).toBeGreaterThan(0);
  expect(backlog.look(25, 400).perMs).toBe(0);
  expect(backlog.look(25, 5_000).perMs).toBe(0);
});

test('text that stopped is seen to have stopped however often it is looked at', () => {
  const backlog = new Backlog();
  backlog.grown(25, 0);
  for (let now = 0; now < 1_000; now += 60) backlog.look(25, now);
  expect(backlog.look(25, 1_000).perMs).toBe(0);
});
