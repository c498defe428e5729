// The least mean staleness that any schedule can reach that knows the whole answer in advance. Calls take the mean round trip and follow one
// another; a limit of n in any stretch is relaxed to stretches that begin on a raster of an n-th of their length, so that the search is
// exact, and what it finds can only be too good. A message that is full costs one call more.

import { arrivalTimes } from './metrics.js';
import { ROUND_TRIP_MS, type Rule } from './platform.js';
import type { Trace } from './traces.js';

const GRID_MS = 20;
/** No good schedule leaves a longer gap while text arrives. */
const LONGEST_GAP_MS = 3_500;
const MAX_LENGTH = 4_096;
const WATCHED_AFTER_MS = 2_000;

/** What a schedule is asked for beyond the limit. */
export interface Terms {
  /** After each preview one more call must be possible at once, as the end may come at any time. */
  keepsOne?: boolean | undefined;
  /** What a schedule did that did not know the limit, and when it was told. */
  past?: { madeAt: readonly number[]; toldAt: number } | undefined;
}

/** Mean unshown characters over the time in which `measure` looks. */
export function lowerBound(trace: Trace, { limit }: Rule, terms: Terms = {}): number {
  const arrivals = arrivalTimes(trace);
  const steps = Math.ceil(trace.finishAt / GRID_MS) + 1;
  const arrived = arrivedBy(arrivals, steps);
  const pages = pagesBy(trace, steps);
  const spread = limit
    ? limit.burst !== undefined
      ? bucketOf(limit.calls, limit.perMs, limit.burst)
      : rasterOf(limit.calls, limit.perMs)
    : free;
  const waiting = bestSchedule({ arrived, pages, steps, spread }, terms);
  return waiting / (trace.finishAt + WATCHED_AFTER_MS);
}

/** What a limit has left, as a small number, after a call at a step; undefined: the call may not go. */
interface Spread {
  states: number;
  after(state: number, from: number, to: number): number | undefined;
}

const free: Spread = { states: 1, after: () => 0 };

/** The state is how many grid steps of the burst are missing. */
function bucketOf(calls: number, perMs: number, burst: number): Spread {
  const cost = perMs / calls / GRID_MS;
  const most = burst * cost;
  return {
    states: Math.round(most) + 1,
    after(missing, from, to) {
      const now = Math.max(0, missing - (to - from)) + cost;
      return now <= most ? Math.round(now) : undefined;
    },
  };
}

/** The state is how many calls went in each of the last `calls` slots, all states being numbered as they are met. */
function rasterOf(calls: number, perMs: number): Spread {
  const slot = perMs / calls / GRID_MS;
  const states: number[][] = [[]];
  const numbers = new Map<string, number>();
  const known = new Map<number, number | undefined>();

  function enumerate(head: number[], left: number): void {
    if (head.length === calls) {
      numbers.set(head.join(), states.push(head) - 1);
      return;
    }
    for (let count = 0; count <= left; count += 1) enumerate([...head, count], left - count);
  }

  function step(state: number, passed: number): number | undefined {
    const before = states[state]?.length ? (states[state] ?? []) : Array.from({ length: calls }, () => 0);
    const now = Array.from({ length: calls }, (_, index) => before[index + passed] ?? 0);
    now[calls - 1] = (now[calls - 1] ?? 0) + 1;
    return numbers.get(now.join());
  }

  enumerate([], calls);
  return {
    states: states.length,
    after(state, from, to) {
      const passed = Math.min(calls, Math.floor(to / slot) - Math.floor(from / slot));
      const key = state * (calls + 1) + passed;
      if (!known.has(key)) known.set(key, step(state, passed));
      return known.get(key);
    },
  };
}

interface Search {
  arrived: Waiting[];
  pages: number[];
  steps: number;
  spread: Spread;
}

/** `best[step][state]`: least waiting of all characters that a call at this step has shown. */
function bestSchedule({ arrived, pages, steps, spread }: Search, { keepsOne = false, past }: Terms): number {
  const best = Array.from({ length: steps }, () => new Float64Array(spread.states).fill(Number.POSITIVE_INFINITY));
  const serial = Math.ceil(ROUND_TRIP_MS / GRID_MS);
  const told = past ? Math.ceil(past.toldAt / GRID_MS) : 0;
  const longest = Math.ceil(LONGEST_GAP_MS / GRID_MS) + told;
  const made = (past?.madeAt ?? []).map((at) => Math.round(at / GRID_MS));
  const last = made.at(-1);
  if (last !== undefined) {
    const { state, cost } = follow(made, arrived, spread);
    (best[last] ?? [])[state] = cost;
  }
  for (let to = told; to < steps; to += 1) {
    const row = best[to];
    if (!row) continue;
    const mayGo = (state: number | undefined) =>
      state !== undefined && (!keepsOne || to === steps - 1 || spread.after(state, to, to) !== undefined);
    const first = spread.after(0, 0, to);
    if (last === undefined && to <= longest && first !== undefined) row[first] = waited(arrived, -1, to);
    for (let from = Math.max(0, to - longest); from <= to - serial; from += 1) {
      const before = best[from];
      if (!before) continue;
      const cost = waited(arrived, from, to);
      for (let state = 0; state < spread.states; state += 1) {
        const sofar = before[state] ?? Number.POSITIVE_INFINITY;
        if (sofar === Number.POSITIVE_INFINITY) continue;
        let next = spread.after(state, from, to);
        for (let turned = pages[from] ?? 0; turned < (pages[to] ?? 0) && next !== undefined; turned += 1) next = spread.after(next, to, to);
        if (next !== undefined && mayGo(next) && sofar + cost < (row[next] ?? 0)) row[next] = sofar + cost;
      }
    }
  }
  return Math.min(...(best[steps - 1] ?? [0]));
}

/** What is left, and what was waited for, after calls that were made. */
function follow(made: readonly number[], arrived: Waiting[], spread: Spread): { state: number; cost: number } {
  let [state, cost, from] = [0, 0, -1];
  for (const to of made) {
    // What passed has passed, even if the grid would not have it.
    state = spread.after(state, Math.max(0, from), to) ?? state;
    cost += waited(arrived, from, to);
    from = to;
  }
  return { state, cost };
}

interface Waiting {
  count: number;
  /** Sum of the arrival times. */
  times: number;
}

function arrivedBy(arrivals: number[], steps: number): Waiting[] {
  const sums: Waiting[] = [];
  let count = 0;
  let times = 0;
  for (let step = 0; step < steps; step += 1) {
    while (count < arrivals.length && (arrivals[count] ?? 0) <= step * GRID_MS) times += arrivals[count++] ?? 0;
    sums.push({ count, times });
  }
  return sums;
}

/** How many messages were full at each step. */
function pagesBy(trace: Trace, steps: number): number[] {
  let length = 0;
  let next = 0;
  return Array.from({ length: steps }, (_, step) => {
    while ((trace.deltas[next]?.at ?? Number.POSITIVE_INFINITY) <= step * GRID_MS) length += trace.deltas[next++]?.text.length ?? 0;
    return Math.floor(length / MAX_LENGTH);
  });
}

/** Character-milliseconds until a call at `to` has shown what arrived since the call at `from`. */
function waited(arrived: Waiting[], from: number, to: number): number {
  const now = arrived[to];
  const then = arrived[from] ?? { count: 0, times: 0 };
  if (!now) return 0;
  return (now.count - then.count) * (to * GRID_MS + ROUND_TRIP_MS) - (now.times - then.times);
}
