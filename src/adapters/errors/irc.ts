// What an IRC server says and what it means.

import type { Reason } from '../../adapter.js';

/** What a numeric reply means for the line that it answers. RFC 2812, section 5.2, unless said otherwise. */
export interface NumericRow {
  numeric: string;
  reason: Reason;
  /** What the reply says that it is about; `nothing`: it may be about any line. Default: the target. */
  names?: 'command' | 'nothing' | undefined;
}

export const numerics: readonly NumericRow[] = [
  // No such nick, no such channel.
  { numeric: '401', reason: 'forbidden' },
  { numeric: '403', reason: 'forbidden' },
  // Cannot send: not in the channel, no voice, banned; how long a slow mode lasts is not told.
  { numeric: '404', reason: 'forbidden' },
  { numeric: '405', reason: 'forbidden' },
  { numeric: '442', reason: 'forbidden' },
  // Joining was refused: channel full, by invitation only, banned, wrong key.
  { numeric: '471', reason: 'forbidden' },
  { numeric: '473', reason: 'forbidden' },
  { numeric: '474', reason: 'forbidden' },
  { numeric: '475', reason: 'forbidden' },
  // The nick has to be registered, or the other does not take messages from strangers (modern.ircdocs.horse).
  { numeric: '477', reason: 'forbidden' },
  { numeric: '531', reason: 'forbidden' },
  { numeric: '716', reason: 'forbidden' },
  { numeric: '407', reason: 'rejected' },
  { numeric: '411', reason: 'rejected', names: 'nothing' },
  { numeric: '412', reason: 'rejected', names: 'nothing' },
  // Line too long (modern.ircdocs.horse).
  { numeric: '417', reason: 'tooLong', names: 'nothing' },
  { numeric: '465', reason: 'forbidden', names: 'nothing' },
  // Not, or no longer, registered with the server: just reconnected. (433, nick in use, answers a NICK and no message.)
  { numeric: '451', reason: 'transient', names: 'nothing' },
  // Too many messages to new targets (servers of the hybrid and charybdis families).
  { numeric: '439', reason: 'rateLimited' },
  { numeric: '263', reason: 'rateLimited', names: 'command' },
];
