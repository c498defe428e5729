import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Line, readLines } from '../../../src/sources/wire/lines.js';
import { trickle } from '../streams.js';

async function linesOf(chunks: Iterable<string | Uint8Array>, maxLength = 1000): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of readLines(trickle(chunks), maxLength)) lines.push(line);
  return lines;
}

const text = fc.array(fc.constantFrom('a', 'ß', '漢', '👋🏽', '\r', '\n', '\r\n', ' ')).map((pieces) => pieces.join(''));

describe('readLines', () => {
  it('knows the three line ends and counts them alike', async () => {
    expect(await linesOf(['a\nb\r\nc\rd'])).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: 'b' },
      { number: 3, text: 'c' },
      { number: 4, text: 'd' },
    ]);
  });

  it('gives the same lines however bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(40)), async (whole, cuts) => {
        const bytes = Buffer.from(whole);
        const places = [0, ...cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        const expected = whole.split(/\r\n|\r|\n/);
        if (expected.at(-1) === '') expected.pop();
        expect((await linesOf(chunks)).map((line) => line.text)).toEqual(expected);
      }),
    );
  });

  it('takes strings between bytes', async () => {
    expect(await linesOf([Buffer.from('a'), 'b\n', '', Buffer.from('c')])).toEqual([
      { number: 1, text: 'ab' },
      { number: 2, text: 'c' },
    ]);
  });

  it('drops a byte order mark at the start only', async () => {
    expect((await linesOf([Buffer.from('\uFEFFa\n\uFEFFb')])).map((line) => line.text)).toEqual(['a', '\uFEFFb']);
  });

  it('refuses a line that is too long, whether or not its end is there', async () => {
    await expect(linesOf(['aaaa\nbbbbb'], 4)).rejects.toMatchObject({
      code: 'source-too-long',
      message: 'line 2 is longer than 4 characters',
    });
    await expect(linesOf(['aaaaa\n'], 4)).rejects.toMatchObject({ code: 'source-too-long' });
  });
});
