import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import type { Adapter, Found, Result } from '../../../src/adapter.js';
import { CURSOR, MAX_LENGTH } from './script.js';

interface Message {
  id: number;
  text: string;
  key: string;
}

/** A chat that lives in the test's process, so that it outlives whoever writes into it. Every chat id is a chat of its own. */
export class HttpChat {
  readonly #chats = new Map<string, Message[]>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(): Promise<HttpChat> {
    const server = createServer(async (request, response) => {
      const body = JSON.parse(await readText(request)) as Record<string, string>;
      response.end(JSON.stringify(chat.#answer(request.url ?? '', body)));
    });
    const chat = new HttpChat(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return chat;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What a process sent before it died is taken: connections are accepted in order, and ours come last. */
  async drained(): Promise<void> {
    for (let trip = 0; trip < 3; trip += 1)
      await (await fetch(`${this.url}/find`, { method: 'POST', headers: { connection: 'close' }, body: '{}' })).text();
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  texts(chatId: string): string[] {
    return this.#messages(chatId).map(({ text }) => text);
  }

  #answer(path: string, { chatId = '', text = '', key = '', id = '' }: Record<string, string>): Result | Found {
    const messages = this.#messages(chatId);
    const message = messages.find((one) => String(one.id) === String(id) || (key !== '' && one.key === key));
    switch (path) {
      case '/send':
        messages.push({ id: messages.length + 1, text, key });
        return { ok: true, messageId: messages.length };
      case '/edit':
        if (!message) return { ok: false, reason: 'messageGone' };
        message.text = text;
        return { ok: true, messageId: message.id };
      default:
        return { ok: true, message: message ? { id: message.id, text: message.text } : null };
    }
  }

  #messages(chatId: string): Message[] {
    const messages = this.#chats.get(chatId) ?? [];
    this.#chats.set(chatId, messages);
    return messages;
  }
}

/** The chat as an adapter. */
export function httpAdapter(url: string): Adapter {
  async function post<T>(path: string, body: Record<string, unknown>): Promise<T> {
    const response = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) });
    return (await response.json()) as T;
  }
  return {
    name: 'http',
    limits: { maxLength: MAX_LENGTH + CURSOR.length, lengthOf: (text) => text.length },
    can: { edit: true },
    send: ({ chatId, text, idempotencyKey }) => post('/send', { chatId, text, key: idempotencyKey }),
    edit: ({ chatId, text, messageId }) => post('/edit', { chatId, text, id: messageId }),
    find: ({ chatId, messageId, idempotencyKey }) => post('/find', { chatId, id: messageId, key: idempotencyKey }),
  };
}
