// What signal-cli says and what it means: github AsamK/signal-cli man/signal-cli-jsonrpc.5.adoc, JsonSendMessageResult.java and
// SendMessageResultUtils.java.

import type { Failure, Reason } from '../../adapter.js';
import { fieldsOf, HttpRefusal } from '../../adapter-parts/http-json.js';
import { neverReached } from '../../adapter-parts/one-call.js';
import { type Clock, systemClock } from '../../clock.js';

/** What signal-cli says about the whole call, by its error code, and what that means. Any other code is `rejected`. */
export const reasonsByCode: Readonly<Record<number, Reason>> = {
  // Wrong or missing arguments, no such account.
  [-1]: 'rejected',
  // Between signal-cli and Signal's servers; when it broke is not told.
  [-3]: 'maybeDelivered',
  // The recipient's safety number has changed, and someone has to trust the new one.
  [-4]: 'forbidden',
  [-5]: 'rateLimited',
  // A captcha was asked for and answered wrongly; someone has to do it again.
  [-6]: 'forbidden',
};

/** What it says about one recipient. Any other word is `rejected`. */
export const reasonsByResult: Readonly<Record<string, Reason>> = {
  RATE_LIMIT_FAILURE: 'rateLimited',
  UNREGISTERED_FAILURE: 'forbidden',
  IDENTITY_FAILURE: 'forbidden',
  NETWORK_FAILURE: 'maybeDelivered',
  INVALID_PRE_KEY_FAILURE: 'transient',
};

/** signal-cli answered, and nobody got the message. */
export class RpcRefusal extends Error {
  readonly reason: Reason;
  readonly retryAfterMs: number | undefined;

  constructor(error: unknown) {
    const { code, message, data } = fieldsOf(error);
    const results = listOf(fieldsOf(fieldsOf(data).response).results).map(fieldsOf);
    const types = results.map(({ type }) => String(type));
    super([code, message, ...types].filter((word) => word !== undefined).join(' '));
    // Results say more than the code, which is -1 whenever all recipients failed. What may have reached one may not be repeated, and a
    // wait for one is a wait for all.
    const reasons = types.map((type) => reasonsByResult[type] ?? 'rejected');
    const waits = results.map(({ retryAfterSeconds }) => Number(retryAfterSeconds)).filter((seconds) => seconds > 0);
    const gravest = (['maybeDelivered', 'rateLimited'] as const).find((reason) => reasons.includes(reason));
    this.reason = gravest ?? reasons[0] ?? reasonsByCode[Number(code)] ?? 'rejected';
    this.retryAfterMs = waits.length > 0 ? Math.max(...waits) * 1_000 : undefined;
  }
}

/** The message went to nobody. */
export function hasOnlyFailures(results: unknown): boolean {
  const types = listOf(results).map((result) => fieldsOf(result).type);
  return types.length > 0 && !types.includes('SUCCESS');
}

function listOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

/** After this error nobody knows whether there is a new version of the message. */
export function mayHaveArrived(error: unknown): boolean {
  if (error instanceof RpcRefusal) return error.reason === 'maybeDelivered';
  if (error instanceof HttpRefusal) return error.status >= 500;
  return !neverReached(error);
}

/** What an error means; undefined if there was no answer. */
export function signalFailure(error: unknown, isRepeatable: boolean, clock: Pick<Clock, 'now'> = systemClock): Failure | undefined {
  if (error instanceof RpcRefusal) {
    const { message, retryAfterMs } = error;
    const reason = error.reason === 'maybeDelivered' && isRepeatable ? 'transient' : error.reason;
    // Signal limits the account.
    return { ok: false, reason, message, ...(reason === 'rateLimited' && { retryAfterMs, scope: 'token' }) };
  }
  if (!(error instanceof HttpRefusal)) return undefined;
  const { status, message } = error;
  if (status >= 500) return error.failure(isRepeatable);
  if (status === 429) return { ok: false, reason: 'rateLimited', retryAfterMs: error.retryAfterMs(clock), scope: 'token', message };
  // From a proxy before the daemon, or from something else that listens there.
  return { ok: false, reason: status === 401 || status === 403 || status === 404 ? 'forbidden' : 'rejected', message };
}
