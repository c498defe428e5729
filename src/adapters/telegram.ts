// Telegram through grammY. Limits: core.telegram.org/bots/api; what counts as a character: tdlib/td MessageContent.cpp.

import type { Api } from 'grammy';
import type { Adapter, Failure, MessageId, Result, Success } from '../adapter.js';
import { oneCall } from '../adapter-parts/one-call.js';
import { RecentMap } from '../recent-map.js';
import { countCodePoints } from '../text/code-points.js';
import { type TelegramError, telegramFailure } from './errors/telegram.js';

/** What `telegram` takes besides the client. */
export interface TelegramOptions {
  /** The kind of chat that this adapter writes to. Only `private` chats can show drafts (core.telegram.org/bots/api#sendmessagedraft);
   *  without it no draft is tried. */
  chatType?: 'private' | 'group' | 'supergroup' | 'channel' | undefined;
  /** How the text is marked up. Markup that Telegram cannot read, normal in the middle of a stream, is shown as plain text. Default:
   *  plain text. */
  parseMode?: 'MarkdownV2' | 'HTML' | undefined;
}

/** What `metadata` may hold for this adapter; anything else is ignored. */
export interface TelegramMetadata {
  /** The topic that new messages and drafts go to. */
  messageThreadId?: number | undefined;
  /** On whose behalf the bot writes. There are no drafts then. */
  businessConnectionId?: string | undefined;
  /** New messages make no sound. */
  disableNotification?: boolean | undefined;
}

/** Streams to Telegram chats: drafts in private chats if `chatType` says so, else by editing. Link previews are off in every call,
 *  because each edit would bring them back.
 *
 *  The calls go through a client of the adapter's own, made like `api` but without its transformers and webhook replies: a transformer
 *  such as `@grammyjs/auto-retry` sends a message twice when an answer is lost. */
export function telegram(api: Api, options: TelegramOptions = {}): Adapter {
  const { raw } = unadorned(api);
  /** Groups that became supergroups, by old id. */
  const moved = new Map<string, number>();
  /** What was sent to the supergroup since, as the old id of the chat and the message's. */
  const sentAfterMove = new RecentMap<string, true>(REMEMBERED);

  const chatOf = (chatId: string | number) => moved.get(String(chatId)) ?? chatId;
  /** Ids of the old group mean nothing, or another message, in the supergroup. */
  const chatWith = (messageId: MessageId, chatId: string | number) =>
    sentAfterMove.has(`${chatId}:${messageId}`) ? chatOf(chatId) : chatId;
  const explain = (chatId: string | number, isRepeatable: boolean) => (error: unknown) => {
    if (!isApiError(error)) return undefined;
    const newChatId = error.parameters?.migrate_to_chat_id;
    if (newChatId === undefined) return telegramFailure(error, isRepeatable);
    moved.set(String(chatId), newChatId);
    // The next new message goes to the supergroup; messages of the old group stay behind and cannot be edited.
    return { ok: false, reason: isRepeatable ? 'messageGone' : 'transient', message: error.description } satisfies Failure;
  };

  /** One call; a second, without markup, only if Telegram could not read the markup and so did nothing. */
  const write = async (
    request: { chatId: string | number; signal: AbortSignal },
    isRepeatable: boolean,
    call: (markup: { parse_mode?: 'MarkdownV2' | 'HTML' }) => Promise<Success>,
    meant: (error: unknown) => Failure | undefined = explain(request.chatId, isRepeatable),
  ): Promise<Result> => {
    const attempt = (markup: Parameters<typeof call>[0]) =>
      oneCall({ signal: request.signal, isRepeatable, call: () => call(markup), explain: meant });
    if (options.parseMode === undefined) return attempt({});
    const result = await attempt({ parse_mode: options.parseMode });
    return !result.ok && result.reason === 'formatRejected' ? attempt({}) : result;
  };

  return {
    name: 'telegram',
    limits: { maxLength: 4_096, lengthOf: countCodePoints, draftExpiryMs: 30_000, typingExpiryMs: 5_000 },
    can: { edit: true, delete: true, draft: options.chatType === 'private' },

    send: (request) =>
      write(request, false, async (markup) => {
        const { threadId, business, disableNotification } = read(request.metadata);
        const message = await raw.sendMessage(
          {
            chat_id: chatOf(request.chatId),
            text: request.text,
            ...markup,
            ...noPreview,
            ...threadId,
            ...business,
            ...disableNotification,
            ...replyTo(request.replyTo),
          },
          abortedBy(request.signal),
        );
        if (moved.has(String(request.chatId))) sentAfterMove.set(`${request.chatId}:${message.message_id}`, true);
        return { ok: true, messageId: message.message_id };
      }),

    edit: (request) =>
      write(request, true, async (markup) => {
        const { business } = read(request.metadata);
        const target = { chat_id: chatWith(request.messageId, request.chatId), message_id: Number(request.messageId) };
        await raw.editMessageText({ ...target, text: request.text, ...markup, ...noPreview, ...business }, abortedBy(request.signal));
        return { ok: true, messageId: request.messageId };
      }),

    async delete(request) {
      const { business } = read(request.metadata);
      const message_id = Number(request.messageId);
      const result = await oneCall({
        signal: request.signal,
        isRepeatable: true,
        call: async (): Promise<Success> => {
          if (business) await raw.deleteBusinessMessages({ ...business, message_ids: [message_id] }, abortedBy(request.signal));
          else await raw.deleteMessage({ chat_id: chatWith(request.messageId, request.chatId), message_id }, abortedBy(request.signal));
          return { ok: true };
        },
        explain: explain(request.chatId, true),
      });
      return !result.ok && result.reason === 'messageGone' ? { ok: true } : result;
    },

    // core.telegram.org/bots/api#sendchataction: it is shown for five seconds or less, and not in channels.
    typing: ({ chatId, metadata, signal }) =>
      oneCall({
        signal,
        isRepeatable: true,
        call: async (): Promise<Success> => {
          const { threadId, business } = read(metadata);
          await raw.sendChatAction({ chat_id: chatOf(chatId), action: 'typing', ...threadId, ...business }, abortedBy(signal));
          return { ok: true };
        },
        explain: (error) => ownWait(explain(chatId, true)(error)),
      }),

    async draft(request) {
      const { threadId, business } = read(request.metadata);
      if (business) return { ok: false, reason: 'editUnsupported', message: 'a business connection has no drafts' };
      return write(
        request,
        true,
        async (markup) => {
          const target = { chat_id: Number(request.chatId), draft_id: request.draftId };
          await raw.sendMessageDraft({ ...target, text: request.text, ...markup, ...threadId }, abortedBy(request.signal));
          return { ok: true };
        },
        (error) => ownWait(explain(request.chatId, true)(error)),
      );
    },
  };
}

/** Messages of supergroups that were groups when their stream began. */
const REMEMBERED = 10_000;
const noPreview = { link_preview_options: { is_disabled: true } };

/** A twin of the client that makes exactly one request per call. Built from the client's own class, so that grammY's web build works. */
function unadorned(api: Api): Api {
  const Client = api.constructor as typeof Api;
  return new Client(api.token, api.options);
}

/** grammY names an older type of signal, and takes any. */
function abortedBy(signal: AbortSignal) {
  return signal as unknown as Parameters<Api['raw']['getMe']>[0];
}

function read(metadata: TelegramMetadata | undefined) {
  const { messageThreadId, businessConnectionId, disableNotification } = metadata ?? {};
  return {
    threadId: messageThreadId !== undefined && { message_thread_id: messageThreadId },
    business: businessConnectionId !== undefined && { business_connection_id: businessConnectionId },
    disableNotification: disableNotification !== undefined && { disable_notification: disableNotification },
  };
}

/** A reply to a message that is gone is still sent, as an ordinary message. */
function replyTo(messageId: MessageId | undefined) {
  return messageId !== undefined && { reply_parameters: { message_id: Number(messageId), allow_sending_without_reply: true } };
}

/** A wait that messages do not have to keep to: actions and drafts are counted apart from them (core.telegram.org/api/bots/ai). */
function ownWait(failure: Failure | undefined): Failure | undefined {
  return failure && { ...failure, scope: failure.scope && 'call' };
}

/** A `GrammyError`, told by its shape: an installation may hold two copies of grammY. */
function isApiError(error: unknown): error is TelegramError {
  return typeof error === 'object' && error !== null && 'error_code' in error && 'description' in error;
}
