import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chainFilters } from '../../src/filters/chain.js';
import { Item } from '../../src/stream/item.js';
import { Pages } from '../../src/stream/pages.js';
import { countCodePoints } from '../../src/text/code-points.js';
import { scanFences } from '../../src/text/fences.js';

const bytes = new TextEncoder();
const inUnits = (text: string): number => text.length;
const inBytes = (text: string): number => bytes.encode(text).length;
const bare = chainFilters([]);
/** What a filter adds to a message: `~` to a preview, `!` to its final form. */
const dressing = { frame: (text: string, final: boolean) => text + (final ? '!' : '~') };

const itemOf = (text: string): Item => {
  const item = new Item(0);
  item.append(text);
  return item;
};

/** All pages of a text, as they would be sent. */
function pagesOf(whole: string, maxLength: number, lengthOf = inUnits): string[] {
  const pages = new Pages({ maxLength, lengthOf }, ' ▉', bare);
  const item = itemOf(whole);
  const texts: string[] = [];
  for (let from = 0; from < item.have; ) {
    const frame = pages.frame(item, from, true);
    texts.push(frame.text);
    expect(frame.to).toBeGreaterThan(from);
    expect(frame.full || frame.to === item.have).toBe(true);
    from = frame.to;
  }
  return texts;
}

describe('any text', () => {
  const texts = fc.string({
    unit: fc.constantFrom('word ', 'é', '𠀀', '\n', '\n\n', '. ', '| a | b |\n', '\n```js\n', '\n```\n'),
    maxLength: 120,
  });
  const withoutMarks = (text: string): string => text.replace(/^```.*$/gmu, '').replace(/\s/gu, '');

  test('keeps to the limit in its own unit, and joined its pages are the text', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 40, max: 200 }), (whole, maxLength) => {
        const pages = pagesOf(whole, maxLength, inBytes);
        for (const page of pages) expect(inBytes(page)).toBeLessThanOrEqual(maxLength);
        expect(withoutMarks(pages.join('\n'))).toBe(withoutMarks(whole));
      }),
    );
  });

  test('leaves no fence open on a page that is not the last', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 60, max: 200 }), (whole, maxLength) => {
        for (const page of pagesOf(whole, maxLength, inBytes).slice(0, -1)) expect(scanFences(page).open).toBeUndefined();
      }),
    );
  });
});

describe('a page that fits', () => {
  const pages = (maxLength: number, cursor = '_', filters: typeof dressing | typeof bare = bare) =>
    new Pages({ maxLength, lengthOf: inUnits }, cursor, filters);

  test('shows everything and a cursor, and the cursor goes when it is final', () => {
    const item = itemOf('\n  Hello \n');
    const frame = { from: 0, to: 8, full: false, textAt: 3 };
    expect(pages(20).frame(item, 0, false)).toEqual({ ...frame, text: 'Hello_', hasCursor: true });
    expect(pages(20).frame(item, 0, true)).toEqual({ ...frame, text: 'Hello', hasCursor: false });
    expect(pages(20, '').frame(item, 0, false)).toEqual({ ...frame, text: 'Hello', hasCursor: false });
    expect(pages(20).streamFrame(item, 0)).toEqual({ ...frame, text: 'Hello', hasCursor: false });
  });

  test('is empty where no text is', () => {
    expect(pages(20).frame(itemOf(''), 0, true)).toMatchObject({ text: '', from: 0, to: 0, full: false });
    expect(pages(20).frame(itemOf('Hello \n'), 5, true)).toMatchObject({ text: '', from: 5, to: 5, full: false });
    expect(pages(20).frame(itemOf('Hello \n'), 6, true)).toMatchObject({ text: '', from: 6, to: 6, full: false });
  });

  test('gets what the filters add, within the limit', () => {
    const item = itemOf('Hello');
    const looks = (maxLength: number) => {
      const { text, hasCursor, full } = pages(maxLength, '_', dressing).frame(item, 0, false);
      expect(full).toBe(false);
      return [text, hasCursor];
    };
    expect(looks(7)).toEqual(['Hello_~', true]);
    expect(looks(6)).toEqual(['Hello_', true]);
    expect(looks(5)).toEqual(['Hello', false]);
    expect(pages(6, '__', dressing).frame(item, 0, false)).toMatchObject({ text: 'Hello~', hasCursor: false });
    expect(pages(6, '_', dressing).frame(item, 0, true)).toMatchObject({ text: 'Hello!', hasCursor: false, full: false });
    expect(pages(6, '_', dressing).streamFrame(item, 0).text).toBe('Hello');
  });

  test('is cut where what the filters add to its final form makes it too long', () => {
    expect(pages(9, '', dressing).frame(itemOf('One Three'), 0, true)).toMatchObject({ text: 'One Thre', to: 8, full: true });
    expect(pages(8, '', dressing).frame(itemOf('One Two'), 0, true)).toMatchObject({ text: 'One Two!', full: false });
  });

  test('of the text that was shown gets neither cursor nor news', () => {
    const item = itemOf('Hello there, you');
    expect(pages(20, '_', dressing).trimmed(item, 0, 12)).toBe('Hello there,!');
    expect(pages(20, '_', dressing).trimmed(item, 5, 12)).toBe('there,!');
    expect(pages(20, '_', dressing).trimmed(item, 0, 6)).toBe('Hello!');
    expect(pages(5, '_', dressing).trimmed(item, 0, 5)).toBe('Hello');
  });
});

describe('a page that is full', () => {
  test('ends where it had better, and the next begins with its first visible character', () => {
    const pages = new Pages({ maxLength: 12, lengthOf: inUnits }, '_', bare);
    const item = itemOf('One two. \n\n Three four');
    const page = { from: 0, to: 9, full: true, hasCursor: false, textAt: 0 };
    expect(pages.frame(item, 0, false)).toEqual({ ...page, text: 'One two.' });
    expect(pages.frame(item, 0, true)).toEqual({ ...page, text: 'One two.' });
    expect(pages.streamFrame(item, 0)).toEqual({ ...page, text: 'One two.' });
    expect(pages.frame(item, 9, false)).toMatchObject({ text: 'Three four_', from: 9, to: 22, full: false, textAt: 12 });
    expect(pages.textAt(item, 9)).toBe(12);
  });

  test('is not one character longer than the limit, and not full while it has just that length', () => {
    expect(pagesOf('abcdefghij', 10)).toEqual(['abcdefghij']);
    expect(pagesOf('abcdefghijk', 10)).toEqual(['abcdefghij', 'k']);
    expect(pagesOf('éééééx', 10, inBytes)).toEqual(['ééééé', 'x']);
    expect(pagesOf('éééééx', 11, inBytes)).toEqual(['éééééx']);
    expect(pagesOf('𠀀𠀀𠀀𠀀𠀀x', 5, countCodePoints)).toEqual(['𠀀𠀀𠀀𠀀𠀀', 'x']);
    expect(pagesOf('𠀀𠀀𠀀𠀀𠀀x', 6, countCodePoints)).toEqual(['𠀀𠀀𠀀𠀀𠀀x']);
  });

  test('holds all that fits where the platform counts but a fraction of a text', () => {
    expect(pagesOf('x'.repeat(100), 5, (text) => text.length / 16)).toEqual(['x'.repeat(80), 'x'.repeat(20)]);
  });

  test('is filled as it is measured as a whole, where that is less than in pieces', () => {
    const inFours = (text: string): number => Math.ceil(text.length / 4);
    expect(pagesOf('abcdefghi', 1, inFours)).toEqual(['abcd', 'efgh', 'i']);
    const pages = new Pages({ maxLength: 2, lengthOf: inFours }, '', bare);
    const item = new Item(0);
    for (const letter of 'abc') {
      item.append(letter);
      pages.frame(item, 0, false);
    }
    expect(pages.frame(item, 0, false)).toMatchObject({ text: 'abc', to: 3, full: true });
  });

  test('holds one character where not even that would fit', () => {
    expect(pagesOf('😀😀', 1)).toEqual(['😀', '😀']);
    expect(pagesOf('éa', 1, inBytes)).toEqual(['é', 'a']);
  });

  test('is never full where there is no limit', () => {
    expect(pagesOf('word '.repeat(10_000), Number.POSITIVE_INFINITY)).toEqual(['word '.repeat(10_000).trim()]);
  });

  test('is measured in whole characters, also where a long text is measured in pieces', () => {
    const text = `${'x'.repeat(8_191)}𠀀y`;
    const pages = new Pages({ maxLength: 8_196, lengthOf: inBytes }, '', bare);
    expect(pages.frame(itemOf(text), 0, true)).toMatchObject({ text, full: false });
    expect(pages.frame(itemOf(`${text}z`), 0, true)).toMatchObject({ text, full: true });
  });
});

describe('a code block that is cut', () => {
  const code = '```js\nconst one = 1;\n  const two = 2;\n```\nDone.';

  test('is closed, and opened again with its language; indentation is kept', () => {
    expect(pagesOf(code, 30)).toEqual(['```js\nconst one = 1;\n```', '```js\n  const two = 2;\n```', 'Done.']);
  });

  test('counts its opening line as shown before the place where the text begins', () => {
    const pages = new Pages({ maxLength: 30, lengthOf: inUnits }, '', bare);
    expect(pages.frame(itemOf(code), 20, true)).toMatchObject({ from: 20, to: 41, full: true, textAt: 15 });
    expect(pages.textAt(itemOf(code), 20)).toBe(15);
    expect(pages.trimmed(itemOf(code), 20, 28)).toBe('```js\n  const');
    const short = itemOf('```js\nconst one = 1;\n  const two = 22222;');
    expect(pages.streamFrame(short, 20)).toMatchObject({ text: '```js\n  const two = 22222;', full: false });
    const tight = new Pages({ maxLength: 24, lengthOf: inUnits }, '', bare);
    expect(tight.streamFrame(short, 20)).toMatchObject({ text: '```js\n  const two =\n```', full: true });
  });

  test('is closed and opened in bytes, too', () => {
    for (const page of pagesOf('```js\néééé éééé éééé éééé éééé\n```', 32, inBytes)) {
      expect(inBytes(page)).toBeLessThanOrEqual(32);
      expect(page).toMatch(/^```js\n[é ]+\n```$/u);
    }
  });

  test('loses the rest of a line at the split, whatever line break it has, and no line after that', () => {
    expect(pagesOf('```js\nconst one = 1; \t\r\n\n  two\n```', 26)).toEqual(['```js\nconst one = 1;\n```', '```js\n\n  two\n```']);
  });

  test('is not opened again where that would take more than a quarter of a message', () => {
    const long = `\`\`\`${'j'.repeat(7)}\none two three four five six seven\n\`\`\``;
    expect(pagesOf(long, 44)[1]).toBe('```jjjjjjj\n seven\n```');
    expect(pagesOf(long, 43)[1]).toBe(' seven\n```');
  });

  test('is not opened again while its opening line is not over', () => {
    expect(pagesOf('One. ```js and more of it', 12)).toEqual(['One. ```js', 'and more of', 'it']);
    expect(pagesOf('```js one two three\ncode\n```', 16)).toEqual(['```js one\n```', ' two three\ncode', '```']);
  });

  test('that is closed stays closed', () => {
    expect(pagesOf('```\ncode\n```\nOne two three', 20)).toEqual(['```\ncode\n```', 'One two three']);
  });
});

describe('the same text', () => {
  test('is read on from where the last page began, and from before it', () => {
    const pages = new Pages({ maxLength: 100, lengthOf: inUnits }, '', bare);
    const item = itemOf('One\n```js\ntwo\nthree\n```\nfour');
    const at = (from: number) => pages.frame(item, from, true).text;
    expect(at(0)).toBe(item.text());
    expect(at(13)).toBe('```js\nthree\n```\nfour');
    expect(at(23)).toBe('four');
    expect(at(13)).toBe('```js\nthree\n```\nfour');
    expect(at(3)).toBe('```js\ntwo\nthree\n```\nfour');
  });

  test('grows on the page that is open', () => {
    const pages = new Pages({ maxLength: 12, lengthOf: inUnits }, '', bare);
    const item = itemOf('One');
    expect(pages.frame(item, 0, false).text).toBe('One');
    item.append(' two');
    expect(pages.frame(item, 0, false).text).toBe('One two');
    item.append(' three four');
    expect(pages.frame(item, 0, false)).toMatchObject({ text: 'One two', full: true });
  });

  test('makes a page full with the first character that is too much', () => {
    const pages = new Pages({ maxLength: 10, lengthOf: inUnits }, '', bare);
    const item = itemOf('abcdefghij');
    expect(pages.frame(item, 0, false).full).toBe(false);
    item.append('k');
    expect(pages.frame(item, 0, false)).toMatchObject({ text: 'abcdefghij', full: true });
  });

  test('is read afresh when it was rewritten', () => {
    const pages = new Pages({ maxLength: 100, lengthOf: inUnits }, '', bare);
    const item = itemOf('\n  ```first');
    pages.frame(item, 0, false);
    item.rewrite('second');
    expect(pages.frame(item, 0, true).text).toBe('second');
    expect(pages.frame(item, 3, true).text).toBe('ond');
  });

  test('of another item is another text', () => {
    const pages = new Pages({ maxLength: 100, lengthOf: inUnits }, '', bare);
    pages.frame(itemOf('```js\none'), 0, false);
    expect(pages.frame(itemOf(' two'), 0, true)).toMatchObject({ text: 'two', textAt: 1 });
    expect(pages.frame(itemOf('three\nfour'), 5, true).text).toBe('four');
  });

  test('goes on behind what an adapter split off, with nothing left out and nothing put before it', () => {
    const pages = new Pages({ maxLength: 100, lengthOf: inUnits }, '', bare);
    const item = itemOf('```js\none\n two');
    pages.moveTo(item, 9);
    expect(pages.frame(item, 9, true)).toMatchObject({ text: '\n two', from: 9, to: 14, textAt: 9 });
  });

  test('is measured there from its first character, white space included, and only once', () => {
    const pages = new Pages({ maxLength: 20, lengthOf: inUnits }, '', bare);
    const item = itemOf('first           second');
    pages.frame(item, 5, false);
    pages.moveTo(item, 5);
    expect(pages.frame(item, 5, false)).toMatchObject({ full: false, text: '           second' });
    item.append(' on');
    expect(pages.frame(item, 5, false)).toMatchObject({ full: false, text: '           second on' });
    item.append('!');
    expect(pages.frame(item, 5, false).full).toBe(true);
  });
});

describe('a limit that turns out to be smaller than it was said to be', () => {
  const make = (maxLength: number, text = 'x'.repeat(300)) => {
    const pages = new Pages({ maxLength, lengthOf: inUnits }, '', bare);
    const item = itemOf(text);
    return { pages, sent: () => pages.frame(item, 0, true).text };
  };

  test('is looked for half way, between what was taken and what was not', () => {
    const { pages, sent } = make(100);
    expect(sent()).toHaveLength(100);
    expect(pages.refused(sent())).toBe(true);
    expect(sent()).toHaveLength(50);
    pages.accepted(sent());
    pages.accepted('short');
    expect(pages.refused('x'.repeat(61))).toBe(false);
    const other = make(100);
    other.pages.accepted('x'.repeat(60));
    expect(other.pages.refused(other.sent())).toBe(true);
    expect(other.sent()).toHaveLength(80);
    expect(other.pages.refused(other.sent())).toBe(true);
    expect(other.sent()).toHaveLength(70);
  });

  test('is halved when what was taken before is refused now', () => {
    const { pages, sent } = make(100);
    pages.accepted(sent());
    expect(pages.refused(sent())).toBe(true);
    expect(sent()).toHaveLength(50);
  });

  test('is not looked for any more below one character', () => {
    const { pages, sent } = make(3);
    expect(pages.refused(sent())).toBe(true);
    expect(sent()).toHaveLength(1);
    expect(pages.refused(sent())).toBe(false);
  });

  test('does not grow by a refusal of what was too long anyway', () => {
    const { pages, sent } = make(10);
    expect(pages.refused('x'.repeat(20))).toBe(false);
    expect(pages.refused('x'.repeat(19))).toBe(true);
    expect(sent()).toHaveLength(9);
  });

  test('holds for a page that was laid out before', () => {
    const pages = new Pages({ maxLength: 40, lengthOf: inUnits }, '', bare);
    const item = itemOf('```js\none two three four five six seven eight\n```');
    expect(pages.frame(item, 13, true).text).toBe('```js\n three four five six seven\n```');
    expect(pages.refused('x'.repeat(40))).toBe(true);
    expect(pages.frame(item, 13, true).text).toBe(' three four five six');
  });
});

test.each([Number.NaN, -1, '3', undefined])('a length of %s is none', (length) => {
  const pages = new Pages({ maxLength: 10, lengthOf: () => length as number }, '', bare);
  expect(() => pages.frame(itemOf('Hello'), 0, true)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
});

describe('the work of a flush', () => {
  function measuring(maxLength: number) {
    const seen = { measured: 0 };
    const lengthOf = (text: string): number => {
      seen.measured += text.length;
      return text.length;
    };
    return { pages: new Pages({ maxLength, lengthOf }, ' ▉', bare), seen };
  }

  test('does not grow with what was shown before', () => {
    const { pages, seen } = measuring(2_000);
    const item = new Item(0);
    let from = 0;
    const costs: number[] = [];
    for (let flush = 0; flush < 500; flush += 1) {
      item.append('ten words make one more piece of this long answer. ');
      const before = seen.measured;
      const frame = pages.frame(item, from, false);
      costs.push(seen.measured - before);
      if (frame.full) from = frame.to;
    }
    expect(Math.max(...costs.slice(250))).toBeLessThanOrEqual(Math.max(...costs.slice(0, 250)));
  });

  test('does not grow with what waits behind the page', () => {
    const { pages, seen } = measuring(2_000);
    pages.frame(itemOf('ten words make one more piece of this long answer. '.repeat(10_000)), 0, false);
    expect(seen.measured).toBeLessThan(60_000);
  });
});
