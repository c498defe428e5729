import { describe, expect, it } from 'vitest';
import { fromText } from '../../src/sources/index.js';
import { partsOf, runOf, trickle } from './streams.js';

const hello = [{ type: 'text', text: 'Hel' }, { type: 'text', text: 'lo' }, { type: 'finish' }];

describe('fromText', () => {
  it.each([
    ['an array', () => ['Hel', '', 'lo']],
    ['an async iterable', () => trickle(['Hel', '', 'lo'])],
    ['a web stream', () => ReadableStream.from(['Hel', '', 'lo'])],
  ])('reads %s, and a normal end is the finish', async (_, input) => {
    expect(await partsOf(fromText(input()))).toEqual(hello);
  });

  it('takes a string for one piece', async () => {
    expect(await partsOf(fromText('Hello'))).toEqual([{ type: 'text', text: 'Hello' }, { type: 'finish' }]);
  });

  it('finishes with nothing said', async () => {
    expect(await partsOf(fromText([]))).toEqual([{ type: 'finish' }]);
  });

  it('hands on what the input throws, after the text before it', async () => {
    const broken = new Error('gone');
    async function* breaking() {
      yield 'Hel';
      throw broken;
    }
    expect(await runOf(fromText(breaking()))).toEqual({ segments: ['Hel'], end: broken });
  });

  it('refuses bytes, which somebody forgot to decode', async () => {
    const bytes = [Buffer.from('x')] as unknown as string[];
    expect(await runOf(fromText(bytes))).toMatchObject({ end: { code: 'source-malformed' } });
  });

  it.each([undefined, null, 7, {}])('refuses %o at once', (input) => {
    expect(() => fromText(input as unknown as string[])).toThrow(expect.objectContaining({ code: 'source-misused' }));
  });
});
