import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { healMarkdown } from '../../src/filters/index.js';
import { markdown } from './chunkings.js';

const framed = (text: string, final = false) => healMarkdown().start().frame?.(text, final);

describe('healMarkdown', () => {
  it.each([
    ['**bold', '**bold**'],
    ['some *italic', 'some *italic*'],
    ['__strong', '__strong__'],
    ['run `code', 'run `code`'],
    ['~~gone', '~~gone~~'],
    ['$$x', '$$x$$'],
    ['**bold*', '**bold**'],
    ['plain', 'plain'],
    ['snake_case', 'snake_case'],
    // Would have to remove something:
    ['**bold ', '**bold '],
    ['a [link](https://exa', 'a [link](https://exa'],
    ['an <ima', 'an <ima'],
    ['```js\n**x', '```js\n**x'],
  ])('%j becomes %j', (text, healed) => {
    expect(framed(text)).toBe(healed);
  });

  it('leaves a final text alone', () => {
    expect(framed('**bold', true)).toBe('**bold');
  });

  it('only ever adds at the end', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        expect(framed(text)?.startsWith(text)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
