import type { Clock } from '../../clock.js';
import type { Answer } from '../emulator.js';
import { TokenBuckets } from '../token-bucket.js';

const refusals: Readonly<Record<string, { status: number; error: string }>> = {
  M_FORBIDDEN: { status: 403, error: 'User is not in the room' },
  M_UNKNOWN_TOKEN: { status: 401, error: 'Invalid access token passed.' },
  M_MISSING_TOKEN: { status: 401, error: 'Missing access token' },
  M_USER_DEACTIVATED: { status: 403, error: 'This account has been deactivated' },
  M_USER_SUSPENDED: { status: 403, error: 'Sending messages while account is suspended is not allowed.' },
  M_NOT_FOUND: { status: 404, error: 'Not found' },
  M_UNRECOGNIZED: { status: 404, error: 'Unrecognized request' },
  M_TOO_LARGE: { status: 413, error: 'event too large' },
  M_BAD_JSON: { status: 400, error: 'Content not valid' },
  M_NOT_JSON: { status: 400, error: 'Content not JSON.' },
  M_UNKNOWN: { status: 500, error: 'Internal server error' },
};

export function refused(errcode: string, status?: number): Answer {
  const known = refusals[errcode];
  return { status: status ?? known?.status ?? 400, body: { errcode, error: known?.error ?? 'Refused' } };
}

/** The header holds whole seconds, the field milliseconds. */
export function limited(seconds: number | undefined): Answer {
  const body = { errcode: 'M_LIMIT_EXCEEDED', error: 'Too Many Requests' };
  if (seconds === undefined) return { status: 429, body };
  return {
    status: 429,
    headers: { 'retry-after': String(Math.ceil(seconds)) },
    body: { ...body, retry_after_ms: Math.ceil(seconds * 1_000) },
  };
}

/** `rc_message` of Synapse: 0.2 a second, ten at once. Gives the wait in milliseconds, and takes the allowance if there is none. */
export function synapsePace(clock: Clock): (account: string) => number {
  const buckets = new TokenBuckets({ capacity: 10, fillMs: 50_000, clock });
  return (account) => {
    const bucket = buckets.of(account);
    const waitMs = bucket.waitMs();
    if (waitMs === 0) bucket.take();
    return waitMs;
  };
}
