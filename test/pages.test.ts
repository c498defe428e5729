import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chainFilters } from '../src/filters/chain.js';
import { Item } from '../src/item.js';
import { Pages } from '../src/pages.js';

const bytes = new TextEncoder();
const lengthOf = (text: string): number => bytes.encode(text).length;
const text = fc.string({
  unit: fc.constantFrom('word ', 'é', '𠀀', '\n', '\n\n', '. ', '| a | b |\n', '\n```js\n', '\n```\n'),
  maxLength: 120,
});

/** All pages of a text, as they would be sent. */
function pagesOf(whole: string, maxLength: number, chunk = whole.length): string[] {
  const pages = new Pages({ maxLength, lengthOf }, ' ▉', chainFilters([]));
  const item = new Item(0);
  for (let at = 0; at < whole.length; at += chunk) item.append(whole.slice(at, at + chunk));
  const texts: string[] = [];
  for (let from = 0; from < item.have; ) {
    const frame = pages.frame(item, from, true);
    texts.push(frame.text);
    expect(frame.to).toBeGreaterThan(from);
    from = frame.to;
  }
  return texts;
}

const bare = (some: string): string => some.replace(/^```.*$/gmu, '').replace(/\s/gu, '');

test('pages keep to the limit in its own unit, and joined they are the text', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 40, max: 200 }), (whole, maxLength) => {
      const texts = pagesOf(whole, maxLength);
      for (const page of texts) expect(lengthOf(page)).toBeLessThanOrEqual(maxLength);
      expect(bare(texts.join('\n'))).toBe(bare(whole));
    }),
  );
});

test('a page that is not the last leaves no fence open', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 60, max: 200 }), (whole, maxLength) => {
      for (const page of pagesOf(whole, maxLength).slice(0, -1))
        expect(page.match(/^```/gmu)?.length ?? 0).toSatisfy((marks: number) => marks % 2 === 0);
    }),
  );
});

test('a rewritten text is read afresh', () => {
  const pages = new Pages({ maxLength: 100, lengthOf }, '', chainFilters([]));
  const item = new Item(0);
  item.append('\n  first');
  pages.frame(item, 0, false);
  item.rewrite('second');
  expect(pages.frame(item, 0, true).text).toBe('second');
});

test('the work of a flush does not grow with what was shown before', () => {
  let measured = 0;
  const counting = (some: string): number => {
    measured += some.length;
    return some.length;
  };
  const pages = new Pages({ maxLength: 2_000, lengthOf: counting }, ' ▉', chainFilters([]));
  const item = new Item(0);
  let from = 0;
  const costs: number[] = [];
  for (let flush = 0; flush < 500; flush += 1) {
    item.append('ten words make one more piece of this long answer. ');
    const before = measured;
    const frame = pages.frame(item, from, false);
    costs.push(measured - before);
    if (frame.full) from = frame.to;
  }
  expect(Math.max(...costs.slice(250))).toBeLessThanOrEqual(Math.max(...costs.slice(0, 250)));
});
