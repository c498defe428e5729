// Discord through @discordjs/rest. Limits and codes: github discord/discord-api-docs resources/message.mdx, topics/rate-limits.mdx and
// topics/opcodes-and-status-codes.mdx.

import type { REST, RESTOptions } from '@discordjs/rest';
import type { Adapter, Failure, Success } from '../adapter.js';
import { countCodePoints } from '../code-points.js';
import { TokentapeError } from '../errors.js';
import { oneCall } from '../one-call.js';
import { findInChannel } from './discord/find.js';
import { type DiscordError, discordFailure } from './errors/discord.js';

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
  requireOneTry(rest.options);
  const always = {
    allowed_mentions: options.allowedMentions ?? { parse: [] },
    ...(options.suppressEmbeds && { flags: suppressEmbedsFlag }),
  };

  return {
    name: 'discord',
    limits: { maxLength: 2_000, lengthOf: countCodePoints },
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

    async find(request) {
      const { signal } = request;
      const call = () => findInChannel(rest, request);
      const found = await oneCall({ signal, isRepeatable: true, call, explain: (error) => explain(error, true) });
      return !found.ok && found.reason === 'messageGone' ? { ok: true, message: null } : found;
    },
  };
}

const suppressEmbedsFlag = 1 << 2;

function posted(message: unknown): Success {
  return { ok: true, messageId: (message as { id: string }).id };
}

function requireOneTry({ retries, rejectOnRateLimit }: RESTOptions): void {
  if (retries === 0 && messageRoutes.every((route) => rejects(rejectOnRateLimit, route))) return;
  throw new TokentapeError(
    'unsafeClient',
    'discord: this REST client retries by itself, which posts messages twice and delivers old edits late. Give the adapter one made with ' +
      'new REST({ retries: 0, rejectOnRateLimit: () => true }).',
  );
}

const messageRoutes = ['/channels/:id/messages', '/channels/:id/messages/:id'];

function rejects(rejectOnRateLimit: RESTOptions['rejectOnRateLimit'], route: string): boolean {
  if (!rejectOnRateLimit) return false;
  if (Array.isArray(rejectOnRateLimit)) return rejectOnRateLimit.some((prefix) => route.startsWith(prefix.toLowerCase()));
  const sample = { url: '', hash: '', majorParameter: '', limit: 5, timeToReset: 1_000, retryAfter: 1_000, sublimitTimeout: 0 } as const;
  return ['POST', 'PATCH', 'DELETE'].every(
    (method) => rejectOnRateLimit({ ...sample, route, method, global: false, scope: 'user' }) === true,
  );
}

function explain(error: unknown, isRepeatable: boolean): Failure | undefined {
  if (!(error instanceof Error)) return undefined;
  // Told by their shape: an installation may hold two copies of the client.
  if ('timeToReset' in error) return limited(error as unknown as Limited);
  if ('rawError' in error) return discordFailure(answerOf(error as unknown as ApiError));
  if ('status' in error) return { ok: false, reason: isRepeatable ? 'transient' : 'maybeDelivered', message: `HTTP ${error.status}` };
  // The client forgets its token after a 401 and from then on refuses without asking Discord.
  if (error.message.startsWith('Expected token')) return { ok: false, reason: 'forbidden', message: 'the client has no token (any more)' };
  return undefined;
}

/** The part of a `DiscordAPIError` that is read. */
interface ApiError extends DiscordError {
  rawError: Pick<DiscordError, 'errors'>;
}

function answerOf({ code, status, message, rawError }: ApiError): DiscordError {
  return { code, status, message, errors: rawError.errors };
}

/** The part of a `RateLimitError` that is read. */
interface Limited {
  /** Milliseconds; 0 if Discord did not say. */
  retryAfter: number;
  global: boolean;
  scope: 'user' | 'global' | 'shared';
}

function limited({ retryAfter, global, scope }: Limited): Failure {
  return {
    ok: false,
    reason: 'rateLimited',
    retryAfterMs: retryAfter > 0 ? retryAfter : undefined,
    scope: global ? 'token' : scope === 'shared' ? 'chat' : 'call',
    message: `rate limited (${global ? 'global' : scope})`,
  };
}
