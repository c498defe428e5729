// The shipped runtime on a virtual clock, with a platform whose answers the test gives by hand.

import type { Adapter, Capabilities, Limits, Result } from '../../src/adapter.js';
import type { Budget } from '../../src/budget.js';
import type { StreamingConfig } from '../../src/config.js';
import type { StreamConsumer } from '../../src/consumer.js';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import type { Outcome } from '../../src/outcome.js';
import type { EventRecord } from '../../src/tape/record.js';
import { settle, VirtualClock } from '../../src/virtual-clock.js';

export interface World {
  config?: Partial<StreamingConfig>;
  can?: Partial<Capabilities>;
  limits?: Partial<Limits>;
  needsFinalEdit?: boolean;
}

/** One call as the platform got it. */
export interface PlatformCall {
  op: string;
  request: { text?: string; whole?: string; added?: string; messageId?: string | number; final?: boolean; signal: AbortSignal };
  isOver: boolean;
}

export class StreamRig {
  readonly clock = new VirtualClock();
  readonly calls: PlatformCall[] = [];
  /** What the chart went through. */
  readonly events: EventRecord[] = [];
  readonly consumer: StreamConsumer;
  outcome: Outcome | undefined;
  mostOpen = 0;
  /** What the budget answers the next time that it is asked; 0 again after that. */
  nextWaitMs = 0;
  /** How much text would make the call worth it sooner. */
  nextWorth = 0;
  #answer: ((result: Result) => void) | undefined;
  #ids = 0;

  constructor({ config, can, limits, needsFinalEdit }: World = {}) {
    const call = (op: string) => (request: PlatformCall['request']) => this.#called(op, request);
    const adapter: Adapter = {
      name: 'by-hand',
      limits: { maxLength: 4_096, lengthOf: (text) => text.length, ...limits },
      can: { edit: true, delete: true, ...can },
      needsFinalEdit,
      send: call('send'),
      edit: call('edit'),
      delete: call('delete'),
      draft: call('draft'),
      openStream: call('open'),
      appendStream: call('append'),
      closeStream: call('close'),
    };
    const budget: Budget = {
      ask: () => {
        const answer = { waitMs: this.nextWaitMs, worth: this.nextWorth };
        this.nextWaitMs = 0;
        this.nextWorth = 0;
        return answer;
      },
      tell() {},
      leave() {},
    };
    this.consumer = createStreamConsumer({
      adapter,
      chatId: 'c',
      streamId: 'rig',
      clock: this.clock,
      budget,
      config: { transport: 'edit', ...config },
      tape: {
        write: (record) => {
          if (record.kind === 'event') this.events.push(record);
        },
      },
    });
    void this.consumer.settled.then((outcome) => {
      this.outcome = outcome;
    });
  }

  get open(): PlatformCall | undefined {
    return this.calls.findLast((call) => !call.isOver);
  }

  /** The state that the chart is in. */
  get state(): string {
    return this.consumer.view().state;
  }

  async answer(result: Result): Promise<void> {
    const { open } = this;
    if (!open || !this.#answer) throw new Error('no call is open');
    open.isOver = true;
    this.#answer(result);
    await settle();
  }

  /** The platform did it, and gives the message a new id if it is a new message. */
  ok(): Promise<void> {
    const isNew = this.open?.op === 'send' || this.open?.op === 'open';
    return this.answer(isNew ? { ok: true, messageId: `m${++this.#ids}` } : { ok: true });
  }

  /** The adapter split the text just before the cursor. */
  okSplit(): Promise<void> {
    const text = this.open?.request.text ?? '';
    const cut = Math.max(1, text.lastIndexOf(' ▉'));
    const parts = [text.slice(0, cut), text.slice(cut) || ' ▉'].map((part) => ({ id: `m${++this.#ids}`, text: part }));
    return this.answer({ ok: true, messageId: `m${this.#ids}`, parts });
  }

  #called(op: string, request: PlatformCall['request']): Promise<Result> {
    const call: PlatformCall = { op, request, isOver: false };
    this.calls.push(call);
    this.mostOpen = Math.max(this.mostOpen, this.calls.filter(({ isOver }) => !isOver).length);
    return new Promise((resolve, reject) => {
      this.#answer = resolve;
      request.signal.addEventListener('abort', () => {
        call.isOver = true;
        reject(request.signal.reason);
      });
    });
  }
}
