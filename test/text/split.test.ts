import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCut } from '../../src/text/split.js';

/** The first message. White space at its end is not sent. */
const head = (text: string, most: number): string => text.slice(0, findCut(text, most)).trimEnd();

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** No grapheme of the random texts is longer than this. */
const LONGEST = 8;

const texts = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', '. ', '\n\n', 'é', 'e\u0301', '👩🏽‍🚀', '𠀀', 'long', '| a | b |\n', '[a b](https://c.d)'),
  minLength: 4,
  maxLength: 60,
});

test('a cut lies within what fits, and splits no grapheme', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: LONGEST, max: 50 }), (text, most) => {
      fc.pre(text.length > most);
      const cut = findCut(text, most);
      expect(cut).toBeGreaterThan(0);
      expect(cut).toBeLessThanOrEqual(most);
      expect([...graphemes.segment(text)].map(({ index }) => index)).toContain(cut);
    }),
  );
});

describe('a message ends', () => {
  test('with a paragraph rather than with a line, a sentence or a word', () => {
    expect(head('One.\n\nTwo.\nThree. Four', 20)).toBe('One.\n\nTwo.');
    expect(head('One two.\n\nThree.\nFour five', 16)).toBe('One two.');
  });

  test('with a line rather than with a sentence or a word', () => {
    expect(head('One two\nThree. Four five', 14)).toBe('One two');
  });

  test('with a sentence rather than with a word, quotes and brackets included', () => {
    expect(head('He said "no." Then he left', 22)).toBe('He said "no."');
    expect(head('Is it (so?) Then go away', 20)).toBe('Is it (so?)');
    expect(head('It is **so!** Then go away', 22)).toBe('It is **so!**');
    expect(head('Number 3.14 is pi and more', 20)).toBe('Number 3.14 is pi');
    expect(head('これは長い文です。そして続く', 12)).toBe('これは長い文です。');
    expect(head('これは長い 文です。そして続く', 10)).toBe('これは長い 文です。');
    expect(head('これは長い 文です。そして続く', 9)).toBe('これは長い');
  });

  test('with a word, whatever white space is behind it', () => {
    expect(head('one two three four', 15)).toBe('one two three');
    expect(head('one two\tthree', 10)).toBe('one two');
  });

  test('as late as such a place allows', () => {
    expect(head('One. Two. Three four', 14)).toBe('One. Two.');
    expect(head('One two six. Then', 12)).toBe('One two six.');
    expect(head('One two six. Then', 11)).toBe('One two');
  });

  test('not in its first half, where a fuller one is possible', () => {
    expect(head('One.\n\nTwo three four five', 20)).toBe('One.\n\nTwo three four');
    expect(head('abcde\nfghij klm', 10)).toBe('abcde');
    expect(head('abcd\nfghijklmno', 10)).toBe('abcd\nfghij');
  });

  test('where it is full, if there is no such place', () => {
    expect(head('abcdefghijklmno', 10)).toBe('abcdefghij');
    expect(head('abcdefghij', 10)).toBe('abcdefghij');
  });

  test('behind its first character at the earliest', () => {
    expect(findCut('abc', 1)).toBe(1);
    expect(findCut('\nabc', 1)).toBe(1);
    expect(findCut(' abc', 1)).toBe(1);
  });
});

describe('a grapheme', () => {
  const family = '👩‍👩‍👧‍👦';

  test('stays whole', () => {
    expect(head(`abcdef${family}`, 9)).toBe('abcdef');
    expect(head('abcdee\u0301', 6)).toBe('abcde');
  });

  test('stays whole behind a long text and a row of its like', () => {
    expect(head(`${'x'.repeat(400)}${family}`, 405)).toBe('x'.repeat(400));
    const flags = '🇫🇷'.repeat(150);
    expect(head(`a${flags}`, 404)).toBe(`a${'🇫🇷'.repeat(100)}`);
  });

  test('that is itself too long is cut, but no surrogate pair is', () => {
    expect(findCut(family, 5)).toBe(5);
    expect(findCut(family, 4)).toBe(3);
    expect(findCut(family, 2)).toBe(2);
    expect(findCut('𠀀𠀀', 1)).toBe(2);
    expect(findCut('❤️❤️', 1)).toBe(1);
  });
});

describe('a link stays whole', () => {
  test('with its text', () => {
    expect(head('See it here [the docs](https://a.b/c d) now', 24)).toBe('See it here');
    expect(head('See it here ![a picture](https://a.b/c d) now', 24)).toBe('See it here');
  });

  test('by itself', () => {
    expect(head('See it. Here https://example.org/a?b.\tc d', 37)).toBe('See it. Here https://example.org/a?b.');
    expect(head('What is on this page http://example.org/a。b', 41)).toBe('What is on this page');
    expect(head('この頁には何があるかhttp://a.b/c', 18)).toBe('この頁には何があるか');
    expect(head('この頁には何があるかhttp://a\nb', 17)).toBe('この頁には何があるか');
  });

  test('behind the first line', () => {
    expect(head('Of old.\nSee it here [the docs](https://a.b/c d) now', 32)).toBe('Of old.\nSee it here');
  });

  test('that reaches far beyond the message', () => {
    expect(head(`See it in here [the docs](https://a.b/${'c'.repeat(1_900)}) now`, 24)).toBe('See it in here');
  });

  test('the last one that would be cut, of several', () => {
    expect(head('A [b c](d) and more [b c](d) and [e f g](h) now', 38)).toBe('A [b c](d) and more [b c](d) and');
  });

  test('unless it begins in the first half', () => {
    expect(head('See [the docs of it all](https://a.b/c d) now', 24)).toBe('See [the docs of it');
  });

  test('and a cut right behind it, or right before it, is none', () => {
    expect(head('See it in here: [the docs](h) now', 29)).toBe('See it in here: [the docs](h)');
    expect(head('See it in here: [the docs](http://a.b) now', 16)).toBe('See it in here:');
  });

  test('brackets that are no link are text', () => {
    expect(head('See it [the docs and (so on) and on', 24)).toBe('See it [the docs and (so');
    expect(head('See it here [the docs](a b\nc) now', 24)).toBe('See it here [the docs](a');
  });
});

describe('a table', () => {
  const table = (rows: number) => ['| a | b |', '|---|---|', ...Array.from({ length: rows }, (_, row) => `| ${row} | x |`)].join('\n');

  test('that fits into a message of its own begins in one', () => {
    expect(head(`Some text before the table.\n\n${table(4)}\n\nAnd more`, 50)).toBe('Some text before the table.');
    expect(head(`Some text before the table.\n${table(4)}\nAnd more`, 50)).toBe('Some text before the table.');
  });

  test('that fits into a message of its own gets one, however short the message before it', () => {
    expect(head(`Intro.\n${table(4)}\nAnd more`, 60)).toBe('Intro.');
    expect(head(`Intro.\n  ${table(4).replaceAll('\n', '\n  ')}\nAnd more`, 74)).toBe('Intro.');
  });

  test('fits if it takes exactly the room that there is', () => {
    const text = `Intro.\n${table(4)}`;
    expect(head(text, table(4).length)).toBe('Intro.');
    expect(head(text, table(4).length - 1)).toBe(`Intro.\n${table(3)}`);
    expect(head(`${text}\n\nMore`, table(4).length)).toBe('Intro.');
    expect(head(`${text}\nMore`, table(4).length)).toBe('Intro.');
  });

  test('that fits nowhere is cut between rows', () => {
    expect(head(`Intro.\n\n${table(40)}`, 60)).toBe(`Intro.\n\n${table(3)}`);
    expect(head(table(40), 60)).toBe(table(4));
    expect(head(`${table(0)}\n| ${'x'.repeat(40)} |`, 24)).toBe(table(0));
  });

  test('that fits nowhere is not cut in its header, nor right behind it', () => {
    const intro = 'Intro of some length, so that it is more than half.';
    expect(head(`${intro}\n${table(40)}`, 57)).toBe(intro);
    expect(head(`${intro}\n${table(40)}`, 66)).toBe(intro);
    expect(head(`${intro}\n${table(40)}`, 74)).toBe(intro);
    expect(head(`${intro}\n${table(40)}`, 82)).toBe(`${intro}\n${table(1)}`);
  });

  test('is another one behind a blank line', () => {
    expect(head(`${table(4)}\n\n${table(4)}\nAnd more`, 110)).toBe(table(4));
  });

  test('may begin behind an empty line', () => {
    expect(head('\n| a | b | c | d |\nAnd more', 9)).toBe('\n| a | b');
  });

  test('is over where a line is no row', () => {
    expect(head(`${table(2)}\nNo row\n${table(1)}\nAnd more`, 60)).toBe(`${table(2)}\nNo row`);
  });

  test('may be cut where it ends', () => {
    expect(head(`Intro.\n${table(1)}\nAnd that is all`, 46)).toBe(`Intro.\n${table(1)}`);
  });
});

describe('a table that does not fit', () => {
  const table = '| h | i |\n| - | - |\n| 1 | 2 |\n| 3 | 4 |\n';

  test('is not cut behind its header where that leaves the message half full', () => {
    expect(findCut(`ab cd efg\n${table}`, 20)).toBe(10);
    expect(findCut(`ab cd ef\n${table}`, 20)).toBe(18);
  });

  test('is cut where nothing but white space stands before it', () => {
    expect(findCut(`\n\n${table}`, 40)).toBe(31);
  });
});
