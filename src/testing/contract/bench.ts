import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Adapter, Failure, Found, MessageId, Reason, Result } from '../../adapter.js';
import type { Fault } from '../faults.js';

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

/** How long a test listens for a second request after the answer, in milliseconds. */
const retryWatchMs = 100;

/** Calls the adapter as the core would, and keeps what it said. */
export class Bench {
  readonly made: ContractBench;
  readonly adapter: Adapter;
  readonly #told: unknown[] = [];
  readonly #startedAt = Date.now();
  #keys = 0;

  constructor(made: ContractBench) {
    this.made = made;
    this.adapter = made.adapter;
  }

  async send(text: string, signal = live(), idempotencyKey = this.freshKey()): Promise<Result> {
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

  /** Asks for a message, as a recovery after a crash does. */
  async find(wanted: { messageId?: MessageId | undefined; idempotencyKey?: string; text?: string }): Promise<Found> {
    return this.#kept(this.adapter.find?.({ ...this.#request(live()), sentAt: this.#startedAt, ...wanted }));
  }

  /** Sends what must succeed; gives the id. */
  async sent(text: string, idempotencyKey?: string): Promise<MessageId | undefined> {
    return this.ok(await this.send(text, live(), idempotencyKey)).messageId;
  }

  /** Opens a native stream; gives the id, which there must be. */
  async opened(text: string): Promise<MessageId> {
    const { replyTo } = this.made;
    const opening = this.adapter.openStream?.({ ...this.#request(live()), text, replyTo, idempotencyKey: this.freshKey() });
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

  strike(fault: Fault): void {
    this.made.inject?.(fault);
  }

  freshKey(): string {
    this.#keys += 1;
    return `contract-${this.#keys}`;
  }

  checkSecrets(): void {
    const told = JSON.stringify(this.#told);
    for (const secret of this.made.secrets ?? []) assert.ok(!told.includes(secret), 'a result holds a secret');
  }

  #request(signal: AbortSignal) {
    const { chatId, metadata } = this.made;
    return { chatId, metadata, signal };
  }

  async #kept<R>(pending: Promise<R> | undefined): Promise<R> {
    assert.ok(pending, 'the adapter has no such method');
    const result = await pending;
    this.#told.push(result);
    return result;
  }
}

/** A signal that is never aborted. */
export function live(): AbortSignal {
  return new AbortController().signal;
}
