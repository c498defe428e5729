import { expect, test } from 'vitest';
import { TagReader } from '../../src/filters/tags.js';

const reader = new TagReader(['think', 'plan.a']);
const think = (kind: string) => ({ name: 'think', kind });

test.each([
  ['<think>', think('opening')],
  ['<THINK>', think('opening')],
  ['<think time="5s">', think('opening')],
  ['<think\ttime="5s">', think('opening')],
  ['</think>', think('closing')],
  ['</Think >', think('closing')],
  ['<think/>', think('empty')],
  ['<think a="b" />', think('empty')],
  ['<plan.a>', { name: 'plan.a', kind: 'opening' }],
])('%j is a tag', (text, tag) => {
  expect(reader.read(text)).toEqual(tag);
});

test.each(['<', '</', '<th', '</TH', '<think', '<think/', '<think ', '<think a="b', '<think a="b" /', '</think '])(
  '%j may become one',
  (text) => {
    expect(reader.read(text)).toBe('unfinished');
  },
);

test.each([
  '<x',
  '<thinks',
  '<thin ',
  '<thin/',
  '<think\n',
  '<think a\n',
  '<think a<',
  '<think/x',
  '</think/ ',
  '< think',
  '<//',
  '<planxa>',
  '<thinker a',
])('%j is text, whatever follows', (text) => {
  expect(reader.read(text)).toBe('text');
});

test('a tag ends within 120 characters after its name', () => {
  expect(reader.read(`<think ${'a'.repeat(119)}`)).toBe('unfinished');
  expect(reader.read(`<think ${'a'.repeat(120)}`)).toBe('text');
});
