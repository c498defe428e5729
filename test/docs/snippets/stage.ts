// What the snippets in docs/ speak of without making it: each snippet gets those names that it uses and does not declare.

import type { Adapter, Clock } from 'tokentape';
import { createStreamConsumer } from 'tokentape';

export const chatId = '42';

const screen = new Map<number, string>();

/** A platform that takes everything. */
export const adapter: Adapter = {
  name: 'stage',
  limits: { maxLength: 4_096, lengthOf: (text) => text.length },
  can: { edit: true, delete: true },
  async send({ text }) {
    const messageId = screen.size + 1;
    screen.set(messageId, text);
    return { ok: true, messageId };
  },
  async edit({ messageId, text }) {
    screen.set(Number(messageId), text);
    return { ok: true };
  },
  async delete({ messageId }) {
    screen.delete(Number(messageId));
    return { ok: true };
  },
};

export const consumer = createStreamConsumer({ adapter, chatId });

/** A model. */
export async function* answer(question: string, signal?: AbortSignal): AsyncGenerator<string> {
  for (const word of `You asked: ${question}`.split(/(?= )/)) {
    signal?.throwIfAborted();
    yield word;
  }
}

/** What `streamText` of the AI SDK returns. */
export const result = {
  get fullStream() {
    return (async function* () {
      yield { type: 'text-delta', text: 'High water is at 14:05.' };
      yield { type: 'finish', finishReason: 'stop' };
    })();
  },
  get textStream() {
    return answer('When is high water?');
  },
};

export const { signal } = new AbortController();

/** A provider's endpoint. */
export const url = 'http://127.0.0.1:9/';
export const headers = { 'content-type': 'application/json' };
export const body = '{}';
export const fetch: typeof globalThis.fetch = async () =>
  new Response('data: {"choices":[{"delta":{"content":"Hello"}}]}\n\ndata: [DONE]\n\n');

/** For the page about testing. */
export declare const startMyServer: () => Promise<{
  url: string;
  requests: unknown[];
  messages(room: string): { id: string; text: string }[];
  inject(fault: import('tokentape/testing').Fault): void;
  remove(room: string, id: import('tokentape').MessageId): void;
  close(): Promise<void>;
}>;
export declare const myAdapter: (url: string) => Adapter;
export declare const clock: Clock;
