import type { Clock } from '../../clock.js';
import { type TokenBucket, TokenBuckets } from '../token-bucket.js';

/** The buckets that calls take from. */
export interface Pace {
  /** Of a message, an edit or a deletion. */
  message(chatId: string, type: string): TokenBucket[];
  /** Of a draft or a chat action. */
  draft(chatId: string): TokenBucket[];
}

/** Published: about 1 message a second in one chat, bursts tolerated; 20 a minute in a group; about 30 a second in all
 *  (core.telegram.org/bots/faq). Edits share that budget (github tdlib/td issue 3034). Drafts: core.telegram.org/api/bots/ai. */
export function documentedPace(clock: Clock): Pace {
  const inPrivate = new TokenBuckets({ capacity: 5, fillMs: 5_000, clock });
  const inGroup = new TokenBuckets({ capacity: 20, fillMs: 60_000, clock });
  const inAll = new TokenBuckets({ capacity: 30, fillMs: 1_000, clock });
  const draftsShort = new TokenBuckets({ capacity: 20, fillMs: 5_000, clock });
  const draftsLong = new TokenBuckets({ capacity: 40, fillMs: 30_000, clock });
  return {
    message: (chatId, type) => [(type === 'private' ? inPrivate : inGroup).of(chatId), inAll.of('')],
    draft: (chatId) => [draftsShort.of(chatId), draftsLong.of(chatId)],
  };
}
