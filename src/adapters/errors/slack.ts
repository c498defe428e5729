// What Slack says and what it means: docs.slack.dev/reference/methods/chat.* and /apis/web-api/rate-limits.

import type { Failure, Reason } from '../../adapter.js';

/** What an error of `@slack/web-api` means; undefined if Slack gave no answer. Told by its shape: versions 7 and 8 have other classes.
 *  `status` is the HTTP status, if there was one. */
export function slackFailure(error: unknown, status: number | undefined, isRepeatable: boolean): Failure | undefined {
  const { code, retryAfter, data } = error as { code?: unknown; retryAfter?: number; data?: { error?: unknown } };
  if (code === 'slack_webapi_rate_limited_error' || status === 429) {
    // The published tiers are per method.
    return {
      ok: false,
      reason: 'rateLimited',
      retryAfterMs: retryAfter === undefined ? undefined : retryAfter * 1_000,
      scope: 'call',
      message: 'ratelimited',
    };
  }
  // A page instead of JSON ends up in `error` as it is; no error of Slack's looks like that.
  if (code === 'slack_webapi_platform_error' && typeof data?.error === 'string' && /^\w+$/.test(data.error)) {
    return failureOf(data.error, isRepeatable);
  }
  if (status !== undefined && status >= 400 && status < 500) return { ok: false, reason: 'rejected', message: `HTTP ${status}` };
  return undefined;
}

function failureOf(error: string, isRepeatable: boolean): Failure {
  if (mayHaveWorked.has(error)) return { ok: false, reason: isRepeatable ? 'transient' : 'maybeDelivered', message: error };
  const reason = error.startsWith('restricted_action') ? 'forbidden' : reasons.get(error);
  return { ok: false, reason: reason ?? 'rejected', scope: holdsAll.has(error) ? 'token' : undefined, message: error };
}

/** Errors after which, in Slack's own words, some aspect of the operation may have succeeded. */
export const mayHaveWorked: ReadonlySet<string> = new Set(['fatal_error', 'internal_error']);

/** Limits on everything that the app, or the workspace, posts. */
const holdsAll: ReadonlySet<string> = new Set(['rate_limited', 'message_limit_exceeded']);

/** Slack's errors by what they mean; any other is `rejected`. */
export const errorsByReason: Readonly<Partial<Record<Reason, readonly string[]>>> = {
  rateLimited: ['ratelimited', ...holdsAll],
  messageGone: ['message_not_found'],
  tooLong: ['msg_too_long', 'msg_blocks_too_long', 'msg_blocks_too_many'],
  formatRejected: ['invalid_blocks', 'invalid_chunks'],
  editUnsupported: [
    'cant_update_message',
    'edit_window_closed',
    'message_not_owned_by_app',
    'block_mismatch',
    'is_inactive',
    'missing_recipient_user_id',
    'missing_recipient_team_id',
    'channel_type_not_supported',
    'not_allowed_token_type',
    'not_subscribed_to_message_stream_stopped',
    // The stream is over, and what it showed stays: the rest belongs in a new message.
    'message_not_in_streaming_state',
  ],
  forbidden: [
    'channel_not_found',
    'not_in_channel',
    'is_archived',
    'missing_scope',
    'no_permission',
    'messages_tab_disabled',
    'ekm_access_denied',
    'invalid_auth',
    'token_revoked',
    'token_expired',
    'account_inactive',
    'access_denied',
    // The reader pressed stop and wants no more of it.
    'stopped_by_user',
  ],
  transient: [
    'service_unavailable',
    'request_timeout',
    'update_failed',
    'messaging_processing_failed',
    'team_added_to_org',
    'streaming_state_conflict',
  ],
};

const reasons: ReadonlyMap<string, Reason> = new Map(
  (Object.entries(errorsByReason) as [Reason, readonly string[]][]).flatMap(([reason, errors]) =>
    errors.map((error) => [error, reason] as const),
  ),
);
