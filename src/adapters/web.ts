import type { Adapter, MessageId, Result } from '../adapter.js';

/** What this adapter writes to: the chat of the embedded gateway, in the same process or behind its HTTP door. A room says in a
 *  `Result` what came of each change; one that throws is treated like any adapter that throws. */
export interface WebRoom {
  /** The longest message it takes, in UTF-16 units. */
  readonly maxLength: number;
  /** A second post with the same `key` changes the first one's message instead of making another. */
  post(message: WebPost): Result | Promise<Result>;
  edit(change: WebEdit): Result | Promise<Result>;
  remove(message: WebRemoval): Result | Promise<Result>;
}

export interface WebPost {
  text: string;
  replyTo?: MessageId | undefined;
  /** The reader sees the message as complete. */
  final: boolean;
  key: string;
  signal: AbortSignal;
}

export interface WebEdit {
  id: MessageId;
  text: string;
  final: boolean;
  signal: AbortSignal;
}

export interface WebRemoval {
  id: MessageId;
  signal: AbortSignal;
}

/** Writes to a web chat room. A room is one conversation, so `chatId` is not looked at.
 *
 *  It asks for a closing edit: only that tells the page that a message is complete. */
export function web(room: WebRoom): Adapter {
  return {
    name: 'web',
    limits: { maxLength: room.maxLength, lengthOf: (text) => text.length },
    can: { edit: true, delete: true },
    needsFinalEdit: true,
    send: async ({ text, replyTo, final, idempotencyKey, signal }) => room.post({ text, replyTo, final, key: idempotencyKey, signal }),
    edit: async ({ messageId, text, final, signal }) => room.edit({ id: messageId, text, final, signal }),
    delete: async ({ messageId, signal }) => room.remove({ id: messageId, signal }),
  };
}
