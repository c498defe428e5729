import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanFences } from '../../src/fences.js';
import { closeFences, type Filter, healMarkdown } from '../../src/filters/index.js';

const framed = (filter: Filter, text: string, final = false) => filter.start().frame?.(text, final);
const markdown = fc
  .array(fc.constantFrom('**', '*', '_', '`', '```', '~~', '[a](', '![', ')', '$$', '<b', '\n', '- ', '> ', ' ', 'word', '🙂', '=='), {
    maxLength: 16,
  })
  .map((parts) => parts.join(''));

describe('closeFences', () => {
  it('closes an open fence, in previews and in final messages', () => {
    for (const final of [true, false]) expect(framed(closeFences(), '```py\nx', final)).toBe('```py\nx\n```');
  });

  it('leaves a closed one alone', () => {
    expect(framed(closeFences(), '```py\nx\n```', true)).toBe('```py\nx\n```');
  });

  it('leaves no fence open and changes nothing else', () => {
    fc.assert(
      fc.property(markdown, fc.boolean(), (text, final) => {
        const result = framed(closeFences(), text, final) ?? '';
        expect(result.startsWith(text)).toBe(true);
        expect(scanFences(result).open).toBeUndefined();
      }),
    );
  });

  it('holds nothing back', () => {
    expect(closeFences().start()).not.toHaveProperty('push');
  });
});

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
    expect(framed(healMarkdown(), text)).toBe(healed);
  });

  it('leaves a final text alone', () => {
    expect(framed(healMarkdown(), '**bold', true)).toBe('**bold');
  });

  it('only ever adds at the end', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        expect(framed(healMarkdown(), text)?.startsWith(text)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
