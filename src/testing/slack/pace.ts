import type { Clock } from '../../clock.js';
import { type TokenBucket, TokenBuckets } from '../token-bucket.js';

/** docs.slack.dev/apis/web-api/rate-limits: tier 3 is 50 a minute, tier 2 is 20, tier 4 is 100. */
const perMinute: Readonly<Record<string, number>> = {
  'chat.update': 50,
  'chat.delete': 50,
  'chat.startStream': 20,
  'chat.appendStream': 100,
  'chat.stopStream': 20,
  'conversations.history': 50,
  'conversations.replies': 50,
};

/** The bucket that a call takes from: a method's for the whole workspace, a channel's for posts. */
export function documentedPace(clock: Clock): (method: string, channel: string) => TokenBucket | undefined {
  const posts = new TokenBuckets({ capacity: 1, fillMs: 1_000, clock });
  const tiers = new Map(
    Object.entries(perMinute).map(([method, capacity]) => [method, new TokenBuckets({ capacity, fillMs: 60_000, clock })]),
  );
  return (method, channel) => (method === 'chat.postMessage' ? posts.of(channel) : tiers.get(method)?.of(''));
}
