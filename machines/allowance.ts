// How one limit is kept to. A platform counts a call when it arrives, which is somewhere between asking and answer; an answered call counts
// as late as its answer lets it have arrived. When calls that are on their way are thought to arrive is for the caller to say.

import type { Limit } from './budget-vocabulary.js';

export interface Allowance {
  readonly limit: Limit;
  /** Without a burst: when each of the last calls leaves the stretch, soonest first. */
  readonly leavesAt: readonly number[];
  /** With a burst: when the whole burst is there again. */
  readonly fullAt: number;
}

/** The circumstances in which calls are to be made. */
export interface Circumstances {
  now: number;
  /** When the calls that are on their way arrive, soonest first. */
  arriving: readonly number[];
  /** How much of the capacity is left alone. */
  kept: number;
}

export function allowanceOf(limit: Limit): Allowance {
  return { limit, leavesAt: [], fullAt: 0 };
}

/** How many calls can go at once. */
export const capacityOf = ({ calls, burst }: Limit): number => burst ?? calls;

/** How long it takes until one call's worth has come back. */
export const costMs = ({ calls, perMs }: Limit): number => perMs / calls;

/** Over how many calls a burst is spread, at least. */
const LEAST_HORIZON = 3;
const FOLLOWS = 0.5;

/** A call was answered; it arrived no later than `arrivedBy`. */
export function settle({ limit, leavesAt, fullAt }: Allowance, arrivedBy: number): Allowance {
  if (limit.burst !== undefined) return { limit, leavesAt, fullAt: Math.max(fullAt, arrivedBy) + costMs(limit) };
  return { limit, leavesAt: sorted([...leavesAt, arrivedBy + limit.perMs]).slice(-limit.calls), fullAt };
}

/** When a call may go that has `ahead` others before it. In the past: it might have gone. */
export function freeAt(allowance: Allowance, circumstances: Circumstances, ahead: number): number {
  return freeTimes(allowance, circumstances, ahead + 1)[ahead] ?? circumstances.now;
}

/** Where many wait for a strict stretch they take turns evenly: calls in a bunch would come free in a bunch, a stretch later, and nothing in between. */
export function turnAt({ limit, leavesAt }: Allowance, made: readonly number[], ahead: number): number {
  if (limit.burst !== undefined) return 0;
  const last = Math.max((leavesAt.at(-1) ?? 0) - limit.perMs, ...made);
  return last + costMs(limit) * (ahead + 1);
}

/** If one call goes now: how long until the next one should, for what is left to be spread evenly, or to last for `lastsMs` if that is
 *  longer than 0 and lets it go sooner. A time that comes later by as much as the call does counts half: waiting would gain nothing there
 *  but what comes meanwhile, and every later call would wait as well. */
export function nextGapMs(allowance: Allowance, circumstances: Circumstances, lastsMs: number): number {
  const { now, kept } = circumstances;
  const capacity = Math.max(1, capacityOf(allowance.limit) - kept);
  const isFull = allowance.limit.burst !== undefined && allowance.fullAt <= now;
  const gaps = freeTimes(allowance, circumstances, 1 + Math.max(LEAST_HORIZON, capacity))
    .slice(1)
    .map((time, index) => {
      const follows = isFull || (allowance.limit.burst === undefined && index + 1 >= capacity);
      return { within: time - now < lastsMs, gapMs: ((time - now) / (index + 1)) * (follows ? FOLLOWS : 1) };
    });
  const forEver = longest(gaps);
  if (lastsMs <= 0) return forEver;
  const inTime = gaps.filter(({ within }) => within);
  // Shared among none, the time is endless.
  return Math.min(forEver, Math.max(lastsMs / inTime.length, longest(inTime)));
}

const longest = (gaps: readonly { gapMs: number }[]): number => gaps.reduce((most, { gapMs }) => Math.max(most, gapMs), 0);

/** When the next calls may go, one after the other. */
function freeTimes({ limit, leavesAt, fullAt }: Allowance, { now, arriving, kept }: Circumstances, count: number): number[] {
  const capacity = Math.max(1, capacityOf(limit) - kept);
  if (limit.burst !== undefined) {
    const cost = costMs(limit);
    const full = arriving.reduce((time, arrival) => Math.max(time, arrival) + cost, fullAt);
    return Array.from({ length: count }, (_, index) => (index === 0 ? full : Math.max(full, now)) + cost * (index + 1 - capacity));
  }
  const taken = sorted([...leavesAt, ...arriving.map((arrival) => arrival + limit.perMs)].filter((time) => time > now));
  return Array.from({ length: count }, () => {
    // Each takes a place that is free, or the one that comes free next, and leaves it in its turn.
    const time = taken[taken.length - capacity] ?? now;
    taken.push(time + limit.perMs);
    return time;
  });
}

const sorted = (times: number[]): number[] => times.sort((a, b) => a - b);
