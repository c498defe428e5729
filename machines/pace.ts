// What refusals teach. The fastest pace that a place was seen to bear, until it bore no more, is taken for its pace from then on.

import { type Allowance, allowanceOf } from './allowance.js';

/** What is known of a place beyond what its sheet says. */
export interface Experience {
  /** When the last calls that worked arrived, oldest first; none from before the last refusal. */
  readonly arrivals: readonly number[];
  /** Refusals without a time, in a row. */
  readonly strikes: number;
  /** The learned limit, while there is one. */
  readonly learned: Allowance | null;
  /** Nothing is relaxed before this, and how long the next quiet time is. */
  readonly quietUntil: number;
  readonly quietMs: number;
}

/** So many arrivals show the pace of every platform that is known. */
const REMEMBERED = 60;
/** A place that is refused without a time is first given this distance, at least. */
const LEAST_GUESS_MS = 500;
/** A wait longer than this is a penalty, and says nothing about pace. */
const LONGEST_GAP_MS = 6_000;
/** After a refusal nothing is relaxed for this long; each further refusal doubles it. */
const QUIET_MS = 300_000;
const LONGEST_QUIET_MS = 3_600_000;
/** What each success after the quiet time takes off the learned distance. */
const RELAXED = 0.99;
/** A distance as short as this is as good as none. */
const FORGOTTEN_MS = 100;

export const inexperienced: Experience = { arrivals: [], strikes: 0, learned: null, quietUntil: 0, quietMs: QUIET_MS };

export const gapOf = ({ learned }: Experience): number => learned?.limit.perMs ?? 0;

export function arrived(before: Experience, at: number): Experience {
  return { ...before, arrivals: [...before.arrivals, at].slice(-REMEMBERED) };
}

/** The platform said when the next call may come: the stretch up to then held no more than what arrived. */
export function told(before: Experience, at: number, freeAt: number): Experience {
  const { arrivals } = before;
  const seen = Math.min(LONGEST_GAP_MS, paceOf(arrivals, freeAt) ?? gapOf(before));
  const gapMs = Math.max(seen, before.strikes > 0 ? 0 : gapOf(before));
  const burst = arrivals.length > 1 || (before.learned?.limit.burst ?? 1) > 1 ? 2 : 1;
  return {
    ...refused(before, at),
    strikes: 0,
    learned: gapMs > 0 ? spaced(gapMs, burst, false, freeAt + gapMs * (burst - 1)) : before.learned,
  };
}

/** It did not say when. The distance to the call before was too short, that much is sure. */
export function guessed(before: Experience, at: number): Experience {
  const last = before.arrivals.at(-1) ?? (before.learned ? before.learned.fullAt - gapOf(before) : at);
  const tooShort = Math.max(at - last, gapOf(before) / 2, LEAST_GUESS_MS / 2);
  const gapMs = Math.min(tooShort * (before.strikes === 0 ? 2 : 4), 5 * LONGEST_GAP_MS);
  const { strikes } = before;
  return { ...refused(before, at), arrivals: [last], strikes: strikes + 1, learned: spaced(gapMs, 1, true, last + gapMs) };
}

/** A call that keeps to a guess worked: it need be no longer than this. */
export function confirmed(before: Experience, at: number): Experience {
  const last = before.arrivals.at(-2);
  if (!before.learned || last === undefined || before.strikes === 0) return before;
  const { limit, fullAt } = before.learned;
  const perMs = Math.min(limit.perMs, Math.max(at - last, LEAST_GUESS_MS));
  return { ...before, strikes: 0, learned: { ...before.learned, limit: { ...limit, perMs }, fullAt: fullAt - limit.perMs + perMs } };
}

export function relaxed(before: Experience): Experience {
  if (!before.learned) return before;
  const { limit } = before.learned;
  return { ...before, learned: { ...before.learned, limit: { ...limit, perMs: limit.perMs * RELAXED } } };
}

/** The sheet is believed again; only how long the next quiet time is, is remembered. */
export function forgotten({ arrivals, quietUntil, quietMs }: Experience): Experience {
  return { ...inexperienced, arrivals, quietUntil, quietMs };
}

export const isAsGoodAsForgotten = (experience: Experience): boolean => gapOf(experience) < FORGOTTEN_MS;

function refused(before: Experience, at: number): Experience {
  const { quietMs } = before;
  return { ...before, arrivals: [], quietUntil: at + quietMs, quietMs: Math.min(quietMs * 2, LONGEST_QUIET_MS) };
}

/** The shortest mean distance of the calls that passed before one did not. One is left out: it may have been saved up. */
function paceOf(arrivals: readonly number[], freeAt: number): number | undefined {
  let pace: number | undefined;
  arrivals.forEach((first, index) => {
    const calls = Math.max(1, arrivals.length - index - 1);
    pace = Math.min(pace ?? Number.MAX_SAFE_INTEGER, (freeAt - first) / calls);
  });
  return pace;
}

function spaced(gapMs: number, burst: number, previewsOnly: boolean, fullAt: number): Allowance {
  return { ...allowanceOf({ calls: 1, perMs: gapMs, burst, previewsOnly }), fullAt };
}
