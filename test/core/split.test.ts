import { expect, test } from 'vitest';
import { findCut } from '../../src/split.js';

/** The first message, and what is left for the next. */
const cut = (text: string, most: number): [string, string] => {
  const at = findCut(text, most);
  return [text.slice(0, at), text.slice(at)];
};

test('the end of a paragraph is better than that of a line, a sentence or a word', () => {
  expect(cut('One.\n\nTwo.\nThree. Four', 20)[0]).toBe('One.\n\nTwo.');
  expect(cut('One two.\n\nThree.\nFour five', 16)[0]).toBe('One two.');
});

test('the end of a line is better than that of a sentence or a word', () => {
  expect(cut('One two\nThree. Four five', 14)[0]).toBe('One two');
});

test('the end of a sentence is better than that of a word, quotes and brackets included', () => {
  expect(cut('He said "no." Then he left', 22)[0]).toBe('He said "no."');
  expect(cut('Is it (so?) Then go away', 20)[0]).toBe('Is it (so?)');
  expect(cut('Number 3.14 is pi and more', 20)[0]).toBe('Number 3.14 is pi');
  expect(cut('これは長い文です。そして続く', 12)[0]).toBe('これは長い文です。');
});

test('a sentence may fill the message to its last character', () => {
  expect(cut('One two six. Then', 12)[0]).toBe('One two six.');
  expect(cut('One two six. Then', 11)[0]).toBe('One two');
});

test('a place in the first half is passed over for a fuller one', () => {
  expect(cut('One.\n\nTwo three four five', 20)[0]).toBe('One.\n\nTwo three four');
  expect(cut('abcde\nfghij klm', 10)[0]).toBe('abcde');
  expect(cut('abcd\nfghijklmno', 10)[0]).toBe('abcd\nfghij');
});

test('where there is no better place, as much goes in as fits', () => {
  expect(cut('abcdefghijklmno', 10)[0]).toBe('abcdefghij');
  expect(findCut('abc', 1)).toBe(1);
});

test('a grapheme is never cut, unless it alone is too long', () => {
  const family = '👩‍👩‍👧‍👦';
  expect(cut(`abcdef${family}`, 9)[0]).toBe('abcdef');
  expect(cut('abcdee\u0301', 6)[0]).toBe('abcde');
  expect(findCut(family, 5)).toBe(5);
  expect(findCut(family, 4)).toBe(3);
  expect(cut(`${'x'.repeat(400)}${family}`, 405)[0]).toBe('x'.repeat(400));
});

test('a link stays whole', () => {
  expect(cut('See it here [the docs](https://a.b/c d) now', 24)[0]).toBe('See it here ');
  expect(cut('See it here, see https://example.org/a b', 30)[0]).toBe('See it here, see');
});

const table = (rows: number) => ['| a | b |', '|---|---|', ...Array.from({ length: rows }, (_, row) => `| ${row} | x |`)].join('\n');

test('a table that fits into a message of its own begins in one', () => {
  const text = `Some text before the table.\n\n${table(4)}\n\nAnd more`;
  expect(cut(text, 50)[0].trim()).toBe('Some text before the table.');
});

test('a table that fits nowhere is cut between rows, and not right behind its header', () => {
  const [head] = cut(`Intro.\n\n${table(40)}`, 60);
  expect(head.endsWith('| x |')).toBe(true);
  expect(cut(`Intro of some length, so that it is more than half.\n${table(40)}`, 74)[0].trim()).toBe(
    'Intro of some length, so that it is more than half.',
  );
});
