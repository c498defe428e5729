import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBlocks, parseInline } from '../../../src/gateway/page/markdown.js';

describe('blocks', () => {
  it.each([
    ['a paragraph keeps its line breaks', 'one\ntwo\n\nthree', [paragraph('one\ntwo'), paragraph('three')]],
    ['a heading', '## Title ##\ntext', [{ type: 'heading', level: 2, text: 'Title' }, paragraph('text')]],
    ['a language is no heading', '# C#', [{ type: 'heading', level: 1, text: 'C#' }]],
    ['a closed fence', '```ts\na\n\nb\n```\nafter', [{ type: 'code', language: 'ts', text: 'a\n\nb' }, paragraph('after')]],
    ['a fence that is still open', 'see\n```\na', [paragraph('see'), { type: 'code', language: '', text: 'a' }]],
    ['a fence in a longer fence', '````\n```\n````', [{ type: 'code', language: '', text: '```' }]],
    ['a rule', 'a\n\n---\n', [paragraph('a'), { type: 'rule' }]],
    ['a quotation', '> a\n> - b', [{ type: 'quote', blocks: [paragraph('a'), list(false, [[paragraph('b')]])] }]],
    ['a list', '- a\n- b\n  more', [list(false, [[paragraph('a')], [paragraph('b\nmore')]])]],
    ['a list in a list', '- a\n  - b\n- c', [list(false, [[paragraph('a'), list(false, [[paragraph('b')]])], [paragraph('c')]])]],
    ['a list that counts from somewhere', '3. a\n4. b', [{ ...list(true, [[paragraph('a')], [paragraph('b')]]), start: 3 }]],
    ['code in a list', '- a\n  ```\n  x\n  ```', [list(false, [[paragraph('a'), { type: 'code', language: '', text: 'x' }]])]],
    ['a table', '| a | b |\n|---|:-:|\n| 1 | 2 |', [{ type: 'table', head: ['a', 'b'], rows: [['1', '2']] }]],
    ['a table that has only begun', '| a | b |', [paragraph('| a | b |')]],
  ])('%s', (_, text, blocks) => expect(parseBlocks(text)).toEqual(blocks));
});

describe('inline', () => {
  it.each([
    ['bold and italic', '**a** *b* __c__ _d_', [strong('a'), ' ', em('b'), ' ', strong('c'), ' ', em('d')]],
    ['one in the other', '**a *b* c**', [{ type: 'strong', content: ['a ', em('b'), ' c'] }]],
    ['a mark that is still open', '**a', ['**a']],
    ['a star that multiplies', '2 * 3 * 4', ['2 * 3 * 4']],
    ['a name with underscores', 'snake_case_name', ['snake_case_name']],
    ['code, in which marks mean nothing', '`**a**`', [{ type: 'code', text: '**a**' }]],
    ['code with a tick', '`` a`b ``', [{ type: 'code', text: 'a`b' }]],
    ['a link', '[a](https://example.org/x)', [link('https://example.org/x', 'a')]],
    ['an address', 'see https://example.org/x.', ['see ', link('https://example.org/x', 'https://example.org/x'), '.']],
    ['a link that runs code is none', '[a](javascript:alert(1))', ['[a](javascript:alert(1))']],
    ['a mark that is meant as it is', '\\*a\\*', ['*', 'a', '*']],
  ])('%s', (_, text, pieces) => expect(parseInline(text)).toEqual(pieces));
});

describe('any text', () => {
  const markup = fc.string({
    unit: fc.constantFrom('a', ' ', '\n', '*', '_', '`', '#', '-', '>', '|', '[', ']', '(', ')', '1', '.', '~'),
    maxLength: 80,
  });

  it('parses at every point of its growth', () => {
    fc.assert(
      fc.property(markup, (text) => {
        for (let end = 0; end <= text.length; end += 1) for (const block of parseBlocks(text.slice(0, end))) inlineOf(block);
      }),
    );
  });

  it('keeps every word', () => {
    const words = fc.array(fc.constantFrom('*', '**', 'word', '`', '> ', '- ', '1. ', '\n', ' ', '[', '_', '# '), { maxLength: 30 });
    fc.assert(
      fc.property(words, (pieces) => {
        const count = (text: string) => text.split('word').length;
        // The word right behind a fence is its language, which the page shows as well.
        expect(count(JSON.stringify(parseBlocks(pieces.join(''))))).toBe(count(pieces.join('')));
      }),
    );
  });

  it.each([
    ['stars', '*'.repeat(4_096)],
    ['half-open marks', '*a **b _c '.repeat(400)],
    ['brackets', '['.repeat(4_096)],
    ['quotations in quotations', '> '.repeat(2_000)],
    ['a heading that never ends', `#${' #'.repeat(2_000)}x`],
    ['table rules', `|${'-|'.repeat(1_000)}\n`.repeat(2)],
  ])('is read quickly: %s', (_, text) => {
    const started = performance.now();
    for (const block of parseBlocks(text)) inlineOf(block);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

function inlineOf(block: ReturnType<typeof parseBlocks>[number]): void {
  if ('text' in block && block.type !== 'code') parseInline(block.text);
}

function paragraph(text: string) {
  return { type: 'paragraph', text };
}

function list(ordered: boolean, items: unknown[]) {
  return { type: 'list', ordered, start: 1, items };
}

function strong(text: string) {
  return { type: 'strong', content: [text] };
}

function em(text: string) {
  return { type: 'em', content: [text] };
}

function link(url: string, text: string) {
  return { type: 'link', url, content: [text] };
}
