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
    ['an ![', 'an !['],
    // Would have to change something else than its end, and closes all the same:
    ['a _tag <b', 'a _tag <b_'],
    ['about _20~25', 'about _20~25_'],
    ['- > 5 `code', '- > 5 `code`'],
    // Would have to put in something that cannot be seen:
    ['Title\n=', 'Title\n='],
  ])('%j becomes %j', (text, healed) => {
    expect(framed(text)).toBe(healed);
  });

  it('has a name', () => {
    expect(healMarkdown().name).toBe('healMarkdown');
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
