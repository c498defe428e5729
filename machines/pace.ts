// What refusals teach. A platform counts in one of two ways: so many calls in any stretch of time, or a bucket that fills up again. The first
// told wait is taken for the end of a stretch: it begins with a call that is known, and holds the calls that passed since. If that is kept to
// and there is another, it was a bucket: between the two it filled up by as many calls as passed.

import { type Allowance, allowanceOf } from './allowance.js';
import { type Held, KINDS, type Kind, type Limit } from './budget-vocabulary.js';

/** A call that worked: when it arrived, as far as is known. */
export interface Arrival {
  readonly at: number;
  readonly kind: Kind;
}

/** What is known of a place beyond what its sheet says. */
export interface Experience {
  /** The last calls that worked, oldest first. */
  readonly arrivals: readonly Arrival[];
  /** Refusals without a time, in a row. */
  readonly strikes: number;
  /** The learned limit, while there is one. */
  readonly learned: Allowance | null;
  /** What it was learned from, until it is relaxed. */
  readonly lesson: Lesson | null;
  /** Nothing is relaxed before this, and how long the next quiet time is. */
  readonly quietUntil: number;
  readonly quietMs: number;
}

/** Of the calls from this time on so many had passed, and the next could at another time. */
interface Lesson {
  readonly from: number;
  readonly calls: number;
  readonly freeAt: number;
  /** When it was heard. Calls made before that could not know. */
  readonly at: number;
}

/** A refusal, or an answer that took so long that it was one. */
export interface Wait {
  /** When the call was made, and when it was answered. */
  readonly calledAt: number;
  readonly at: number;
  /** When the next one may pass. */
  readonly freeAt: number;
  readonly what: Held;
  /** It was answered, but late. */
  readonly isLate: boolean;
}

/** So many arrivals show the pace of every platform that is known. */
const REMEMBERED = 60;
/** A place that is refused without a time is first given this distance, at least. */
const LEAST_GUESS_MS = 500;
/** After fewer calls than this a wait may be a penalty, or a mood: previews keep to what it teaches, and a closing call runs the risk of one more. */
const SURE_CALLS = 3;
/** A wait that is longer than this for each call that passed is a penalty, and says nothing about pace. */
const LONGEST_GAP_MS = 6_000;
/** Two times that are told differ by a little more or less than what lies between them. */
const CAUTION = 1.02;
/** After a refusal nothing is relaxed for this long; each further refusal doubles it. */
const QUIET_MS = 300_000;
const LONGEST_QUIET_MS = 3_600_000;
/** What each success after the quiet time takes off the learned distance. */
const RELAXED = 0.99;
/** A distance as short as this is as good as none. */
const FORGOTTEN_MS = 100;

export const inexperienced: Experience = { arrivals: [], strikes: 0, learned: null, lesson: null, quietUntil: 0, quietMs: QUIET_MS };

export const gapOf = ({ learned }: Experience): number => (learned ? learned.limit.perMs / learned.limit.calls : 0);

export function arrived(before: Experience, arrival: Arrival): Experience {
  return { ...before, arrivals: [...before.arrivals, arrival].slice(-REMEMBERED) };
}

/** The platform said when the next call may come. */
export function told(before: Experience, wait: Wait): Experience {
  const { lesson, learned } = before;
  if (lesson && wait.calledAt < lesson.at) return before;
  const what = learned?.limit.previewsOnly && !lesson ? wait.what : wider(before, wait.what);
  const arrivals = before.arrivals.filter(({ kind }) => what === 'everything' || kind === what);
  const taught = lesson && learned ? bucketIn(before, lesson, wait, arrivals) : stretchIn(before, wait, arrivals);
  if (!taught) return { ...refused(before, wait.at), strikes: 0 };
  const ops = what === 'everything' ? undefined : KINDS[what];
  const wasSure = learned !== null && !learned.limit.previewsOnly;
  // Keeping a closing call back so that its answer is not late would only make it late.
  const isSure = wasSure || (!wait.isLate && taught.lesson.calls >= SURE_CALLS);
  const limit: Limit = { ...taught.learned.limit, ops, ...(!isSure && { previewsOnly: true }) };
  return { ...refused(before, wait.at), strikes: 0, ...taught, learned: { ...taught.learned, limit } };
}

type Taught = { lesson: Lesson; learned: Allowance };

/** The stretch that is full began with the last call that had a longer pause before it than the rest of the stretch: an earlier one would
 *  have been over before the last call passed. */
function stretchIn(before: Experience, { at, freeAt }: Wait, arrivals: readonly Arrival[]): Taught | undefined {
  const times = arrivals.map((arrival) => arrival.at);
  const rest = freeAt - (times.at(-1) ?? 0);
  const first = times.findLastIndex((time, index) => time - (times[index - 1] ?? Number.NEGATIVE_INFINITY) >= rest);
  const passed = times.slice(first);
  const [from] = passed;
  if (from === undefined) return undefined;
  const calls = passed.length;
  const slowest = before.strikes > 0 ? 0 : gapOf(before) * calls;
  const perMs = Math.max(slowest, Math.min(freeAt - from, LONGEST_GAP_MS * calls));
  return {
    lesson: { from, calls, freeAt, at },
    learned: { ...allowanceOf({ calls, perMs }), leavesAt: passed.map((time) => time + perMs) },
  };
}

function bucketIn(before: Experience, lesson: Lesson, { at, freeAt }: Wait, arrivals: readonly Arrival[]): Taught {
  const passed = arrivals.filter((arrival) => arrival.at >= lesson.freeAt).length;
  const seen = ((freeAt - lesson.freeAt) / Math.max(1, passed)) * CAUTION;
  const perMs = Math.max(gapOf(before), Math.min(seen, LONGEST_GAP_MS));
  const burst = Math.max(1, Math.floor(lesson.calls + 1 - (lesson.freeAt - lesson.from) / perMs));
  const limit: Limit = { calls: 1, perMs, burst };
  return {
    lesson: { from: lesson.from, calls: lesson.calls + passed, freeAt, at },
    learned: { ...allowanceOf(limit), fullAt: freeAt + perMs * (burst - 1) },
  };
}

/** What was learned of some calls and holds for others as well holds for all. */
function wider({ learned }: Experience, what: Held): Held {
  if (!learned || what === 'everything') return what;
  return KINDS[what].every((op) => learned.limit.ops?.includes(op)) ? what : 'everything';
}

/** It did not say when. The distance to the call before was too short, that much is sure. */
export function guessed(before: Experience, at: number): Experience {
  const last = before.arrivals.at(-1)?.at ?? at;
  const tooShort = Math.max(at - last, gapOf(before) / 2, LEAST_GUESS_MS / 2);
  const gapMs = Math.min(tooShort * (before.strikes === 0 ? 2 : 4), 5 * LONGEST_GAP_MS);
  const learned = { ...allowanceOf({ calls: 1, perMs: gapMs, burst: 1, previewsOnly: true }), fullAt: last + gapMs };
  return { ...refused(before, at), strikes: before.strikes + 1, learned, lesson: null };
}

/** A call that keeps to a guess worked: it need be no longer than this. */
export function confirmed(before: Experience, at: number): Experience {
  const last = before.arrivals.at(-2)?.at;
  if (!before.learned || last === undefined || before.strikes === 0) return before;
  const { limit, fullAt } = before.learned;
  const perMs = Math.min(limit.perMs, Math.max(at - last, LEAST_GUESS_MS));
  return { ...before, strikes: 0, learned: { ...before.learned, limit: { ...limit, perMs }, fullAt: fullAt - limit.perMs + perMs } };
}

export function relaxed(before: Experience): Experience {
  if (!before.learned) return before;
  const { limit } = before.learned;
  return { ...before, lesson: null, learned: { ...before.learned, limit: { ...limit, perMs: limit.perMs * RELAXED } } };
}

/** The sheet is believed again; only how long the next quiet time is, is remembered. */
export function forgotten({ arrivals, quietUntil, quietMs }: Experience): Experience {
  return { ...inexperienced, arrivals, quietUntil, quietMs };
}

export const isAsGoodAsForgotten = (experience: Experience): boolean => gapOf(experience) < FORGOTTEN_MS;

function refused(before: Experience, at: number): Experience {
  const { quietMs } = before;
  return { ...before, quietUntil: at + quietMs, quietMs: Math.min(quietMs * 2, LONGEST_QUIET_MS) };
}
