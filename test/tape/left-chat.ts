import type { Adapter, MessageId } from '../../src/adapter.js';
import type { TapeRecord } from '../../src/tape/record.js';

/** What a chat shows after the calls that are on a tape. */
export class LeftChat {
  readonly messages: { id: MessageId; text: string; key: string }[] = [];
  sends = 0;
  #made = 0;

  constructor(records: readonly TapeRecord[], lastArrived: boolean) {
    for (const [index, call] of records.entries()) {
      if (call.kind !== 'call') continue;
      const answer = records.slice(index).find((one) => one.kind === 'answer' && one.call === call.call);
      if (answer?.kind === 'answer' ? answer.result === 'ok' : lastArrived) this.#apply(call);
      if (answer?.kind === 'answer' && answer.result === 'messageGone') this.messages.length = 0;
    }
  }

  #apply({ messageId, text = '', key = '' }: Extract<TapeRecord, { kind: 'call' }>): void {
    const message = this.messages.find(({ id }) => id === messageId);
    if (message) message.text = text;
    else this.#add(text, key);
  }

  #add(text: string, key: string): MessageId {
    this.#made += 1;
    this.messages.push({ id: `m${this.#made}`, text, key });
    return `m${this.#made}`;
  }

  /** `canFind` false: a platform without a history. */
  adapter(canFind: boolean): Adapter {
    return {
      name: 'fake',
      limits: { maxLength: 200, lengthOf: (text) => text.length },
      can: { edit: true },
      send: async ({ text, idempotencyKey }) => {
        this.sends += 1;
        return { ok: true, messageId: this.#add(text, idempotencyKey) };
      },
      edit: async ({ messageId, text }) => {
        const message = this.messages.find(({ id }) => id === messageId);
        if (!message) return { ok: false, reason: 'messageGone' };
        message.text = text;
        return { ok: true };
      },
      ...(canFind && {
        find: async ({ messageId, idempotencyKey }) => {
          const message = this.messages.find(({ id, key }) => (messageId === undefined ? key === idempotencyKey : id === messageId));
          return { ok: true, message: message ?? null };
        },
      }),
    };
  }

  get screen(): string {
    return this.messages.map(({ text }) => text).join('\n');
  }
}
