// What every adapter is held to, as tests. They run against a platform that can be told to fail, through the platform's own client.

import assert from 'node:assert/strict';
import * as nodeTest from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Adapter, Failure, MessageId, Reason, Result } from '../adapter.js';
import type { Fault } from './faults.js';

/** An adapter on a platform made for one test. */
export interface ContractBench {
  /** The adapter, over the platform's own client. */
  adapter: Adapter;
  /** A chat that it may write to. */
  chatId: string | number;
  /** Handed to the adapter with every call. */
  metadata?: Readonly<Record<string, unknown>> | undefined;
  /** What native streams answer, where the platform wants it. */
  replyTo?: MessageId | undefined;
  /** What is on the screen of the chat, oldest first. */
  shown(): readonly { id: MessageId; text: string }[];
  /** How many requests have reached the platform. Without it nothing is asked about retries. */
  calls?: (() => number) | undefined;
  /** Makes the next call fail. Without it nothing is asked about failures. */
  inject?: ((fault: Fault) => void) | undefined;
  /** Someone deletes a message. Without it nothing is asked about messages that are gone. */
  remove?: ((id: MessageId) => void) | undefined;
  /** The draft that is shown, for platforms that have drafts. */
  draft?: (() => string | undefined) | undefined;
  /** Two sends with the same idempotency key make one message. */
  refusesCopies?: boolean | undefined;
  /** Tokens and passwords that were given to the client. No result may hold one. */
  secrets?: readonly string[] | undefined;
  /** Ends what was started for this test. */
  close(): Promise<void>;
}

/** What `adapterContract` takes. */
export interface ContractOptions {
  /** What the tests are called. */
  name: string;
  /** A fresh platform and adapter for each test. */
  make(): Promise<ContractBench>;
  /** Kinds of faults that this platform cannot show. */
  without?: readonly Fault['kind'][] | undefined;
  /** The test runner: `{ describe, it }` from vitest. Default: global `describe` and `it` if there are any, else those of node:test. */
  runner?: ContractRunner | undefined;
}

/** As much of a test runner as is used. */
export interface ContractRunner {
  /** Groups tests. */
  describe(name: string, body: () => void): unknown;
  /** Declares one test; `context.skip`, where there is one, marks it as skipped. */
  it(name: string, body: (context: { skip?: (() => void) | undefined }) => Promise<void>): unknown;
}

/** Longest that a call may go on after its signal was aborted, in milliseconds. */
const abortPatienceMs = 1_000;
/** How long a test listens for a second request after the answer, in milliseconds. */
const retryWatchMs = 100;
/** Texts that are counted differently by UTF-16 unit, code point, byte and escaped character. */
const awkward = ['a', 'é', '漢', '👩‍👩‍👧', '👍🏽', '𝕏', '&', '<', '"'];

/** Declares the whole contract as tests of one adapter: what results look like, ids, lengths, messages that are gone, aborting, one
 *  request per call whatever fails, what is said about a lost answer, and that no secret is told. */
export function adapterContract({ name, make, without = [], runner = findRunner() }: ContractOptions): void {
  const { describe, it } = runner;

  /** One question. It is skipped where the adapter or the bench lacks what it is about. */
  const test = (title: string, body: (bench: Bench) => Promise<void>, isAsked: (made: ContractBench) => unknown = () => true) =>
    it(title, async (context) => {
      const made = await make();
      const bench = new Bench(made);
      try {
        if (!isAsked(made)) return context.skip?.();
        await body(bench);
        bench.checkSecrets();
      } finally {
        await made.close();
      }
    });

  /** A question about a fault, which the bench can cause and the platform can show. */
  const failing = (
    fault: Fault,
    title: string,
    body: (bench: Bench, strike: () => void) => Promise<void>,
    isAsked: (made: ContractBench) => unknown = () => true,
  ) => {
    if (without.includes(fault.kind)) return;
    test(
      title,
      (bench) => body(bench, () => bench.made.inject?.(fault)),
      (made) => made.inject && isAsked(made),
    );
  };

  const canEdit = ({ adapter }: ContractBench) => adapter.can.edit;
  const canStream = ({ adapter }: ContractBench) => adapter.can.nativeStream;

  describe(`adapter contract: ${name}`, () => {
    test('declares sensible limits', async ({ adapter }) => {
      const { limits, can } = adapter;
      assert.match(adapter.name, /^[a-z][a-z0-9-]*$/);
      assert.ok(limits.maxLength >= 1);
      assert.equal(limits.lengthOf(''), 0);
      assert.equal(can.delete ?? false, adapter.delete !== undefined, 'delete is declared if there is one');
      if (can.draft) assert.ok(adapter.draft, 'draft is declared, so it must exist');
      if (can.nativeStream) assert.ok(adapter.openStream && adapter.appendStream && adapter.closeStream, 'so must a native stream');
    });

    test('measures text so that more text is never shorter', async ({ adapter: { limits } }) => {
      for (const more of awkward) {
        for (const text of awkward) assert.ok(limits.lengthOf(text + more) >= limits.lengthOf(text), `${text}${more}`);
      }
    });

    test('sends a message and gives its id', async (bench) => {
      const id = await bench.sent('hello');
      assert.deepEqual(bench.texts(), ['hello']);
      if (bench.adapter.can.edit) assert.notEqual(id, undefined, 'what can be edited has an id');
    });

    test('gives each message its own id', async (bench) => {
      const ids = [await bench.sent('one'), await bench.sent('two')];
      assert.deepEqual(bench.texts(), ['one', 'two']);
      if (bench.adapter.can.edit) assert.notEqual(ids[0], ids[1]);
    });

    test(
      'edits a message as often as asked, and only that one',
      async (bench) => {
        let id = await bench.sent('one');
        await bench.sent('other');
        for (const text of ['one two', 'one two three']) {
          const edited = bench.ok(await bench.edit(id, text));
          id = edited.messageId ?? id;
        }
        assert.deepEqual(bench.texts(), ['one two three', 'other']);
      },
      canEdit,
    );

    test(
      'takes an edit that changes nothing as shown',
      async (bench) => {
        const id = await bench.sent('same');
        const result = await bench.edit(id, 'same');
        assert.ok(result.ok || result.reason === 'notModified', JSON.stringify(result));
        assert.deepEqual(bench.texts(), ['same']);
      },
      canEdit,
    );

    test(
      'says that it cannot edit, if it cannot',
      async (bench) => {
        const id = await bench.sent('one');
        bench.failed(await bench.edit(id ?? '', 'one two'), 'editUnsupported');
        assert.deepEqual(bench.texts(), ['one']);
      },
      (made) => !canEdit(made),
    );

    test(
      'deletes a message, and does not mind one that is gone',
      async (bench) => {
        const id = await bench.sent('one');
        bench.ok(await bench.delete(id));
        assert.deepEqual(bench.texts(), []);
        const again = await bench.delete(id);
        assert.ok(again.ok || again.reason === 'messageGone', JSON.stringify(again));
      },
      ({ adapter }) => adapter.can.delete,
    );

    test(
      'says that a message to edit is gone',
      async (bench) => {
        const id = await bench.sent('one');
        assert.notEqual(id, undefined);
        if (id !== undefined) bench.made.remove?.(id);
        bench.failed(await bench.edit(id, 'one two'), 'messageGone');
        assert.deepEqual(bench.texts(), []);
      },
      (made) => canEdit(made) && made.remove,
    );

    for (const character of awkward) {
      test(
        `takes a message exactly at the limit, made of ${character}`,
        async (bench) => {
          const text = longest(bench.adapter, character);
          const id = await bench.sent(text);
          assert.equal(bench.texts().join(''), text);
          if (bench.adapter.can.edit) bench.ok(await bench.edit(id, `${text.slice(0, -character.length)}z`));
        },
        isLimited,
      );

      test(
        `says tooLong right above the limit, with ${character}`,
        async (bench) => {
          const text = longest(bench.adapter, character);
          const above = `${text}${'z'.repeat(1 + bench.adapter.limits.maxLength - bench.adapter.limits.lengthOf(text))}`;
          bench.failed(await bench.send(above), 'tooLong');
          assert.deepEqual(bench.texts(), []);
          if (!bench.adapter.can.edit) return;
          const id = await bench.sent('short');
          bench.failed(await bench.edit(id, above), 'tooLong');
          assert.deepEqual(bench.texts(), ['short']);
        },
        isLimited,
      );
    }

    test('makes no call that was aborted beforehand', async (bench) => {
      const before = bench.calls();
      const result = await bench.send('hello', AbortSignal.abort());
      assert.ok(!result.ok);
      assert.deepEqual([bench.texts(), bench.calls()], [[], before]);
    });

    failing({ kind: 'hang' }, 'ends a send when its signal is aborted, as one that may have arrived', async (bench, strike) => {
      strike();
      bench.failed(await abortedMidway(bench, (signal) => bench.send('hello', signal)), 'maybeDelivered');
    });

    failing(
      { kind: 'hang' },
      'ends an edit when its signal is aborted',
      async (bench, strike) => {
        const id = await bench.sent('one');
        strike();
        bench.failed(await abortedMidway(bench, (signal) => bench.edit(id, 'one two', signal)), 'transient');
      },
      canEdit,
    );

    const trouble: readonly [title: string, fault: Fault, onSend: Reason, onEdit: Reason][] = [
      ['told to wait', { kind: 'wait', seconds: 2 }, 'rateLimited', 'rateLimited'],
      ['told to wait without a time', { kind: 'wait' }, 'rateLimited', 'rateLimited'],
      ['cut off before the call was applied', { kind: 'cutBefore' }, 'maybeDelivered', 'transient'],
      ['cut off after the call was applied', { kind: 'cutAfter' }, 'maybeDelivered', 'transient'],
      ['answered with a proxy page', { kind: 'html502' }, 'maybeDelivered', 'transient'],
    ];
    for (const [title, fault, onSend, onEdit] of trouble) {
      const copies = fault.kind === 'cutAfter' ? ['hello'] : [];

      failing(fault, `${title}, sends once and says ${onSend}`, async (bench, strike) => {
        strike();
        const failure = await bench.once(onSend, () => bench.send('hello'));
        checkWait(failure, fault);
        assert.deepEqual(bench.texts(), copies);
      });

      failing(
        fault,
        `${title}, edits once and says ${onEdit}`,
        async (bench, strike) => {
          const id = await bench.sent('one');
          strike();
          const failure = await bench.once(onEdit, () => bench.edit(id, 'one two'));
          checkWait(failure, fault);
        },
        canEdit,
      );

      failing(
        fault,
        `${title}, appends once to a native stream and never calls it harmless`,
        async (bench, strike) => {
          const id = await bench.opened('one');
          strike();
          const failure = await bench.once(onSend, () => bench.append(id, ' two', 'one two'));
          checkWait(failure, fault);
        },
        canStream,
      );
    }

    test(
      'refuses a copy of the same message, if it says so',
      async (bench) => {
        const ids = [await bench.sent('hello', 'key-1'), await bench.sent('hello', 'key-1'), await bench.sent('hello', 'key-2')];
        assert.equal(ids[0], ids[1]);
        assert.notEqual(ids[0], ids[2]);
        assert.deepEqual(bench.texts(), ['hello', 'hello']);
      },
      ({ refusesCopies }) => refusesCopies,
    );

    test(
      'shows a draft that a message replaces',
      async (bench) => {
        for (const text of ['one', 'one two']) {
          bench.ok(await bench.draft(7, text));
          assert.equal(bench.made.draft?.(), text);
        }
        assert.deepEqual(bench.texts(), []);
        await bench.sent('one two three');
        assert.equal(bench.made.draft?.(), undefined);
        assert.deepEqual(bench.texts(), ['one two three']);
      },
      ({ adapter, draft }) => adapter.can.draft && draft,
    );

    test(
      'writes one message with a native stream',
      async (bench) => {
        const id = await bench.opened('one');
        bench.ok(await bench.append(id, ' two', 'one two'));
        bench.ok(await bench.closeStream(id, ' three', 'one two three'));
        assert.deepEqual(bench.texts(), ['one two three']);
      },
      canStream,
    );

    test(
      'closes a native stream that has nothing to add',
      async (bench) => {
        const id = await bench.opened('one');
        bench.ok(await bench.closeStream(id, '', 'one'));
        assert.deepEqual(bench.texts(), ['one']);
      },
      canStream,
    );
  });
}

/** Calls the adapter as the core would, and keeps what it said. */
class Bench {
  readonly made: ContractBench;
  readonly adapter: Adapter;
  readonly #results: Result[] = [];
  #keys = 0;

  constructor(made: ContractBench) {
    this.made = made;
    this.adapter = made.adapter;
  }

  async send(text: string, signal = live(), idempotencyKey = this.#freshKey()): Promise<Result> {
    return this.#kept(this.adapter.send({ ...this.#request(signal), text, final: false, idempotencyKey }));
  }

  async edit(messageId: MessageId | undefined, text: string, signal = live()): Promise<Result> {
    return this.#kept(this.adapter.edit({ ...this.#request(signal), messageId: messageId ?? '', text, final: false }));
  }

  async delete(messageId: MessageId | undefined): Promise<Result> {
    return this.#kept(this.adapter.delete?.({ ...this.#request(live()), messageId: messageId ?? '' }));
  }

  async draft(draftId: number, text: string): Promise<Result> {
    return this.#kept(this.adapter.draft?.({ ...this.#request(live()), draftId, text }));
  }

  async append(messageId: MessageId, added: string, whole: string): Promise<Result> {
    return this.#kept(this.adapter.appendStream?.({ ...this.#request(live()), messageId, added, whole }));
  }

  async closeStream(messageId: MessageId, added: string, whole: string): Promise<Result> {
    return this.#kept(this.adapter.closeStream?.({ ...this.#request(live()), messageId, added, whole }));
  }

  /** Sends what must succeed; gives the id. */
  async sent(text: string, idempotencyKey?: string): Promise<MessageId | undefined> {
    return this.ok(await this.send(text, live(), idempotencyKey)).messageId;
  }

  /** Opens a native stream; gives the id, which there must be. */
  async opened(text: string): Promise<MessageId> {
    const { replyTo } = this.made;
    const opening = this.adapter.openStream?.({ ...this.#request(live()), text, replyTo, idempotencyKey: this.#freshKey() });
    const { messageId } = this.ok(await this.#kept(opening));
    assert.notEqual(messageId, undefined, 'a native stream has an id');
    return messageId ?? '';
  }

  /** Makes a call that must fail for this reason with exactly one request. */
  async once(reason: Reason, call: () => Promise<Result>): Promise<Failure> {
    const before = this.calls();
    const failure = this.failed(await call(), reason);
    await pause(retryWatchMs);
    if (this.made.calls) assert.equal(this.calls() - before, 1, 'exactly one request per call');
    return failure;
  }

  ok(result: Result) {
    assert.ok(result.ok, JSON.stringify(result));
    const type = typeof result.messageId;
    assert.ok(type === 'undefined' || type === 'string' || type === 'number', 'an id is a string or a number');
    return result;
  }

  failed(result: Result, reason: Reason): Failure {
    assert.ok(!result.ok, `expected ${reason}, but it worked`);
    assert.equal(result.reason, reason, JSON.stringify(result));
    return result;
  }

  texts(): string[] {
    return this.made.shown().map(({ text }) => text);
  }

  calls(): number {
    return this.made.calls?.() ?? 0;
  }

  checkSecrets(): void {
    const told = JSON.stringify(this.#results);
    for (const secret of this.made.secrets ?? []) assert.ok(!told.includes(secret), 'a result holds a secret');
  }

  #request(signal: AbortSignal) {
    const { chatId, metadata } = this.made;
    return { chatId, metadata, signal };
  }

  #freshKey(): string {
    this.#keys += 1;
    return `contract-${this.#keys}`;
  }

  async #kept(pending: Promise<Result> | undefined): Promise<Result> {
    assert.ok(pending, 'the adapter has no such method');
    const result = await pending;
    this.#results.push(result);
    return result;
  }
}

function live(): AbortSignal {
  return new AbortController().signal;
}

function isLimited({ adapter }: ContractBench): boolean {
  return Number.isFinite(adapter.limits.maxLength);
}

/** The longest text made of one character that the adapter's own measure lets through. */
function longest({ limits: { maxLength, lengthOf } }: Adapter, character: string): string {
  return character.repeat(Math.floor(maxLength / lengthOf(character)));
}

async function abortedMidway(bench: Bench, call: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  const before = bench.calls();
  const pending = call(stop.signal);
  if (bench.made.calls) while (bench.calls() === before) await pause(5);
  else await pause(50);
  stop.abort();
  const late = pause(abortPatienceMs).then(() => assert.fail('the call went on after it was aborted'));
  return Promise.race([pending, late]);
}

function checkWait({ retryAfterMs }: Failure, fault: Fault): void {
  if (fault.kind !== 'wait') return;
  if (fault.seconds === undefined) assert.equal(retryAfterMs, undefined, 'the platform did not say how long');
  else assert.ok(retryAfterMs !== undefined && retryAfterMs >= fault.seconds * 1_000 - 50, `waits long enough: ${retryAfterMs}`);
}

function findRunner(): ContractRunner {
  const { describe, it } = globalThis as Partial<ContractRunner>;
  return describe && it ? { describe, it } : { describe: nodeTest.describe, it: nodeTest.it };
}
