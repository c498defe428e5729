// A gateway on a virtual clock: a platform that takes a moment for each call, and agents whose words the test says.

import type { Adapter, MessageId, Result } from '../../src/adapter.js';
import {
  type Answer,
  createGateway,
  type Gateway,
  type GatewayOptions,
  type IncomingMessage,
  type Receipt,
  type Run,
} from '../../src/kit/index.js';
import { settle, VirtualClock } from '../../src/virtual-clock.js';

const LATENCY_MS = 50;

/** One answer as it is being written. */
export interface AgentRun extends Run {
  /** It ends normally, with an authoritative text or without. */
  finish(finalText?: string): void;
  fail(message: string): void;
}

export class GatewayRig {
  readonly clock = new VirtualClock();
  /** What the reader sees, oldest first. */
  readonly screen = new Map<MessageId, { chatId: string | number; text: string; replyTo?: MessageId | undefined }>();
  readonly runs: AgentRun[] = [];
  readonly gateway: Gateway;
  /** What was called on the platform, in order. */
  readonly calls: { op: string; at: number; text?: string | undefined }[] = [];
  /** The platform answers nothing while this is set. */
  isSilent = false;
  #ids = 0;

  constructor(options: Partial<GatewayOptions> = {}, over: Partial<Adapter> = {}) {
    this.gateway = createGateway({
      adapter: this.#adapter(over),
      agent: (run) =>
        new Promise<string | undefined>((resolve, reject) => {
          this.runs.push({ ...run, finish: resolve, fail: (message) => reject(new Error(message)) });
        }),
      config: { editInterval: 0.1, cursor: '' },
      clock: this.clock,
      ...options,
    });
  }

  #adapter(over: Partial<Adapter>): Adapter {
    return {
      name: 'rig',
      limits: { maxLength: 4_096, lengthOf: (text) => text.length },
      can: { edit: true },
      send: ({ chatId, text, replyTo, signal }) =>
        this.#call('send', text, signal, () => {
          this.screen.set(++this.#ids, { chatId, text, replyTo });
          return { ok: true, messageId: this.#ids };
        }),
      edit: ({ messageId, text, signal }) =>
        this.#call('edit', text, signal, () => {
          const message = this.screen.get(messageId);
          if (!message) return { ok: false, reason: 'messageGone' };
          message.text = text;
          return { ok: true };
        }),
      ...over,
    };
  }

  /** The texts on screen, oldest first; of one chat if it is named. */
  texts(chat?: string | number): string[] {
    return [...this.screen.values()].filter(({ chatId }) => chat === undefined || chatId === chat).map(({ text }) => text);
  }

  ask(text: string, more: Partial<IncomingMessage> = {}): Receipt {
    return this.gateway.receive({ chatId: 'c', text, ...more });
  }

  /** The run that began last. */
  async run(): Promise<AgentRun> {
    await settle();
    const run = this.runs.at(-1);
    if (!run) throw new Error('no agent runs');
    return run;
  }

  /** What became of a message, as far as is known by now. */
  async fate(receipt: Receipt): Promise<Answer | 'open'> {
    let answer: Answer | 'open' = 'open';
    void receipt.answer.then((found) => {
      answer = found;
    });
    await settle();
    return answer;
  }

  #call(op: string, text: string | undefined, signal: AbortSignal, act: () => Result): Promise<Result> {
    this.calls.push({ op, at: this.clock.now(), text });
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      if (!this.isSilent) this.clock.setTimeout(() => resolve(act()), LATENCY_MS);
    });
  }
}
