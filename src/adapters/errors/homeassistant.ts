// What Home Assistant says and what it means: developers.home-assistant.io/docs/api/rest.

import type { Failure, Reason } from '../../adapter.js';
import type { HttpRefusal } from '../../adapter-parts/http-json.js';
import type { Clock } from '../../clock.js';

/** Home Assistant answers with a status alone; 413 and 429 come from its web server and from proxies before it. Any other status
 *  below 500 is `rejected`. */
export const statuses: Readonly<Record<number, Reason>> = {
  400: 'rejected',
  401: 'forbidden',
  // The address was banned after failed logins (home-assistant.io/integrations/http).
  403: 'forbidden',
  404: 'forbidden',
  405: 'rejected',
  413: 'tooLong',
  429: 'rateLimited',
};

/** What a refusal means. A status of 500 and above says nothing about whether the call was obeyed. */
export function homeAssistantFailure(refusal: HttpRefusal, isRepeatable: boolean, clock: Pick<Clock, 'now'>): Failure {
  const { status, message } = refusal;
  if (status >= 500) return refusal.failure(isRepeatable);
  const reason = statuses[status] ?? 'rejected';
  return { ok: false, reason, message, ...(reason === 'rateLimited' && { retryAfterMs: refusal.retryAfterMs(clock), scope: 'token' }) };
}
