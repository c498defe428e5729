import type { Adapter, MessageId, Result } from '../adapter.js';

/** What this adapter writes to: the chat of the embedded gateway, in the same process or behind its HTTP door. A room says in a
 *  `Result` what came of each change; one that throws is treated like any adapter that throws. */
export interface WebRoom {
  /** The longest message it takes, in UTF-16 units. */
  readonly maxLength: number;
  /** A second post with the same `key` changes the first one's message instead of making another. */
  post(message: WebPost): Result | Promise<Result>;
  /** Changes a message. */
  edit(change: WebEdit): Result | Promise<Result>;
  /** Takes a message away. */
  remove(message: WebRemoval): Result | Promise<Result>;
}

/** A new message. */
export interface WebPost {
  /** The whole message. */
  text: string;
  /** The message that it answers. */
  replyTo?: MessageId | undefined;
  /** The reader sees the message as complete. */
  final: boolean;
  /** The same for every attempt at the same message. */
  key: string;
  /** Aborted when the answer is no longer waited for. */
  signal: AbortSignal;
}

/** A message in its next form. */
export interface WebEdit {
  /** The message. */
  id: MessageId;
  /** Its whole text. */
  text: string;
  /** The reader sees the message as complete. */
  final: boolean;
  /** Aborted when the answer is no longer waited for. */
  signal: AbortSignal;
}

/** A message that shall go. */
export interface WebRemoval {
  /** The message. */
  id: MessageId;
  /** Aborted when the answer is no longer waited for. */
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
