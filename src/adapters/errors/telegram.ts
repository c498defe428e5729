// What the Bot API says and what it means: core.telegram.org/bots/api#making-requests; the words are those of tdlib/telegram-bot-api
// Client.cpp.

import type { Failure, Reason } from '../../adapter.js';

/** What is read of an error answer. */
export interface TelegramError {
  error_code: number;
  description: string;
  parameters?: { retry_after?: number; migrate_to_chat_id?: number };
}

/** What an answer of the Bot API means. A server error leaves it open whether the call took effect. */
export function telegramFailure({ error_code: status, description, parameters }: TelegramError, isRepeatable: boolean): Failure {
  const seconds = parameters?.retry_after;
  if (status === 429) {
    // Sends and edits share one budget per chat (github tdlib/td issue 3034).
    return {
      ok: false,
      reason: 'rateLimited',
      retryAfterMs: seconds === undefined ? undefined : seconds * 1_000,
      scope: 'chat',
      message: description,
    };
  }
  if (status >= 500) return { ok: false, reason: isRepeatable ? 'transient' : 'maybeDelivered', message: description };
  const reason = refusals.find(([words]) => description.includes(words))?.[1];
  return { ok: false, reason: reason ?? (status === 400 ? 'rejected' : 'forbidden'), message: description };
}

/** What Telegram says (tdlib/telegram-bot-api Client.cpp) and what it means; the first match counts. A status of 401, 403 or 404 that
 *  is not listed is `forbidden`, any other 400 `rejected`. */
export const refusals: readonly (readonly [words: string, reason: Reason])[] = [
  ['message is not modified', 'notModified'],
  ['message to edit not found', 'messageGone'],
  ['message to delete not found', 'messageGone'],
  ['message not found', 'messageGone'],
  ['MESSAGE_ID_INVALID', 'messageGone'],
  ["message can't be edited", 'editUnsupported'],
  ['TEXTDRAFT_PEER_INVALID', 'editUnsupported'],
  // Servers older than drafts.
  ['method not found', 'editUnsupported'],
  ['message is too long', 'tooLong'],
  ['MESSAGE_TOO_LONG', 'tooLong'],
  ['text is too long', 'tooLong'],
  ["can't parse entities", 'formatRejected'],
  ["can't parse MessageEntity", 'formatRejected'],
  ['unsupported parse_mode', 'formatRejected'],
  ['message thread not found', 'forbidden'],
  ['TOPIC_CLOSED', 'forbidden'],
  ['not enough rights', 'forbidden'],
  ['no write access', 'forbidden'],
  ['chat not found', 'forbidden'],
];
