import { describe, expect, test } from 'vitest';
import { DIRECTIVE_LIMIT, DirectiveReader } from '../../src/filters/directive.js';

const reader = new DirectiveReader(['MEDIA:', 'FILE:'], ['png', 'tar.gz']);
const read = (text: string) => reader.read(text, false);
const whole = (text: string) => reader.read(text, true);

test('a directive may begin with the first letter of a prefix, or with a quote', () => {
  const places = (text: string) => Array.from({ length: text.length + 1 }, (_, from) => reader.next(text, from));
  expect(places('aMbF')).toEqual([1, 1, 3, 3, 4]);
  expect(places('E"a`\'')).toEqual([1, 1, 3, 3, 4, 5]);
  expect(places('DIA:ILE Stryk')).toEqual(Array(14).fill(13));
});

describe('a bare path', () => {
  test('ends where white space or a quote stands, or the text does', () => {
    expect([read('MEDIA:/a.png'), read('MEDIA:/a.png x'), read('FILE:/a.tar.gz"'), whole('MEDIA:/a.png')]).toEqual([
      'unfinished',
      12,
      14,
      12,
    ]);
    expect([read('MEDIA:/a.exe '), read('MEDIA:/a.png.'), whole('MEDIA:/a.png.')]).toEqual(['text', 'unfinished', 12]);
  });

  test('may stand behind up to four blanks', () => {
    expect([whole('MEDIA:    /a.png'), whole('MEDIA:\t/a.png'), whole('MEDIA:     /a.png')]).toEqual([16, 13, 'text']);
    expect([read('MEDIA:     '), read('MEDIA:'), whole('MEDIA:'), read('MEDIA: ')]).toEqual(['text', 'unfinished', 'text', 'unfinished']);
  });
});

describe('a quoted path', () => {
  test.each(['"', "'", '`'])('in %s may hold blanks, and other quotes', (quote) => {
    const others = '"\'`'.replace(quote, '');
    const text = `MEDIA:${quote}/my ${others}.png${quote}`;
    expect([read(text), read(`${text} x`), read(text.slice(0, -1))]).toEqual([text.length, text.length, 'unfinished']);
    expect(read(`MEDIA:${quote}/a\n.png${quote}`)).toBe('text');
    expect(read(`MEDIA:${quote}${quote}`)).toBe('text');
    expect(read(`MEDIA:${quote}/a.exe${quote}`)).toBe('text');
  });

  test('in a quoted directive needs both ends', () => {
    expect([read('`MEDIA:"/a.png"'), read('`MEDIA:"/a.png"`'), read('`MEDIA:"/a.png"x'), whole('`MEDIA:"/a.png"')]).toEqual([
      'unfinished',
      16,
      'text',
      'text',
    ]);
    expect([read('`MEDIA:/a.png`'), read('`MEDIA:/a.png'), whole('`MEDIA:/a.png')]).toEqual([14, 'unfinished', 'text']);
  });

  test('is not in quotes of the same kind twice', () => {
    expect(whole('"MEDIA:"/a.png""')).toBe('text');
  });
});

test('half a prefix may become one, of any', () => {
  expect([read('M'), read('FIL'), read('"'), read('"MED'), whole('FIL'), read('MEX'), read('"x')]).toEqual([
    ...['unfinished', 'unfinished', 'unfinished', 'unfinished', 'text', 'text', 'text'],
  ]);
});

test('what is longer than a directive may be is none', () => {
  const long = (length: number) => read(`MEDIA:/${'a'.repeat(length - 7)}`);
  expect([long(DIRECTIVE_LIMIT - 1), long(DIRECTIVE_LIMIT), long(DIRECTIVE_LIMIT + 1)]).toEqual(['unfinished', 'text', 'text']);
});
