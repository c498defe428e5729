import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, rowsOf } from '../../src/terminal/rows.js';
import { cellsOf } from '../../src/terminal/width.js';

const texts = (text: string, columns: number) => rowsOf(text, columns).map((row) => row.text);

describe('rows', () => {
  it.each([
    ['an empty text is one row', '', ['']],
    ['a row is filled to the last column', 'abcdefgh', ['abcde', 'fgh']],
    ['a full row is not followed by an empty one', 'abcde', ['abcde']],
    ['line breaks end rows', 'ab\n\ncd\n', ['ab', '', 'cd', '']],
    ['a wide character does not fit into the last column', 'abcd世界', ['abcd', '世界']],
    ['an emoji of several code points is one', 'abc👩‍👩‍👧x', ['abc👩‍👩‍👧', 'x']],
    ['a combining mark takes no room', 'abcde\u0301f', ['abcde\u0301', 'f']],
  ])('%s', (_, text, expected) => expect(texts(text, 5)).toEqual(expected));

  it('draws tabs as spaces up to the next stop', () => expect(texts('a\tb', 20)).toEqual(['a       b']));

  it('clips to what fits', () => expect(clip('abcdefgh', 5)).toBe('abcde'));

  it('keeps every character, in order, in rows that fit', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '世', '👍', 'é', '\n') }),
        fc.integer({ min: 2, max: 12 }),
        (text, columns) => {
          const rows = rowsOf(text, columns);
          expect(rows.map((row) => row.text + (row.ends ? '\n' : '')).join('')).toBe(`${text}\n`);
          for (const row of rows) expect(cellsOf(row.text).reduce((sum, { width }) => sum + width, 0)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});
