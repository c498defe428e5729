// Two shipped streams that write to one chat through one shipped budget, with a platform whose answers the test gives by hand.

import type { BudgetEvent } from '../../machines/budget-vocabulary.js';
import type { Adapter, Result } from '../../src/adapter.js';
import { createBudget } from '../../src/budget/create-budget.js';
import type { Sheet } from '../../src/budget/sheet.js';
import type { StreamConsumer } from '../../src/consumer.js';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import type { Outcome } from '../../src/outcome.js';
import { VirtualClock } from '../../src/virtual-clock.js';

export type Name = 'a' | 'b';
export const NAMES: readonly Name[] = ['a', 'b'];

interface OpenCall {
  isSend: boolean;
  text: string;
  messageId: string;
  answer(result: Result): void;
}

interface Speaker {
  consumer: StreamConsumer;
  said: string;
  isOver: boolean;
  open: OpenCall | undefined;
  mostOpen: number;
  screen: Map<string, string>;
  outcome: Outcome | undefined;
}

export class SharedRig {
  readonly clock = new VirtualClock(undefined, () => new Promise((resolve) => process.nextTick(resolve)));
  readonly speakers: Readonly<Record<Name, Speaker>>;
  /** What the budget's chart of the chat was told. */
  readonly events: BudgetEvent[] = [];
  /** When calls were made, and whether they were sends. */
  readonly calls: { at: number; isSend: boolean; isPreview: boolean }[] = [];
  /** Calls that a told wait does not allow. */
  readonly early: string[] = [];
  #heldUntil = { sends: 0, others: 0 };

  constructor(sheet: Sheet) {
    const budget = createBudget({
      sheet,
      onEvent: (place, event) => {
        if (place.startsWith('chat')) this.events.push(event);
      },
    });
    const speaker = (name: Name): Speaker => ({
      consumer: createStreamConsumer({ adapter: this.#adapter(name), chatId: 'c', streamId: name, clock: this.clock, budget }),
      ...{ said: '', isOver: false, open: undefined, mostOpen: 0, screen: new Map<string, string>(), outcome: undefined },
    });
    this.speakers = { a: speaker('a'), b: speaker('b') };
    for (const name of NAMES)
      void this.speakers[name].consumer.settled.then((outcome) => {
        this.speakers[name].outcome = outcome;
      });
  }

  say(name: Name, text: string): Promise<void> {
    this.speakers[name].said += text;
    this.speakers[name].consumer.onDelta(text);
    return this.#rest();
  }

  finish(name: Name): Promise<void> {
    this.speakers[name].isOver = true;
    this.speakers[name].consumer.finish();
    return this.#rest();
  }

  ok(name: Name): Promise<void> {
    const { open, screen } = this.speakers[name];
    if (!open) throw new Error('no call is open');
    screen.set(open.messageId, open.text);
    return this.answer(name, { ok: true, messageId: open.messageId });
  }

  hold(name: Name, ms: number | undefined, scope?: 'call' | 'chat'): Promise<void> {
    const { open } = this.speakers[name];
    const until = this.clock.now() + (ms ?? 0);
    if (scope !== 'call' || open?.isSend) this.#heldUntil.sends = Math.max(this.#heldUntil.sends, until);
    if (scope === 'chat' || !open?.isSend) this.#heldUntil.others = Math.max(this.#heldUntil.others, until);
    return this.answer(name, { ok: false, reason: 'rateLimited', retryAfterMs: ms, scope });
  }

  async answer(name: Name, result: Result): Promise<void> {
    const { open } = this.speakers[name];
    this.speakers[name].open = undefined;
    open?.answer(result);
    await this.#rest();
  }

  #rest(): Promise<void> {
    return this.clock.advance(0);
  }

  #adapter(name: Name): Adapter {
    const call = (isSend: boolean) => (request: { text: string; messageId?: unknown; final: boolean; signal: AbortSignal }) => {
      const speaker = this.speakers[name];
      const at = this.clock.now();
      const { sends, others } = this.#heldUntil;
      if (at < (isSend ? sends : others))
        this.early.push(`${name} ${isSend ? 'sends' : 'edits'} ${(isSend ? sends : others) - at} ms too soon`);
      speaker.mostOpen = Math.max(speaker.mostOpen, speaker.open ? 2 : 1);
      this.calls.push({ at, isSend, isPreview: !request.final });
      const messageId = isSend ? `${name}${speaker.screen.size + 1}` : String(request.messageId);
      return new Promise<Result>((answer, reject) => {
        speaker.open = { isSend, text: request.text, messageId, answer };
        request.signal.addEventListener('abort', () => {
          speaker.open = undefined;
          reject(request.signal.reason);
        });
      });
    };
    return {
      name: 'by-hand',
      limits: { maxLength: 4_096, lengthOf: (text) => text.length },
      can: { edit: true },
      send: call(true),
      edit: call(false),
    };
  }
}
