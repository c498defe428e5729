import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closingOf, type Fence, fencesAtStart, openingOf, scanFences } from '../../src/text/fences.js';

const fence = (marker: string, info = '', indent = 0): Fence => ({ marker, info, indent });

describe('scanFences', () => {
  it.each<[text: string, open: Fence | undefined]>([
    ['', undefined],
    ['text', undefined],
    ['```', fence('```')],
    ['```python\nprint()', fence('```', 'python')],
    ['text\n~~~~ js title="a b"\n', fence('~~~~', 'js title="a b"')],
    ['   ```js\n', fence('```', 'js', 3)],
    ['    ```js\n', undefined],
    ['a ```js\n', undefined],
    ['``\n', undefined],
    ['```a`b\n', undefined],
    ['~~~a`b\n', fence('~~~', 'a`b')],
    ['```\na\n```', undefined],
    ['```\na\n``` \t\r\n', undefined],
    ['```\na\n```js\n', fence('```')],
    ['````\n```\n', fence('````')],
    ['```\n`````\n', undefined],
    ['```\n~~~\n', fence('```')],
    ['```\na\n    ```\n', fence('```')],
    ['```\na\n  ```\n', undefined],
    ['```js\r\na\r\n```\r\n', undefined],
    ['```\na\n```\n~~~b\n', fence('~~~', 'b')],
  ])('%j', (text, open) => {
    expect(scanFences(text).open).toEqual(open);
  });

  it('reads on from wherever it stands', () => {
    const parts = fc.array(fc.constantFrom('`', '```', '~~~', '\n', ' ', '    ', 'js', '\r\n'), { maxLength: 20 });
    fc.assert(
      fc.property(parts, fc.nat(60), (fragments, at) => {
        const text = fragments.join('');
        expect(scanFences(text.slice(at), scanFences(text.slice(0, at)))).toEqual(scanFences(text));
      }),
    );
  });

  it('knows the fence that is open before the current line', () => {
    expect(scanFences('```js\nx').outer).toEqual(fence('```', 'js'));
    expect(scanFences('```js').outer).toBeUndefined();
  });

  it('keeps a small state for an endless line', () => {
    expect(scanFences('x'.repeat(100_000)).line.length).toBeLessThanOrEqual(1024);
  });
});

describe('closingOf', () => {
  it.each([
    ['text', ''],
    ['```js\nx', '\n```'],
    ['```js\nx\n', '```'],
    ['```js', '\n```'],
    ['  ~~~~\nx', '\n  ~~~~'],
    ['````\nx\n``', '``'],
    ['```\nx\n~~', '\n```'],
    ['```\nx\n```', ''],
  ])('of %j is %j', (text, closing) => {
    expect(closingOf(scanFences(text))).toBe(closing);
  });

  it('always closes', () => {
    const parts = fc.array(fc.constantFrom('`', '```', '~~~~', '\n', '  ', 'js', '\r\n'), { maxLength: 20 });
    fc.assert(
      fc.property(parts, (fragments) => {
        const text = fragments.join('');
        expect(scanFences(text + closingOf(scanFences(text))).open).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });
});

describe('openingOf', () => {
  it('opens the same fence again', () => {
    for (const wanted of [fence('```', 'python'), fence('~~~~', '', 2)]) {
      expect(scanFences(openingOf(wanted))).toEqual({ ...fencesAtStart, open: wanted, outer: wanted });
    }
  });
});

it('a closing run of tildes that is half written is completed', () => {
  expect(closingOf(scanFences('~~~~\ncode\n~~'))).toBe('~~');
});
