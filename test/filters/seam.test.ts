import { describe, expect, test } from 'vitest';
import { Seam } from '../../src/filters/seam.js';

/** What comes out: a string is text, `null` a cut. The last is what the end gives. */
function out(...pieces: (string | null)[]): string[] {
  const seam = new Seam();
  const given = pieces.flatMap((piece) => {
    if (piece !== null) return [seam.put(piece)];
    seam.cut();
    return [];
  });
  return [...given, seam.end()];
}

describe('text without a cut', () => {
  test('passes at once, line breaks too', () => {
    expect(out('a b\n\nc')).toEqual(['a b\n\nc', '']);
    expect(out('a\n', '\n', 'b')).toEqual(['a\n', '\n', 'b', '']);
  });

  test('is held back as long as it is white space at the start of a line', () => {
    expect(out('a\n \t\r', 'b')).toEqual(['a\n', ' \t\rb', '']);
    expect(out(' \n', '\n', 'b')).toEqual(['', '', ' \n\nb', '']);
    expect(out('\n ')).toEqual(['', '\n ']);
  });
});

describe('around a cut', () => {
  test.each(['\t', '\r', ' '])('blanks do not add up: %j', (blank) => {
    expect(out(`a${blank}`, null, `${blank}b`)).toEqual([`a${blank}`, 'b', '']);
    expect(out('a', null, `${blank}b`)).toEqual(['a', `${blank}b`, '']);
  });

  test('what is held back behind it does not come out at the end', () => {
    expect(out('a', null, ' ')).toEqual(['a', '', '']);
    expect(out('a', null, ' \n')).toEqual(['a', '\n', '']);
  });
});

test('it knows whether it is in a word', () => {
  const seam = new Seam();
  expect(seam.isInWord).toBe(false);
  seam.put('a');
  expect(seam.isInWord).toBe(true);
  seam.cut();
  expect(seam.isInWord).toBe(true);
  seam.put(' ');
  expect(seam.isInWord).toBe(false);
  seam.end();
  expect(seam.isInWord).toBe(false);
  seam.put('7');
  expect(seam.isInWord).toBe(true);
  seam.end();
  expect(seam.isInWord).toBe(false);
  seam.put('a.');
  expect(seam.isInWord).toBe(false);
});
