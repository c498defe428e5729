// Discord through @discordjs/rest. Limits and codes: github discord/discord-api-docs resources/message.mdx, topics/rate-limits.mdx and
// topics/opcodes-and-status-codes.mdx.

import type { REST } from '@discordjs/rest';
import type { Adapter, Success } from '../adapter.js';
import { oneCall } from '../adapter-parts/one-call.js';
import { countCodePoints } from '../text/code-points.js';
import { explain, requireOneTry } from './discord/client.js';
import { findInChannel } from './discord/find.js';

/** What `discord` takes besides the client. */
export interface DiscordOptions {
  /** Whom a message may ping, as Discord's `allowed_mentions`. It goes with every call, because an edit does not inherit it. Default:
   *  nobody, whatever the model writes. */
  allowedMentions?: { parse?: ('everyone' | 'roles' | 'users')[]; users?: string[]; roles?: string[] } | undefined;
  /** Links grow no previews. Default false. */
  suppressEmbeds?: boolean | undefined;
}

/** Streams to Discord channels, threads and direct messages by editing. A message that was sent twice with the same idempotency key
 *  exists once: Discord checks the nonce for a few minutes.
 *
 *  `rest` must neither retry nor wait by itself: `new REST({ retries: 0, rejectOnRateLimit: () => true })`. With the defaults it posts
 *  a message again when an answer is lost, and delivers old edits late. Otherwise this throws `TokentapeError` with code
 *  `unsafeClient`. */
export function discord(rest: REST, options: DiscordOptions = {}): Adapter {
  requireOneTry(rest.options, ['/channels/:id/messages', '/channels/:id/messages/:id']);
  const always = inEveryCall(options);

  return {
    name: 'discord',
    limits: { maxLength: 2_000, lengthOf: countCodePoints, typingExpiryMs: 10_000 },
    can: { edit: true, delete: true },

    send: ({ chatId, text, replyTo, idempotencyKey, signal }) =>
      oneCall({
        signal,
        isRepeatable: false,
        call: async () => {
          const reply = replyTo !== undefined && { message_reference: { message_id: String(replyTo), fail_if_not_exists: false } };
          const body = { content: text, nonce: idempotencyKey, enforce_nonce: true, ...always, ...reply };
          return posted(await rest.post(`/channels/${chatId}/messages`, { body, signal }));
        },
        explain: (error) => explain(error, false),
      }),

    edit: ({ chatId, messageId, text, signal }) =>
      oneCall({
        signal,
        isRepeatable: true,
        call: async (): Promise<Success> => {
          await rest.patch(`/channels/${chatId}/messages/${messageId}`, { body: { content: text, ...always }, signal });
          return { ok: true, messageId };
        },
        explain: (error) => explain(error, true),
      }),

    async delete({ chatId, messageId, signal }) {
      const result = await oneCall({
        signal,
        isRepeatable: true,
        call: async (): Promise<Success> => {
          await rest.delete(`/channels/${chatId}/messages/${messageId}`, { signal });
          return { ok: true };
        },
        explain: (error) => explain(error, true),
      });
      return !result.ok && result.reason === 'messageGone' ? { ok: true } : result;
    },

    // resources/channel.mdx, trigger typing indicator: it lasts ten seconds, and a message ends it.
    typing: ({ chatId, signal }) =>
      oneCall({
        signal,
        isRepeatable: true,
        call: async (): Promise<Success> => {
          await rest.post(`/channels/${chatId}/typing`, { signal });
          return { ok: true };
        },
        explain: (error) => explain(error, true),
      }),

    async find(request) {
      const { signal } = request;
      const call = () => findInChannel(rest, request);
      const found = await oneCall({ signal, isRepeatable: true, call, explain: (error) => explain(error, true) });
      return !found.ok && found.reason === 'messageGone' ? { ok: true, message: null } : found;
    },
  };
}

const suppressEmbedsFlag = 1 << 2;

/** What has to be said again in every edit, because it is not inherited. */
export function inEveryCall({ allowedMentions = { parse: [] }, suppressEmbeds }: DiscordOptions) {
  return { allowed_mentions: allowedMentions, ...(suppressEmbeds && { flags: suppressEmbedsFlag }) };
}

/** The message that was made. */
export function posted(message: unknown): Success {
  return { ok: true, messageId: (message as { id: string }).id };
}
