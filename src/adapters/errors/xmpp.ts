// What comes back and what it means: RFC 6120.

import type { Failure, Reason } from '../../adapter.js';
import type { Bounce } from '../xmpp/deliveries.js';

/** What a stanza error means for the answer. RFC 6120, section 8.3.3, unless said otherwise. A row with a `type` (section 8.3.2)
 *  goes before one without. */
export interface StanzaErrorRow {
  condition: string;
  type?: string | undefined;
  reason: Reason;
}

export const stanzaErrors: readonly StanzaErrorRow[] = [
  // Rate limits name no time (XEP-0205; Prosody's mod_limits only reads more slowly).
  { condition: 'resource-constraint', type: 'wait', reason: 'rateLimited' },
  { condition: 'policy-violation', type: 'wait', reason: 'rateLimited' },
  // Nobody there, offline without storage, or the bot is blocked (RFC 6121, section 8.5.2.1; XEP-0191).
  { condition: 'service-unavailable', reason: 'forbidden' },
  { condition: 'item-not-found', reason: 'forbidden' },
  { condition: 'gone', reason: 'forbidden' },
  { condition: 'jid-malformed', reason: 'forbidden' },
  { condition: 'remote-server-not-found', reason: 'forbidden' },
  // No voice in a moderated room (XEP-0045, section 7.5), or not allowed for another reason.
  { condition: 'forbidden', reason: 'forbidden' },
  { condition: 'not-allowed', reason: 'forbidden' },
  { condition: 'not-authorized', reason: 'forbidden' },
  { condition: 'registration-required', reason: 'forbidden' },
  { condition: 'subscription-required', reason: 'forbidden' },
  // Not an occupant of the room (XEP-0045, section 7.4): it passes once the gateway has joined again, as after a reconnect.
  { condition: 'not-acceptable', reason: 'transient' },
  { condition: 'recipient-unavailable', reason: 'transient' },
  { condition: 'remote-server-timeout', reason: 'transient' },
  { condition: 'internal-server-error', reason: 'transient' },
  { condition: 'resource-constraint', reason: 'rejected' },
  { condition: 'policy-violation', reason: 'rejected' },
  { condition: 'bad-request', reason: 'rejected' },
  { condition: 'feature-not-implemented', reason: 'rejected' },
  { condition: 'undefined-condition', reason: 'rejected' },
];

/** RFC 6120, section 8.3.2: what the sender may do about an error whose condition says nothing to us. */
const byType: Readonly<Record<string, Reason>> = { wait: 'transient', auth: 'forbidden' };

/** What a stanza that came back means. */
export function xmppFailure({ condition, type, text }: Bounce): Failure {
  const row = stanzaErrors.find((row) => row.condition === condition && (row.type === undefined || row.type === type));
  const message = `${condition} (${type})${text === '' ? '' : `: ${text}`}`;
  return { ok: false, reason: row?.reason ?? byType[type] ?? 'rejected', message };
}
