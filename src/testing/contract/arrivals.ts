import assert from 'node:assert/strict';
import type { ContractBench } from './bench.js';
import type { Question } from './question.js';

const canFind = ({ adapter }: ContractBench): boolean => adapter.find !== undefined;

/** What a platform still knows of a message whose answer was lost: a copy is refused, and it can be found. */
export const arrivals: readonly Question[] = [
  {
    title: 'refuses a copy of the same message, if it says so',
    isAsked: ({ refusesCopies }) => refusesCopies,
    async ask(bench) {
      const ids = [await bench.sent('hello', 'key-1'), await bench.sent('hello', 'key-1'), await bench.sent('hello', 'key-2')];
      assert.equal(ids[0], ids[1]);
      assert.notEqual(ids[0], ids[2]);
      assert.deepEqual(bench.texts(), ['hello', 'hello']);
    },
  },
  {
    title: 'finds a message by its key and its text',
    isAsked: canFind,
    async ask(bench) {
      await bench.sent('other', 'key-1');
      const id = await bench.sent('hello', 'key-2');
      await bench.sent('another', 'key-3');
      const found = await bench.find({ idempotencyKey: 'key-2', text: 'hello' });
      assert.deepEqual(found, { ok: true, message: { id, text: 'hello' } });
    },
  },
  {
    title: 'finds no message that never was',
    isAsked: canFind,
    async ask(bench) {
      await bench.sent('other', 'key-1');
      assert.deepEqual(await bench.find({ idempotencyKey: 'key-2', text: 'hello' }), { ok: true, message: null });
    },
  },
  {
    title: 'reads a message back by its id as it stands after edits, or says that it cannot',
    isAsked: canFind,
    async ask(bench) {
      const id = await bench.sent('one');
      await bench.sent('other');
      const edited = bench.adapter.can.edit ? bench.ok(await bench.edit(id, 'one two')) : { messageId: id };
      const messageId = edited.messageId ?? id;
      const text = bench.adapter.can.edit ? 'one two' : 'one';
      const found = await bench.find({ messageId });
      if (found.ok) assert.deepEqual(found, { ok: true, message: { id: messageId, text } });
    },
  },
  {
    title: 'finds no message that was deleted',
    isAsked: (made) => canFind(made) && made.adapter.can.delete,
    async ask(bench) {
      const id = await bench.sent('one', 'key-1');
      bench.ok(await bench.delete(id));
      const byId = await bench.find({ messageId: id });
      if (byId.ok) assert.equal(byId.message, null);
      assert.deepEqual(await bench.find({ idempotencyKey: 'key-1', text: 'one' }), { ok: true, message: null });
    },
  },
  {
    title: 'is not certain of anything when its question gets no answer',
    fault: { kind: 'cutBefore' },
    isAsked: canFind,
    async ask(bench) {
      await bench.sent('hello', 'key-1');
      bench.strike({ kind: 'cutBefore' });
      const found = await bench.find({ idempotencyKey: 'key-1', text: 'hello' });
      assert.ok(!found.ok, 'a question without an answer is a failure');
    },
  },
];
