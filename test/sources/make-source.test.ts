import { describe, expect, it } from 'vitest';
import { makeSource } from '../../src/sources/make-source.js';
import type { SourcePart } from '../../src/sources/source.js';
import { partsOf } from './streams.js';

const text = (value: string): SourcePart => ({ type: 'text', text: value });
const boundary: SourcePart = { type: 'boundary' };
const finish: SourcePart = { type: 'finish' };
const failure: SourcePart = { type: 'failure', error: new Error('gone') };

/** What a source makes of parts that are given to it carelessly. */
const made = (...parts: SourcePart[]) => partsOf(makeSource(parts, (items) => items));

describe('a source', () => {
  it('ends with its first finish or failure (S1)', async () => {
    expect(await made(text('a'), finish, text('b'), finish)).toEqual([text('a'), finish]);
    expect(await made(failure, finish)).toEqual([failure]);
  });

  it('fails where it is given no end (S1)', async () => {
    expect(await made(text('a'))).toEqual([text('a'), { type: 'failure', error: expect.objectContaining({ code: 'source-ended-early' }) }]);
  });

  it('has no empty text (S2)', async () => {
    expect(await made(text(''), text('a'), text(''), finish)).toEqual([text('a'), finish]);
  });

  it('has boundaries only after text, and one at a time (S3)', async () => {
    const given = [boundary, text('a'), boundary, text(''), boundary, text('b'), boundary, finish];
    expect(await made(...given)).toEqual([text('a'), boundary, text('b'), boundary, finish]);
  });

  it.each([new Error('gone'), 'gone', undefined])('turns a throw of %o into a failure (S4)', async (thrown) => {
    const source = makeSource([1], async function* () {
      yield text('a');
      throw thrown;
    });
    expect(await partsOf(source)).toEqual([text('a'), { type: 'failure', error: expect.any(Error) }]);
  });

  it('turns an input that cannot be opened into a failure (S4)', async () => {
    const stream = new ReadableStream<SourcePart>();
    stream.getReader();
    expect(await partsOf(makeSource(stream, (items) => items))).toEqual([{ type: 'failure', error: expect.any(TypeError) }]);
  });

  it('ends an open read when it is left (S5)', async () => {
    const silent = { next: () => new Promise<never>(() => {}), [Symbol.asyncIterator]: () => silent };
    const parts = makeSource<SourcePart>(silent, (items) => items)[Symbol.asyncIterator]();
    const open = parts.next();
    await parts.return?.();
    expect(await open).toEqual({ done: true, value: undefined });
    expect(await parts.next()).toEqual({ done: true, value: undefined });
  });

  it('survives an input that does not want to be left (S5)', async () => {
    const stubborn = {
      next: () => new Promise<never>(() => {}),
      return: () => Promise.reject(new Error('no')),
      [Symbol.asyncIterator]: () => stubborn,
    };
    const parts = makeSource<SourcePart>(stubborn, (items) => items)[Symbol.asyncIterator]();
    expect(await parts.return?.()).toEqual({ done: true, value: undefined });
  });
});
