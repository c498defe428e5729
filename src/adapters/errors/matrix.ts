// What a homeserver says and what it means: spec.matrix.org, client-server API, standard error response.

import type { Failure, Reason } from '../../adapter.js';
import { fieldsOf, type HttpRefusal } from '../../adapter-parts/http-json.js';
import type { Clock } from '../../clock.js';

/** By errcode; any other goes by its status. */
export const errcodes: Readonly<Record<string, Reason>> = {
  M_LIMIT_EXCEEDED: 'rateLimited',
  M_TOO_LARGE: 'tooLong',
  M_FORBIDDEN: 'forbidden',
  M_UNKNOWN_TOKEN: 'forbidden',
  M_MISSING_TOKEN: 'forbidden',
  M_USER_DEACTIVATED: 'forbidden',
  M_USER_SUSPENDED: 'forbidden',
  M_NOT_FOUND: 'forbidden',
  M_BAD_JSON: 'rejected',
  M_NOT_JSON: 'rejected',
  M_INVALID_PARAM: 'rejected',
};

/** What a refusal means. A status of 500 and above says nothing about whether the event was taken. */
export function matrixFailure(refusal: HttpRefusal, isRepeatable: boolean, clock: Pick<Clock, 'now'>): Failure {
  const { status, body } = refusal;
  const { errcode, error, retry_after_ms: ms } = fieldsOf(body);
  const known = typeof errcode === 'string' ? errcodes[errcode] : undefined;
  const reason = known ?? byStatus(status);
  if (reason === undefined) return refusal.failure(isRepeatable);
  const message = typeof errcode === 'string' ? `${errcode}: ${error}` : refusal.message;
  if (reason !== 'rateLimited') return { ok: false, reason, message };
  // Servers limit an account, whatever the room (Synapse, rc_message).
  // The header counts; the field is deprecated since version 1.10 of the specification.
  const retryAfterMs = refusal.retryAfterMs(clock) ?? (typeof ms === 'number' && ms >= 0 ? ms : undefined);
  return { ok: false, reason, retryAfterMs, scope: 'token', message };
}

/** For answers of proxies and of servers with words of their own. */
function byStatus(status: number): Reason | undefined {
  if (status >= 500) return undefined;
  const known: Readonly<Record<number, Reason>> = {
    401: 'forbidden',
    403: 'forbidden',
    404: 'forbidden',
    413: 'tooLong',
    429: 'rateLimited',
  };
  return known[status] ?? 'rejected';
}
