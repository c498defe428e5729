import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCut } from '../src/split.js';

const letters = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', '. ', '\n\n', 'é', '👩🏽‍🚀', '𠀀', 'long'),
  minLength: 4,
  maxLength: 60,
});
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** No grapheme that is split here is longer than this. */
const LONGEST = 8;

test('a cut lies within what fits, and splits no grapheme', () => {
  fc.assert(
    fc.property(letters, fc.integer({ min: LONGEST, max: 50 }), (text, most) => {
      fc.pre(text.length > most);
      const cut = findCut(text, most);
      expect(cut).toBeGreaterThan(0);
      expect(cut).toBeLessThanOrEqual(most);
      expect([...graphemes.segment(text)].map(({ index }) => index)).toContain(cut);
    }),
  );
});

test('a surrogate pair stays whole even where only half of it would fit', () => {
  expect(findCut('𠀀𠀀', 1)).toBe(2);
});

describe('where there is a choice a message ends', () => {
  test('at a paragraph', () => expect(findCut('One here.\n\nTwo is on.\nThree', 18)).toBe(9));
  test('at a line, where no paragraph ends', () => expect(findCut('One here. Two\nThree is on', 20)).toBe(13));
  test('at a sentence, where no line ends', () => expect(findCut('One here. Two is on it', 16)).toBe(9));
  test('at a word, where no sentence ends', () => expect(findCut('one two three four', 15)).toBe(13));
  test('before a link', () => expect(findCut('read all about it [here](https://ex.am/ple)', 32)).toBe(17));
});
