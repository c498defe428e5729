import { expect, test } from 'vitest';
import { Item } from '../../src/stream/item.js';

function itemOf(...pieces: string[]): Item {
  const item = new Item(0);
  for (const piece of pieces) item.append(piece);
  return item;
}

test('it begins with nothing but its place', () => {
  expect(new Item(3)).toMatchObject({
    answer: 3,
    isCommentary: false,
    barriers: [],
    have: 0,
    length: 0,
    inherited: 0,
    foreign: 0,
    revision: 0,
  });
  expect(new Item(4, true)).toMatchObject({ answer: 4, isCommentary: true });
});

test('it has what ends with a visible character', () => {
  const item = itemOf('one', '  ', '\n');
  expect([item.have, item.length, item.text()]).toEqual([3, 6, 'one  \n']);
  item.append(' two ');
  expect([item.have, item.length]).toEqual([10, 11]);
  expect(item.isBlank()).toBe(false);
  expect(itemOf(' \n').isBlank()).toBe(true);
  expect(itemOf('one\u00a0\u3000').have).toBe(3);
});

test('it opens with four visible characters after the place, however far they lie apart', () => {
  expect(itemOf('abc').canOpen(0)).toBe(false);
  expect(itemOf('abcd').canOpen(0)).toBe(true);
  expect(itemOf('a b c').canOpen(0)).toBe(false);
  expect(itemOf('a b c d').canOpen(0)).toBe(true);
  expect(itemOf('abcdef').canOpen(3)).toBe(false);
  expect(itemOf('abcdefg').canOpen(3)).toBe(true);
  expect(itemOf(`ab${' '.repeat(600)}cd`).canOpen(0)).toBe(true);
  expect(itemOf(`ab${' '.repeat(600)}c `).canOpen(0)).toBe(false);
});

test('sealing loses nothing, and is never taken back', () => {
  const item = itemOf('one two ', 'three');
  item.seal(4);
  item.seal(2);
  item.append(' four');
  item.seal(8);
  expect(item.slice(8, 13)).toBe('three');
  expect(item.slice(14, 18)).toBe('four');
  expect(item.slice(4, 13)).toBe('two three');
  expect(item.text()).toBe('one two three four');
});

test('what is sealed can be read all the same', () => {
  const item = itemOf('one two ', 'three');
  item.seal(8);
  expect(item.slice(4, 13)).toBe('two three');
});

test('what is handed on stands before its own text, with a blank line between them', () => {
  const item = itemOf('own');
  item.inherit('old', itemOf('old'));
  expect([item.text(), item.inherited, item.have, item.length]).toEqual(['old\n\nown', 3, 8, 8]);
  expect(item.revision).toBe(1);
  const blank = itemOf(' ');
  blank.inherit('old ', new Item(0));
  expect([blank.text(), blank.inherited, blank.have]).toEqual(['old ', 4, 3]);
});

test('what comes after something handed on, or after a break within the item, is parted from it by a blank line', () => {
  const carried = itemOf();
  carried.inherit('old', new Item(0));
  expect([carried.segmentAt, carried.length]).toEqual([3, 3]);
  carried.append(' ');
  expect(carried.segmentAt).toBe(4);
  carried.append('own');
  expect([carried.text(), carried.segmentAt, carried.have]).toEqual(['old \n\nown', 6, 9]);

  const joined = itemOf('one');
  joined.startSegment();
  joined.startSegment();
  joined.append('two');
  joined.append(' three');
  expect([joined.text(), joined.segmentAt, joined.have, joined.length]).toEqual(['one\n\ntwo three', 5, 14, 14]);
  joined.startSegment();
  expect([joined.lastSegment(), joined.segmentAt]).toEqual(['two three', 14]);

  const blank = itemOf(' ');
  blank.startSegment();
  blank.append('one');
  expect([blank.text(), blank.segmentAt]).toEqual([' one', 0]);
});

test('an answer that begins within the item keeps its place when something is handed on', () => {
  const item = itemOf('one');
  item.startAnswer(1);
  expect([item.answer, item.answerAt, item.segmentAt]).toEqual([1, 3, 3]);
  item.append('two');
  item.inherit('old', itemOf('old'));
  expect(item.text().slice(item.answerAt)).toBe('\n\ntwo');
});

test('what is said from now on belongs to another answer, and whose it was until now is known', () => {
  const item = itemOf('one');
  item.turnTo(0);
  expect([item.answer, item.spoken, item.lastSpoken]).toEqual([0, undefined, 0]);
  item.turnTo(1);
  item.foreign = 3;
  expect([item.answer, item.spoken, item.lastSpoken]).toEqual([1, { answer: 0, from: 0 }, 0]);
  item.turnTo(2);
  expect([item.answer, item.spoken, item.lastSpoken]).toEqual([2, { answer: 0, from: 0 }, 0]);
  item.append('two');
  expect(item.lastSpoken).toBe(2);
  const blank = itemOf(' ');
  blank.turnTo(1);
  expect([blank.answer, blank.spoken, blank.lastSpoken]).toEqual([1, undefined, 1]);
});

test('what was said of each of its answers is told, without what was handed on', () => {
  const item = itemOf('one');
  item.startAnswer(1);
  item.append('two');
  expect([0, 1, 2].map((answer) => item.saidOf(answer))).toEqual(['one', '\n\ntwo', '']);
  item.startAnswer(2);
  item.append('three');
  expect([item.spoken, ...[0, 1, 2].map((answer) => item.saidOf(answer))]).toEqual([{ answer: 1, from: 3 }, '', '\n\ntwo', '\n\nthree']);

  const carried = itemOf('own');
  carried.inherit('old', itemOf('old'));
  expect(carried.saidOf(0)).toBe('\n\nown');
  carried.startAnswer(1);
  carried.append('two');
  expect([carried.saidOf(0), carried.saidOf(1)]).toEqual(['\n\nown', '\n\ntwo']);

  const foreign = new Item(1);
  foreign.append('own');
  foreign.inherit('old', itemOf('old'));
  expect([foreign.saidOf(0), foreign.saidOf(1), foreign.lastSpoken]).toEqual(['', '\n\nown', 1]);
});

test('its own segments stay apart when something is handed on to it', () => {
  const item = itemOf('one');
  item.startSegment();
  item.append('two');
  item.inherit('old', itemOf('old'));
  expect([item.text(), item.lastSegment()]).toEqual(['old\n\none\n\ntwo', 'two']);
  item.startSegment();
  item.inherit('x', itemOf('x'));
  expect(item.segmentAt).toBe(item.length);
});

test('an answer that begins within what is handed on begins there, and one that begins behind it keeps its white space', () => {
  const from = itemOf('zero');
  from.startAnswer(1);
  from.append('one two');
  const next = new Item(1);
  next.inherit('ro\n\none two', from);
  expect(next.answerAt).toBe(2);
  const rest = new Item(1);
  rest.inherit('two', from);
  expect(rest.answerAt).toBe(0);
  const other = itemOf('\n one');
  other.startAnswer(1);
  other.append('two ');
  other.inherit('old', new Item(9));
  expect([other.text(), other.text().slice(other.answerAt)]).toEqual(['old\n\n\n one\n\ntwo ', '\n\ntwo ']);
});

test('what is handed on twice belongs to whom it belonged', () => {
  const first = itemOf('first');
  const second = new Item(1);
  second.append('second');
  second.inherit('first', first);
  expect(second.foreign).toBe(5);
  const third = new Item(1);
  third.inherit('st\n\nsecond', second);
  expect(third.foreign).toBe(2);
  const fourth = new Item(1);
  fourth.inherit('second', second);
  expect(fourth.foreign).toBe(0);
  const other = new Item(2);
  other.inherit('second', second);
  expect(other.foreign).toBe(6);
});

test('a new text says how much of the old one stands', () => {
  const item = itemOf('one two');
  expect(item.stands).toBe(Number.MAX_SAFE_INTEGER);
  item.seal(4);
  item.rewrite('one too ');
  expect([item.stands, item.text(), item.have, item.length, item.revision]).toEqual([5, 'one too ', 7, 8, 1]);
  expect(item.slice(4, 7)).toBe('too');
  item.startSegment();
  item.rewrite('one');
  item.append('two');
  expect(item.text()).toBe('onetwo');
});

test('what may be on screen is in doubt only as far as it is still the text', () => {
  const doubtAfter = (text: string) => {
    const item = itemOf('one two three');
    item.doubt = { from: 4, to: 7 };
    item.rewrite(text);
    return item.doubt;
  };
  expect(doubtAfter('one two four')).toEqual({ from: 4, to: 7 });
  expect(doubtAfter('one too')).toEqual({ from: 4, to: 5 });
  expect(doubtAfter('one')).toBeUndefined();
  expect(doubtAfter('one xx')).toBeUndefined();
});

test('a new text that is longer, shorter or quite another', () => {
  const stands = (before: string, text: string) => {
    const item = itemOf(before);
    item.rewrite(text);
    return item.stands;
  };
  expect(stands('one', 'one two')).toBe(3);
  expect(stands('one two', 'one')).toBe(3);
  expect(stands('one', 'two')).toBe(0);
});

test('half a surrogate pair does not stand', () => {
  const item = itemOf('ab😀');
  item.rewrite('ab😁');
  expect(item.stands).toBe(2);
  item.rewrite('ab😁c');
  expect(item.stands).toBe(4);
});
