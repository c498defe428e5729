// How one limit is kept to. A platform counts a call when it arrives, which is somewhere between asking and answer; so a call that is on
// its way counts as if it arrived this moment, and an answered one as late as its answer lets it have arrived. That way nothing goes
// over the limit, in whatever order the network brings the calls.

import type { Limit } from './budget-vocabulary.js';

export interface Allowance {
  readonly limit: Limit;
  /** How many calls are on their way. */
  readonly open: number;
  /** Without a burst: when each of the last calls leaves the stretch, soonest first. */
  readonly leavesAt: readonly number[];
  /** With a burst: when the whole burst is there again. */
  readonly fullAt: number;
}

export function allowanceOf(limit: Limit): Allowance {
  return { limit, open: 0, leavesAt: [], fullAt: 0 };
}

/** How many calls can go at once. */
export const capacityOf = ({ calls, burst }: Limit): number => burst ?? calls;

/** How long it takes until one call's worth has come back. */
const costMs = ({ calls, perMs }: Limit): number => perMs / calls;

/** Over how many calls a burst is spread, at least. */
const LEAST_HORIZON = 3;

export function take(allowance: Allowance): Allowance {
  return { ...allowance, open: allowance.open + 1 };
}

/** A call was answered; it arrived no later than `arrivedBy`. */
export function settle({ limit, open, leavesAt, fullAt }: Allowance, arrivedBy: number): Allowance {
  const left = Math.max(0, open - 1);
  if (limit.burst !== undefined) return { limit, open: left, leavesAt, fullAt: Math.max(fullAt, arrivedBy) + costMs(limit) };
  const leaving = [...leavesAt, arrivedBy + limit.perMs].sort((a, b) => a - b).slice(-limit.calls);
  return { limit, open: left, leavesAt: leaving, fullAt };
}

/** When a call may go that has `ahead` others before it and leaves `kept` of the capacity alone. In the past: it might have gone. */
export function freeAt(allowance: Allowance, now: number, ahead: number, kept: number): number {
  return freeTimes(allowance, now, ahead + 1, kept)[ahead] ?? now;
}

/** If one call goes now: the distance that those after it have to keep, so that what is left is spread evenly. */
export function evenGapMs(allowance: Allowance, now: number, kept: number): number {
  const [, ...later] = freeTimes(allowance, now, 1 + Math.max(LEAST_HORIZON, capacityOf(allowance.limit) - kept), kept);
  return later.reduce((gapMs, time, index) => Math.max(gapMs, (time - now) / (index + 1)), 0);
}

/** When the next calls may go, one after the other. */
function freeTimes({ limit, open, leavesAt, fullAt }: Allowance, now: number, count: number, kept: number): number[] {
  const capacity = Math.max(1, capacityOf(limit) - kept);
  if (limit.burst !== undefined) {
    const cost = costMs(limit);
    const full = (open === 0 ? fullAt : Math.max(fullAt, now)) + cost * open;
    return Array.from({ length: count }, (_, index) => (index === 0 ? full : Math.max(full, now)) + cost * (index + 1 - capacity));
  }
  const taken = leavesAt.filter((time) => time > now).concat(Array.from({ length: open }, () => now + limit.perMs));
  return Array.from({ length: count }, () => {
    // Each takes a place that is free, or the one that comes free next, and leaves it in its turn.
    const time = taken.length < capacity ? now : (taken[taken.length - capacity] ?? now);
    taken.push(time + limit.perMs);
    return time;
  });
}
