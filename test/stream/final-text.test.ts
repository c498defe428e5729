import { expect, test } from 'vitest';
import { beyond, saysTheSame } from '../../src/stream/final-text.js';

test('what a text says beyond another is what follows it, white space aside', () => {
  expect(beyond('One two three', 'One two')).toBe(' three');
  expect(beyond('One\n two three', ' One two ')).toBe(' three');
  expect(beyond('Onetwo', 'One two')).toBe('');
  expect(beyond('One two', '')).toBe('One two');
  expect(beyond('😀b', '😀')).toBe('b');
});

test('a text that does not begin with the other says nothing beyond it', () => {
  expect(beyond('One three', 'One two')).toBeUndefined();
  expect(beyond('One', 'One two')).toBeUndefined();
  expect(beyond('😁', '😀')).toBeUndefined();
});

test('two texts say the same if they differ in white space alone', () => {
  expect(saysTheSame('One  two\n', 'One two')).toBe(true);
  expect(saysTheSame('One two.', 'One two')).toBe(false);
  expect(saysTheSame('One', 'One two')).toBe(false);
});
