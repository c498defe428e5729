import assert from 'node:assert/strict';
import { canEdit, type Question } from './question.js';

/** What a message is: sent, edited, deleted, and gone. */
export const messages: readonly Question[] = [
  {
    title: 'declares what there is',
    async ask({ adapter }) {
      const { can } = adapter;
      assert.match(adapter.name, /^[a-z][a-z0-9-]*$/);
      assert.equal(can.delete ?? false, adapter.delete !== undefined, 'delete is declared if there is one');
      if (can.draft) assert.ok(adapter.draft, 'draft is declared, so it must exist');
      if (can.nativeStream) assert.ok(adapter.openStream && adapter.appendStream && adapter.closeStream, 'so must a native stream');
    },
  },
  {
    title: 'sends a message and gives its id',
    async ask(bench) {
      const id = await bench.sent('hello');
      assert.deepEqual(bench.texts(), ['hello']);
      if (bench.adapter.can.edit) assert.notEqual(id, undefined, 'what can be edited has an id');
    },
  },
  {
    title: 'gives each message its own id',
    async ask(bench) {
      const ids = [await bench.sent('one'), await bench.sent('two')];
      assert.deepEqual(bench.texts(), ['one', 'two']);
      if (bench.adapter.can.edit) assert.notEqual(ids[0], ids[1]);
    },
  },
  {
    title: 'edits a message as often as asked, and only that one',
    isAsked: canEdit,
    async ask(bench) {
      let id = await bench.sent('one');
      await bench.sent('other');
      for (const text of ['one two', 'one two three']) {
        const edited = bench.ok(await bench.edit(id, text));
        id = edited.messageId ?? id;
      }
      assert.deepEqual(bench.texts(), ['one two three', 'other']);
    },
  },
  {
    title: 'takes an edit that changes nothing as shown',
    isAsked: canEdit,
    async ask(bench) {
      const id = await bench.sent('same');
      const result = await bench.edit(id, 'same');
      assert.ok(result.ok || result.reason === 'notModified', JSON.stringify(result));
      assert.deepEqual(bench.texts(), ['same']);
    },
  },
  {
    title: 'says that it cannot edit, if it cannot',
    isAsked: (made) => !canEdit(made),
    async ask(bench) {
      const id = await bench.sent('one');
      bench.failed(await bench.edit(id ?? '', 'one two'), 'editUnsupported');
      assert.deepEqual(bench.texts(), ['one']);
    },
  },
  {
    title: 'deletes a message, and does not mind one that is gone',
    isAsked: ({ adapter }) => adapter.can.delete,
    async ask(bench) {
      const id = await bench.sent('one');
      bench.ok(await bench.delete(id));
      assert.deepEqual(bench.texts(), []);
      const again = await bench.delete(id);
      assert.ok(again.ok || again.reason === 'messageGone', JSON.stringify(again));
    },
  },
  {
    title: 'says that a message to edit is gone',
    isAsked: (made) => canEdit(made) && made.remove,
    async ask(bench) {
      const id = await bench.sent('one');
      assert.notEqual(id, undefined);
      if (id !== undefined) bench.made.remove?.(id);
      bench.failed(await bench.edit(id, 'one two'), 'messageGone');
      assert.deepEqual(bench.texts(), []);
    },
  },
];
