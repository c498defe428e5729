import { expect, test } from 'vitest';
import { countCodePoints, cutsPair } from '../../src/text/code-points.js';

test('a surrogate pair is one code point, and so is half of one', () => {
  expect(countCodePoints('')).toBe(0);
  expect(countCodePoints('aé😀')).toBe(3);
  expect(countCodePoints('😀'.slice(1))).toBe(1);
});

test('a cut between the two halves of a surrogate pair cuts it, and no other does', () => {
  expect([0, 1, 2, 3, 4].map((at) => cutsPair('a😀b', at))).toEqual([false, false, true, false, false]);
  expect([0, 1, 2].map((at) => cutsPair('\uffff\ufeff', at))).toEqual([false, false, false]);
  expect(cutsPair('😀'.slice(0, 1), 1)).toBe(false);
});
