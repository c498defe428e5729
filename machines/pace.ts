// What refusals teach. A platform counts in one of two ways: so many calls in any stretch of time, or a bucket that fills up again. The first
// told wait is taken for the end of a stretch: it begins with a call that is known, and holds the calls that passed since. If that is kept to
// and there is another, it was a bucket: between the two it filled up by as many calls as passed.
// But a wait can have other reasons: another program with the same token, or a bad day of the platform. So what is learned is a guess, to which
// previews keep. It is sure once a call that came too early has to wait for just as long as was thought; one that came too early and passed
// refutes it.

import { type Allowance, allowanceOf, capacityOf, costMs } from './allowance.js';
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

/** What a told wait said: after so many calls in so much time, the next may come then. */
interface Lesson {
  readonly calls: number;
  readonly spanMs: number;
  readonly freeAt: number;
  /** When it was heard, and when what is learned was: calls that were made before that could not know. */
  readonly at: number;
  readonly since: number;
  /** The gap that it shows together with the wait before; null for the first. */
  readonly seenMs: number | null;
}

/** A refusal, or an answer that took so long that it was one. */
export interface Wait {
  /** When the call was made, and when it was answered. */
  readonly calledAt: number;
  readonly at: number;
  /** When the next one may pass. */
  readonly freeAt: number;
  readonly what: Held;
  /** When what was learned before would have let the call go; not later than it was made if it kept to that. */
  readonly dueAt: number;
  /** It was answered, but late. */
  readonly isLate: boolean;
}

/** So many arrivals show the pace of every platform that is known. */
const REMEMBERED = 60;
/** A place that is refused without a time is first given this distance, at least. */
const LEAST_GUESS_MS = 500;
/** A wait that is longer than this for each call that passed is a penalty, and says nothing about pace. */
const LONGEST_GAP_MS = 6_000;
/** Two times that are told differ by a little more or less than what lies between them. */
const CAUTION = 1.02;
/** A gap that is longer than it was thought by no more than this is no news, but corrects what is known. */
const CORRECTION = 1.25;
/** What is timed over a network is as was thought if it differs by no more than this time, or this share of a wait. */
const LIKENESS_MS = 200;
const LIKENESS = 0.1;
/** A call came too early if it was by more than that, and this share of a gap. */
const TOO_EARLY = 0.25;
/** After a lesson nothing is relaxed for this long; twice as long if it came of relaxing, and as at first if it is the first in a long time. */
const QUIET_MS = 300_000;
const LONGEST_QUIET_MS = 3_600_000;
/** What each success after the quiet time takes off the learned distance. */
const RELAXED = 0.99;
/** What one that came too early takes off a bucket's, at any time. */
const REFUTED = 0.9;
/** A distance as short as this is as good as none. */
const FORGOTTEN_MS = 100;

export const inexperienced: Experience = {
  arrivals: [],
  strikes: 0,
  learned: null,
  lesson: null,
  quietUntil: -LONGEST_QUIET_MS,
  quietMs: QUIET_MS,
};

export const gapOf = ({ learned }: Experience): number => (learned ? costMs(learned.limit) : 0);

export function arrived(before: Experience, arrival: Arrival): Experience {
  return { ...before, arrivals: [...before.arrivals, arrival].slice(-REMEMBERED) };
}

/** The platform said when the next call may come. */
export function told(before: Experience, wait: Wait): Experience {
  const { lesson, learned } = before;
  if (lesson && wait.calledAt < lesson.at) return wait.calledAt >= lesson.since && isAsThought(wait) ? asSure(before) : before;
  const what = lesson ? wider(before, wait.what) : wait.what;
  const times = before.arrivals.filter(({ kind }) => what === 'everything' || kind === what).map(({ at }) => at);
  const isOfTheSame = learned !== null && (learned.limit.ops === undefined) === (what === 'everything');
  if (lesson && isOfTheSame) return toldAgain(before, lesson, learned, wait, times);
  const taught = stretchIn(before, wait, times);
  const quiet = { ...quietFrom(before, wait.at), strikes: 0 };
  return taught ? { ...quiet, ...asGuess(taught, what === 'everything' ? undefined : KINDS[what]) } : quiet;
}

/** What is known already is confirmed, or corrected, or has nothing to do with it. */
function toldAgain(before: Experience, lesson: Lesson, learned: Allowance, wait: Wait, times: readonly number[]): Experience {
  const { at, freeAt } = wait;
  const gapMs = gapOf(before);
  const { calls, spanMs, seenMs } = seenSince(lesson, learned, wait, times);
  const heard = { ...lesson, freeAt, at, seenMs };
  if (isAsThought(wait)) return { ...asSure(quietFrom(before, at)), lesson: heard };
  // What one wait shows may be an accident, what two show is not.
  const perMs = Math.min(seenMs, lesson.seenMs ?? seenMs);
  if (perMs <= gapMs) return { ...before, lesson: heard };
  if (perMs > gapMs * CORRECTION) {
    const since = { ...heard, since: at, calls: lesson.calls + calls, spanMs: lesson.spanMs + spanMs };
    return { ...quietFrom(before, at), ...asGuess(bucketOf(perMs, since, lesson), learned.limit.ops) };
  }
  const corrected = { ...learned, limit: { ...learned.limit, perMs: perMs * learned.limit.calls } };
  return { ...(at >= before.quietUntil ? quietFrom(before, at) : before), lesson: heard, learned: corrected };
}

/** The call came too early, and has to wait for as long as was thought. Not where it was only late: to keep a closing call back for that would
 *  make it late for certain. */
function isAsThought({ calledAt, dueAt, freeAt, isLate }: Wait): boolean {
  return dueAt > calledAt && !isLate && Math.abs(freeAt - dueAt) <= Math.max((dueAt - calledAt) * LIKENESS, LIKENESS_MS);
}

const asSure = (before: Experience): Experience => changed(before, () => ({ previewsOnly: undefined }));

interface Taught {
  readonly lesson: Lesson;
  readonly learned: Allowance;
}

const asGuess = ({ lesson, learned }: Taught, ops: Limit['ops']): Taught => ({
  lesson,
  learned: { ...learned, limit: { ...learned.limit, ops, previewsOnly: true } },
});

/** The stretch that is full began with the last call that had a longer pause before it than the rest of the stretch: an earlier one would
 *  have been over before the last call passed. */
function stretchIn(before: Experience, { at, freeAt }: Wait, times: readonly number[]): Taught | undefined {
  const rest = freeAt - (times.at(-1) ?? 0);
  const first = times.findLastIndex((time, index) => time - (times[index - 1] ?? Number.NEGATIVE_INFINITY) >= rest);
  const passed = times.slice(first);
  const [from] = passed;
  if (from === undefined) return undefined;
  const calls = passed.length;
  const slowest = before.strikes > 0 ? 0 : gapOf(before) * calls;
  const perMs = Math.max(slowest, Math.min(freeAt - from, LONGEST_GAP_MS * calls));
  return {
    lesson: { calls, spanMs: freeAt - from, freeAt, at, since: at, seenMs: null },
    learned: { ...allowanceOf({ calls, perMs }), leavesAt: passed.map((time) => time + perMs) },
  };
}

/** How many calls passed since the wait before, and in how much time. */
function seenSince(lesson: Lesson, { limit }: Allowance, { freeAt, calledAt }: Wait, times: readonly number[]) {
  const passed = times.filter((time) => time >= lesson.freeAt);
  // Where more passed than is remembered, it is counted from the first that is.
  const marks = passed.length < REMEMBERED ? [lesson.freeAt, ...passed] : passed;
  const calls = marks.length - 1;
  // In a pause no more comes back than there was to come back.
  const fullMs = costMs(limit) * capacityOf(limit);
  const pauses = [...marks, calledAt].map((time, index, all) => Math.min(fullMs, time - (all[index - 1] ?? time)));
  const spanMs = pauses.reduce((sum, pause) => sum + pause, freeAt - calledAt);
  return { calls, spanMs, seenMs: Math.min((spanMs / Math.max(1, calls)) * CAUTION, LONGEST_GAP_MS) };
}

/** Between two waits it filled up by as many calls as passed; what it holds shows in what passed before the first. */
function bucketOf(perMs: number, lesson: Lesson, first: Lesson): Taught {
  const burst = Math.max(1, Math.floor(first.calls + 1 - first.spanMs / perMs));
  return { lesson, learned: { ...allowanceOf({ calls: 1, perMs, burst }), fullAt: lesson.freeAt + perMs * (burst - 1) } };
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
  return { ...quietFrom(before, at), strikes: before.strikes + 1, learned, lesson: null };
}

/** A call that keeps to a guess worked: it need be no longer than this. */
export function confirmed(before: Experience, at: number): Experience {
  const last = before.arrivals.at(-2)?.at;
  if (!before.learned || last === undefined || before.strikes === 0) return before;
  const { limit, fullAt } = before.learned;
  const perMs = Math.min(limit.perMs, Math.max(at - last, LEAST_GUESS_MS));
  return { ...before, strikes: 0, learned: { ...before.learned, limit: { ...limit, perMs }, fullAt: fullAt - limit.perMs + perMs } };
}

/** After a quiet time it may be less than was thought. */
export const relaxed = (before: Experience): Experience => changed(before, ({ perMs }) => ({ perMs: perMs * RELAXED }));

/** A call passed that came too early for what was learned: a stretch holds one more, a bucket fills faster. */
export const refuted = (before: Experience): Experience =>
  changed(before, ({ calls, perMs, burst }) => (burst === undefined ? { calls: calls + 1 } : { perMs: perMs * REFUTED }));

function changed(before: Experience, change: (limit: Limit) => Partial<Limit>): Experience {
  if (!before.learned) return before;
  const { limit } = before.learned;
  return { ...before, learned: { ...before.learned, limit: { ...limit, ...change(limit) } } };
}

/** So much too early for a guess that it cannot be a matter of how it is measured. */
export const isTooEarly = (experience: Experience, byMs: number): boolean =>
  experience.learned?.limit.previewsOnly === true && byMs > Math.max(gapOf(experience) * TOO_EARLY, LIKENESS_MS);

/** The sheet is believed again; only how long the next quiet time is, is remembered. */
export function forgotten({ arrivals, quietUntil, quietMs }: Experience): Experience {
  return { ...inexperienced, arrivals, quietUntil, quietMs };
}

export const isAsGoodAsForgotten = (experience: Experience): boolean => gapOf(experience) < FORGOTTEN_MS;

function quietFrom(before: Experience, at: number): Experience {
  const overMs = at - before.quietUntil;
  const next = overMs < LONGEST_QUIET_MS ? Math.min(before.quietMs * 2, LONGEST_QUIET_MS) : QUIET_MS;
  const quietMs = overMs < 0 ? before.quietMs : next;
  return { ...before, quietUntil: at + quietMs, quietMs };
}
