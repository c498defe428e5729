import { describe, expect, test } from 'vitest';
import { Backlog } from '../src/backlog.js';

describe('the age of what is not on screen', () => {
  test('is that of its oldest character', () => {
    const backlog = new Backlog();
    expect(backlog.ageMs(100)).toBe(0);
    backlog.grown(5, 100);
    backlog.grown(9, 400);
    expect(backlog.ageMs(100)).toBe(0);
    expect(backlog.ageMs(1_100)).toBe(1_000);
  });

  test('of an item that was opened behind others counts from when its text began', () => {
    const backlog = new Backlog();
    backlog.restart(300);
    expect(backlog.ageMs(1_000)).toBe(700);
    backlog.restart(undefined);
    expect(backlog.ageMs(1_000)).toBe(0);
  });

  test('begins anew with the first text that a call did not take with it', () => {
    const backlog = new Backlog();
    backlog.grown(5, 100);
    backlog.covered(5);
    backlog.grown(5, 150);
    backlog.grown(6, 200);
    backlog.grown(9, 300);
    backlog.landed(5);
    expect(backlog.ageMs(1_000)).toBe(800);
  });

  test('is none when everything is on screen', () => {
    const backlog = new Backlog();
    backlog.grown(5, 100);
    backlog.covered(5);
    backlog.landed(5);
    expect(backlog.ageMs(1_000)).toBe(0);
  });

  test('is still that of the first text when the call that took it failed', () => {
    const backlog = new Backlog();
    backlog.grown(5, 100);
    backlog.covered(5);
    backlog.grown(9, 200);
    backlog.covered(9);
    expect(backlog.ageMs(1_000)).toBe(900);
    backlog.landed(9);
    expect(backlog.ageMs(1_000)).toBe(0);
  });

  test('counts from the last call that worked, after others that did not', () => {
    const backlog = new Backlog();
    backlog.grown(5, 100);
    backlog.covered(5);
    backlog.grown(9, 200);
    backlog.covered(9);
    backlog.grown(12, 300);
    backlog.landed(5);
    expect(backlog.ageMs(1_000)).toBe(800);
  });

  test('is never less than nothing, whatever the clock says', () => {
    const backlog = new Backlog();
    backlog.grown(5, 1_000);
    expect(backlog.ageMs(900)).toBe(0);
  });

  test('after many calls that failed is told from the oldest and the newest of them', () => {
    const backlog = new Backlog();
    for (let call = 1; call <= 20; call += 1) {
      backlog.grown(call, call * 100);
      backlog.covered(call);
    }
    backlog.grown(21, 2_100);
    expect(backlog.ageMs(3_000)).toBe(2_900);
    backlog.landed(13);
    expect(backlog.ageMs(3_000)).toBe(2_900);
    backlog.landed(14);
    expect(backlog.ageMs(3_000)).toBe(1_500);
    backlog.landed(20);
    expect(backlog.ageMs(3_000)).toBe(900);
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
    expect(backlog.ageMs(1_000)).toBe(800);
  });
});

test('what is unshown is what came after the text that landed, and never less than nothing', () => {
  const backlog = new Backlog();
  expect(backlog.unshown(9)).toBe(9);
  backlog.landed(5);
  expect(backlog.unshown(9)).toBe(4);
  expect(backlog.unshown(3)).toBe(0);
  backlog.restart(undefined);
  expect(backlog.unshown(9)).toBe(9);
});

describe('the pace of text', () => {
  test('is not known before the second look', () => {
    const backlog = new Backlog();
    expect(backlog.pace(0, 1_000)).toBe(0);
    expect(backlog.pace(30, 1_100)).toBe(0.3);
  });

  test('is not learnt from two looks that are less than 50 ms apart', () => {
    const backlog = new Backlog();
    backlog.pace(0, 1_000);
    expect(backlog.pace(49, 1_049)).toBe(0);
    expect(backlog.pace(50, 1_050)).toBe(1);
  });

  test('that rises is believed half way', () => {
    const backlog = new Backlog();
    backlog.pace(0, 1_000);
    backlog.pace(100, 1_100);
    expect(backlog.pace(400, 1_200)).toBe(2);
  });

  test('that falls a little is believed, and a pause only little by little', () => {
    const backlog = new Backlog();
    backlog.pace(0, 1_000);
    backlog.pace(100, 1_100);
    expect(backlog.pace(180, 1_200)).toBe(0.8);
    expect(backlog.pace(180, 1_300)).toBeCloseTo(0.56);
    expect(backlog.pace(180, 1_400)).toBeCloseTo(0.392);
  });

  test('of a text that was cut back is none', () => {
    const backlog = new Backlog();
    backlog.pace(100, 1_000);
    expect(backlog.pace(0, 1_100)).toBe(0);
  });

  test('lasts over the next item, whose own text is counted from its own first look', () => {
    const backlog = new Backlog();
    backlog.pace(0, 1_000);
    backlog.pace(100, 1_100);
    backlog.restart(undefined);
    expect(backlog.pace(0, 1_200)).toBe(1);
    expect(backlog.pace(90, 1_300)).toBe(0.9);
  });
});
