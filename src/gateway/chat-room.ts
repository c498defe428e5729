import type { MessageId, Result } from '../adapter.js';
import type { WebRoom } from '../adapters/web.js';
import type { Board } from './board.js';
import type { ChatMessage } from './wire.js';

/** The platform behind the `web` adapter: one conversation, on a board that pages follow. */
export interface ChatRoom extends WebRoom {
  /** Adds a complete message that no stream wrote. Returns its id. */
  say(author: ChatMessage['author'], text: string): number;
  /** The conversation so far, oldest first. */
  messages(): ChatMessage[];
}

export interface ChatRoomOptions {
  board: Board;
  now(): number;
  /** In UTF-16 units. Default 4096, as many platforms have it, so that a long answer shows how it rolls over. */
  maxLength?: number | undefined;
  /** Older messages than the latest so many are forgotten. Default 200. */
  maxMessages?: number | undefined;
}

export function createChatRoom({ board, now, maxLength = 4096, maxMessages = 200 }: ChatRoomOptions): ChatRoom {
  const messages = new Map<number, ChatMessage>();
  const idsByKey = new Map<string, number>();
  let lastId = 0;

  function put(message: ChatMessage): void {
    messages.set(message.id, message);
    board.set(boardKey(message.id), message);
  }

  function add(fields: Omit<ChatMessage, 'kind' | 'id' | 'at'>): number {
    lastId += 1;
    put({ kind: 'message', id: lastId, at: now(), ...fields });
    forgetOldest();
    return lastId;
  }

  function forgetOldest(): void {
    for (const id of messages.keys()) {
      if (messages.size <= maxMessages) return;
      drop(id);
    }
  }

  function drop(id: number): void {
    messages.delete(id);
    board.delete(boardKey(id));
    for (const [key, owner] of idsByKey) if (owner === id) idsByKey.delete(key);
  }

  function refusal(text: string): Result | undefined {
    if (text.trim() === '') return { ok: false, reason: 'rejected', message: 'a message needs text' };
    if (text.length > maxLength) return { ok: false, reason: 'tooLong', message: `${text.length} characters, at most ${maxLength}` };
    return undefined;
  }

  function edit(id: MessageId, text: string, final: boolean): Result {
    const message = typeof id === 'number' ? messages.get(id) : undefined;
    if (message === undefined) return { ok: false, reason: 'messageGone', message: `no message ${id}` };
    if (message.author !== 'bot') return { ok: false, reason: 'rejected', message: "only a stream's own messages can be edited" };
    const refused = refusal(text);
    if (refused !== undefined) return refused;
    if (message.text === text && message.final === final) return { ok: false, reason: 'notModified' };
    put({ ...message, text, final });
    return { ok: true, messageId: message.id };
  }

  return {
    maxLength,
    post({ text, replyTo, final, key }) {
      const existing = idsByKey.get(key);
      if (existing !== undefined) {
        edit(existing, text, final);
        return { ok: true, messageId: existing };
      }
      const refused = refusal(text);
      if (refused !== undefined) return refused;
      const id = add({ author: 'bot', text, final, replyTo: typeof replyTo === 'number' ? replyTo : undefined });
      idsByKey.set(key, id);
      return { ok: true, messageId: id };
    },
    edit: ({ id, text, final }) => edit(id, text, final),
    remove({ id }) {
      if (typeof id !== 'number' || !messages.has(id)) return { ok: false, reason: 'messageGone', message: `no message ${id}` };
      drop(id);
      return { ok: true };
    },
    say: (author, text) => add({ author, text, final: true }),
    messages: () => [...messages.values()],
  };
}

function boardKey(id: number): string {
  return `message:${id}`;
}
