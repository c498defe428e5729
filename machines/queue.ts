// Who goes first when a place has more to say than it may.

import type { AskedEvent, CallClass } from './budget-vocabulary.js';

/** A stream that was told to wait, and what for. */
export interface Waiting {
  readonly stream: string;
  readonly class: CallClass;
  /** When it first asked. */
  readonly since: number;
  /** When it was told to ask again. */
  readonly until: number;
  /** It would go at once if it might. Else it waits for more text, and stands in nobody's way. */
  readonly isReady: boolean;
  readonly unshown: number;
  /** When the oldest character that it has to show was written. */
  readonly oldestAt: number;
}

export type Queue = readonly Waiting[];

/** Most urgent first. */
const CLASSES: readonly CallClass[] = ['first', 'final', 'boundary', 'interim'];
/** Whoever waits this long moves up one class, so that nobody waits for ever. */
const PROMOTION_MS = 20_000;
/** Who does not ask again this long after it was due has changed its mind. */
const GRACE_MS = 250;

/** How many of those that wait go before the one that asks. */
export function aheadOf(queue: Queue, asked: AskedEvent): number {
  const own = claimOf(queue, asked, asked.at, true);
  let ahead = 0;
  for (const other of queue)
    if (other.isReady && other.stream !== asked.stream && asked.at <= other.until + GRACE_MS && goesFirst(other, own, asked.at)) ahead += 1;
  return ahead;
}

/** Nobody else waits for a call. */
export function isAlone(queue: Queue, stream: string): boolean {
  return !queue.some((other) => other.isReady && other.stream !== stream);
}

export function join(queue: Queue, asked: AskedEvent, until: number, isReady: boolean): Queue {
  return [...leave(queue, asked.stream), claimOf(queue, asked, until, isReady)];
}

export function leave(queue: Queue, stream: string): Queue {
  return claimIn(queue, stream) ? queue.filter((one) => one.stream !== stream) : queue;
}

export const claimIn = (queue: Queue, stream: string): Waiting | undefined => queue.find((one) => one.stream === stream);

function claimOf(queue: Queue, asked: AskedEvent, until: number, isReady: boolean): Waiting {
  const { stream, class: urgency, at, unshown, ageMs } = asked;
  const before = claimIn(queue, stream);
  const since = before?.class === urgency ? before.since : at;
  // Who is not told how old its text is has at least waited since it came.
  const oldestAt = Math.min(before?.oldestAt ?? at, at - ageMs);
  return { stream, class: urgency, since, until, isReady, unshown, oldestAt };
}

/** Previews go by how stale the screen is, everything else in order. */
function goesFirst(one: Waiting, other: Waiting, now: number): boolean {
  const difference = rankOf(one, now) - rankOf(other, now);
  if (difference !== 0) return difference < 0;
  const lead = one.class === 'interim' ? stalenessOf(one, now) - stalenessOf(other, now) : other.since - one.since;
  return lead === 0 ? one.stream < other.stream : lead > 0;
}

function rankOf({ class: urgency, since }: Waiting, now: number): number {
  return CLASSES.indexOf(urgency) - Math.floor((now - since) / PROMOTION_MS);
}

const stalenessOf = ({ unshown, oldestAt }: Waiting, now: number): number => unshown * (now - oldestAt);
