// What the adapters rely on in @discordjs/rest, and what its errors say.

import type { RESTOptions } from '@discordjs/rest';
import type { Failure } from '../../adapter.js';
import { TokentapeError } from '../../errors.js';
import { type DiscordError, discordFailure } from '../errors/discord.js';

/** Throws unless a client makes each call on these routes once, without retries and waits of its own. */
export function requireOneTry({ retries, rejectOnRateLimit }: RESTOptions, routes: readonly string[]): void {
  if (retries === 0 && routes.every((route) => rejects(rejectOnRateLimit, route))) return;
  throw new TokentapeError(
    'unsafeClient',
    'discord: this REST client retries by itself, which posts messages twice and delivers old edits late. Give the adapter one made with ' +
      'new REST({ retries: 0, rejectOnRateLimit: () => true }).',
  );
}

function rejects(rejectOnRateLimit: RESTOptions['rejectOnRateLimit'], route: string): boolean {
  if (!rejectOnRateLimit) return false;
  if (Array.isArray(rejectOnRateLimit)) return rejectOnRateLimit.some((prefix) => route.startsWith(prefix.toLowerCase()));
  const sample = { url: '', hash: '', majorParameter: '', limit: 5, timeToReset: 1_000, retryAfter: 1_000, sublimitTimeout: 0 } as const;
  return ['POST', 'PATCH', 'DELETE'].every(
    (method) => rejectOnRateLimit({ ...sample, route, method, global: false, scope: 'user' }) === true,
  );
}

/** What the client threw, if Discord or the client itself gave an answer with it. */
export function explain(error: unknown, isRepeatable: boolean): Failure | undefined {
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
