import assert from 'node:assert/strict';
import { canStream, type Question } from './question.js';

/** The two other ways of showing text as it grows: drafts, and native streams. */
export const previews: readonly Question[] = [
  {
    title: 'shows a draft that a message replaces',
    isAsked: ({ adapter, draft }) => adapter.can.draft && draft,
    async ask(bench) {
      for (const text of ['one', 'one two']) {
        bench.ok(await bench.draft(7, text));
        assert.equal(bench.made.draft?.(), text);
      }
      assert.deepEqual(bench.texts(), []);
      await bench.sent('one two three');
      assert.equal(bench.made.draft?.(), undefined);
      assert.deepEqual(bench.texts(), ['one two three']);
    },
  },
  {
    title: 'writes one message with a native stream',
    isAsked: canStream,
    async ask(bench) {
      const id = await bench.opened('one');
      bench.ok(await bench.append(id, ' two', 'one two'));
      bench.ok(await bench.closeStream(id, ' three', 'one two three'));
      assert.deepEqual(bench.texts(), ['one two three']);
    },
  },
  {
    title: 'closes a native stream that has nothing to add',
    isAsked: canStream,
    async ask(bench) {
      const id = await bench.opened('one');
      bench.ok(await bench.closeStream(id, '', 'one'));
      assert.deepEqual(bench.texts(), ['one']);
    },
  },
];
