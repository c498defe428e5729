// Any adapter object of the Chat SDK (`@chat-adapter/*`, vercel/chat). Those cut long text with "..." and put several failures into one
// error class; here nothing is cut and the failures are told apart again.

import type { Adapter, Failure, Success } from '../adapter.js';
import { oneCall } from '../adapter-parts/one-call.js';
import { unlessAborted } from '../adapter-parts/unless-aborted.js';
import { TokentapeError } from '../errors.js';
import { discordFailure } from './errors/discord.js';
import { slackFailure } from './errors/slack.js';
import { telegramFailure } from './errors/telegram.js';

/** The part of a Chat SDK adapter that is used. */
export interface ChatSdkAdapter {
  /** `telegram`, `slack`, `discord` and so on. */
  readonly name: string;
  /** As the Chat SDK has it. */
  postMessage(threadId: string, message: { raw: string }): Promise<{ id: string }>;
  /** As the Chat SDK has it. */
  editMessage(threadId: string, messageId: string, message: { raw: string }): Promise<{ id: string }>;
  /** As the Chat SDK has it. */
  deleteMessage(threadId: string, messageId: string): Promise<void>;
  /** As the Chat SDK has it. Without it a first message answers nothing. */
  reply?(threadId: string, messageId: string, message: { raw: string }): Promise<{ id: string }>;
}

/** What `chatSdk` takes besides the adapter. */
export interface ChatSdkOptions {
  /** The longest message in UTF-16 units, the unit in which Chat SDK adapters cut. Known for telegram (4096), discord (2000) and slack
   *  (4000, the limit of an update); for any other adapter it must be given. */
  maxLength?: number | undefined;
  /** Whether the platform can edit. Default true. */
  edit?: boolean | undefined;
  /** Whether the platform can delete. Default true. */
  delete?: boolean | undefined;
}

/** Streams through a Chat SDK adapter by editing; a chat id is its thread id (`telegram:42`). Text goes out as `raw`, which those
 *  adapters do not render; on Discord and Slack an `@` before a name is followed by a zero-width space, so that the model pings nobody. Two things they cannot do: a call that is aborted is no longer waited for, but goes on and may still
 *  arrive; and there is neither draft nor native stream.
 *
 *  Throws `TokentapeError`: `unknownLimit` if `maxLength` is missing for an adapter that is not known, `unsafeClient` if a Slack adapter
 *  retries by itself. Make that with
 *  `webClientOptions: { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true }`. */
export function chatSdk(wrapped: ChatSdkAdapter, options: ChatSdkOptions = {}): Adapter {
  const { write = asIs, explain, check, ...dialect } = dialects[wrapped.name] ?? {};
  const maxLength = options.maxLength ?? dialect.maxLength;
  if (maxLength === undefined) {
    throw new TokentapeError('unknownLimit', `chat-sdk: say how long a message of ${wrapped.name} may be, with maxLength in UTF-16 units.`);
  }
  check?.(wrapped);

  const lengthOf = (text: string) => write(text).length;
  const isTooLong = (text: string) => lengthOf(text) > maxLength;
  const attempt = (signal: AbortSignal, isRepeatable: boolean, call: () => Promise<Success>) =>
    oneCall({
      signal,
      isRepeatable,
      call: () => unlessAborted(signal, call()),
      explain: (error) => explain?.(error as SdkError, isRepeatable) ?? failureOf(error as SdkError),
    });

  return {
    name: wrapped.name,
    limits: { maxLength, lengthOf },
    can: { edit: options.edit ?? true, delete: options.delete ?? true },

    async send({ chatId, text, replyTo, signal }) {
      if (isTooLong(text)) return tooLong(maxLength);
      const message = { raw: write(text) };
      return attempt(signal, false, async () => {
        const answers = replyTo !== undefined && wrapped.reply !== undefined;
        const sent = answers
          ? await wrapped.reply?.(String(chatId), String(replyTo), message)
          : await wrapped.postMessage(String(chatId), message);
        return { ok: true, messageId: sent?.id };
      });
    },

    async edit({ chatId, messageId, text, signal }) {
      if (isTooLong(text)) return tooLong(maxLength);
      return attempt(signal, true, async () => {
        const { id } = await wrapped.editMessage(String(chatId), String(messageId), { raw: write(text) });
        return { ok: true, messageId: id };
      });
    },

    async delete({ chatId, messageId, signal }) {
      const result = await attempt(signal, true, async () => {
        await wrapped.deleteMessage(String(chatId), String(messageId));
        return { ok: true };
      });
      return !result.ok && result.reason === 'messageGone' ? { ok: true } : result;
    },
  };
}

/** What is known of one platform. */
interface Dialect {
  maxLength?: number;
  /** Makes text harmless where the wrapped adapter does not. Must never make a longer text shorter. */
  write?(text: string): string;
  /** Reads an answer of the platform out of an error that the Chat SDK did not classify, or classified too coarsely. */
  explain?(error: SdkError, isRepeatable: boolean): Failure | undefined;
  check?(wrapped: ChatSdkAdapter): void;
}

/** The errors of `@chat-adapter/shared`, of `chat` and, from Slack, of its client: what is read of them. */
interface SdkError extends Error {
  code?: string;
  /** Seconds. */
  retryAfter?: number;
  retryAfterMs?: number;
  resourceType?: string;
  originalError?: unknown;
}

const asIs = (text: string) => text;

/** Those adapters turn a bare `@name` into `<@name>`, which pings and is longer than what was measured, and send no
 *  `allowed_mentions`. A zero-width space behind the `@` keeps the text as it is. */
const unpinged = '@\u200b';

const dialects: Readonly<Record<string, Dialect>> = {
  telegram: {
    maxLength: 4_096,
    explain: ({ code, message }, isRepeatable) =>
      code === 'VALIDATION_ERROR' ? telegramFailure({ error_code: 400, description: message }, isRepeatable) : undefined,
  },
  discord: {
    maxLength: 2_000,
    write: (text) => text.replace(/@(?=everyone|here)|(?<!\w)@(?=[\w!&])/g, unpinged),
    explain: ({ originalError }) => discordAnswer(originalError),
  },
  slack: {
    maxLength: 4_000,
    write: (text) =>
      text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replace(/(?<!\w)@(?=\w)/g, unpinged),
    explain: (error, isRepeatable) =>
      // A 429 without a time is a bare error in every version of the client.
      slackFailure(error, error.message.startsWith('Retry header did not contain') ? 429 : undefined, isRepeatable),
    check: requireOneTry,
  },
};

/** The client of a Slack adapter retries for half an hour unless it was told not to. */
function requireOneTry(wrapped: ChatSdkAdapter): void {
  const { webClientOptions } = wrapped as { webClientOptions?: { retryConfig?: { retries?: number }; rejectRateLimitedCalls?: boolean } };
  if (webClientOptions?.retryConfig?.retries === 0 && webClientOptions.rejectRateLimitedCalls) return;
  throw new TokentapeError(
    'unsafeClient',
    'chat-sdk: this Slack adapter retries by itself, which posts messages twice. Make it with ' +
      'webClientOptions: { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true }.',
  );
}

function tooLong(maxLength: number): Failure {
  return { ok: false, reason: 'tooLong', message: `more than ${maxLength} characters would be cut off` };
}

/** What the Chat SDK itself says went wrong, where that is exact. */
function failureOf({ code, retryAfter, retryAfterMs, resourceType }: SdkError): Failure | undefined {
  switch (code) {
    case 'RATE_LIMITED':
      return {
        ok: false,
        reason: 'rateLimited',
        // The adapters tell seconds, the SDK itself milliseconds.
        retryAfterMs: retryAfterMs ?? (retryAfter === undefined ? undefined : retryAfter * 1_000),
        message: code,
      };
    case 'AUTH_FAILED':
    case 'PERMISSION_DENIED':
      return { ok: false, reason: 'forbidden', message: code };
    case 'NOT_FOUND':
      return { ok: false, reason: resourceType === 'message' ? 'messageGone' : 'forbidden', message: `${code}: ${resourceType}` };
    case 'VALIDATION_ERROR':
      return { ok: false, reason: 'rejected', message: code };
    case 'NOT_IMPLEMENTED':
      return { ok: false, reason: 'editUnsupported', message: code };
    default:
      return undefined;
  }
}

/** The error answer in a Discord adapter's `DiscordApiError`, which keeps status and body. */
function discordAnswer(original: unknown): Failure | undefined {
  const { status, body } = readDiscord(original);
  if (status === undefined || status >= 500) return undefined;
  if (status === 429) {
    const seconds = body.retry_after;
    return {
      ok: false,
      reason: 'rateLimited',
      retryAfterMs: seconds === undefined ? undefined : Math.ceil(seconds * 1_000),
      scope: body.global ? 'token' : 'call',
      message: 'rate limited',
    };
  }
  return discordFailure({ code: body.code, status, message: body.message ?? 'refused', errors: body.errors });
}

/** That error's message is the body of the answer. */
function readDiscord(original: unknown): { status?: number; body: DiscordBody } {
  const { status, message } = (original ?? {}) as { status?: number; message?: string };
  if (typeof status !== 'number') return { body: {} };
  try {
    return { status, body: JSON.parse(message ?? '') as DiscordBody };
  } catch {
    return { status, body: {} };
  }
}

interface DiscordBody {
  code?: number;
  message?: string;
  retry_after?: number;
  global?: boolean;
  errors?: { content?: unknown };
}
