// The numbers of one place, and what each event does to them.

import { type Allowance, capacityOf, evenGapMs, freeAt, settle, take } from './allowance.js';
import type { AskedEvent, BudgetEvent, Limit, Verdict } from './budget-vocabulary.js';
import type { Experience } from './pace.js';
import { aheadOf, join, leave, type Queue, type Waiting } from './queue.js';
import type { Op } from './vocabulary.js';

export interface Place {
  /** One for each limit of the sheet. */
  readonly allowances: readonly Allowance[];
  readonly experience: Experience;
  /** The call of each stream that is on its way. */
  readonly calls: Readonly<Record<string, { readonly op: Op; readonly at: number }>>;
  readonly queue: Queue;
  /** No send before the one, nothing but a send before the other. */
  readonly sendsFrom: number;
  readonly othersFrom: number;
  /** How many answers there were, and the time of the fastest; 0 before the first. */
  readonly answers: number;
  readonly fastestMs: number;
  /** What the last stream that asked was told. */
  readonly verdict: Verdict;
}

/** Of what a place can take at once this much is kept for calls that are no previews; at least one call. */
const RESERVED = 0.1;
/** The calls that can be the last of an answer. */
const CLOSING: readonly Op[] = ['send', 'fresh', 'edit', 'close'];
const GO: Verdict = { waitMs: 0, worth: 0 };
/** A preview need not be worth a whole gap: how fast the text will come, and whether it comes, is only guessed. */
const WORTHWHILE = 0.8;
/** The text has stopped if hardly any of it comes in this time, in which several tokens should have come. */
const SILENCE_MS = 100;
const SILENCE_CHARACTERS = 20;
const SILENCE_SHARE = 0.25;
/** So late an answer means that the platform made the call wait instead of refusing it. */
const SLOW_MS = 1_500;
const SLOW_RATIO = 4;
/** How many answers it takes to know the way there and back, and how much of it is relied on. */
const ANSWERS_TO_KNOW = 8;
const RELIED_ON = 0.5;

const isSend = (op: Op): boolean => op === 'send' || op === 'fresh' || op === 'open';
const counts = ({ ops }: Limit, op: Op): boolean => ops?.includes(op) ?? true;

export function asked(place: Place, event: AskedEvent): Pick<Place, 'verdict' | 'queue'> {
  const { at, stream } = event;
  const waitMs = earliest(place, event) - at;
  const verdict = waitMs > 0 ? { waitMs, worth: 0 } : worthOf(place, event);
  const queue = verdict.waitMs > 0 ? join(place.queue, event, at + verdict.waitMs, waitMs > 0) : leave(place.queue, stream);
  return { verdict, queue };
}

function earliest(place: Place, event: AskedEvent): number {
  const { op, at } = event;
  const ahead = aheadOf(place.queue, event);
  const heldUntil = isSend(op) ? place.sendsFrom : place.othersFrom;
  return limitsOn(place, event).reduce((time, one) => Math.max(time, freeAt(one, at, ahead, keptFrom(event, one))), heldUntil);
}

/** A preview now costs one later. It is worth that as soon as it shows as much as will be written until the next may go: before, the text
 *  to come would wait longer than the text that is there. When the text stops it is worth it at once. */
function worthOf(place: Place, event: AskedEvent): Verdict {
  if (event.class !== 'interim') return GO;
  const gapMs = limitsOn(place, event).reduce((gap, one) => Math.max(gap, evenGapMs(one, event.at, keptFrom(event, one))), 0);
  if (gapMs === 0) return GO;
  const { perMs, unshown } = event;
  const worth = Math.ceil(gapMs * perMs * WORTHWHILE);
  if (unshown >= worth || hasStopped(place.queue[event.stream], event)) return GO;
  return { waitMs: Math.max(SILENCE_MS, Math.min(SILENCE_CHARACTERS / perMs, gapMs)), worth };
}

/** Hardly any text came since it asked before. */
function hasStopped(before: Waiting | undefined, { at, unshown, perMs }: AskedEvent): boolean {
  if (!before || at - before.askedAt < SILENCE_MS) return false;
  return unshown - before.unshown < (at - before.askedAt) * perMs * SILENCE_SHARE;
}

function limitsOn(place: Place, { op, class: urgency }: AskedEvent): Allowance[] {
  const { learned } = place.experience;
  const all = learned ? [...place.allowances, learned] : place.allowances;
  return all.filter(({ limit }) => counts(limit, op) && (urgency === 'interim' || !limit.previewsOnly));
}

const keptFrom = ({ class: urgency }: AskedEvent, { limit }: Allowance): number => (urgency === 'interim' ? reserveOf(limit) : 0);

/** What previews leave alone, so that a closing call need not wait for them. */
function reserveOf(limit: Limit): number {
  const isForClosing = limit.ops === undefined || limit.ops.some((op) => CLOSING.includes(op));
  const capacity = capacityOf(limit);
  return isForClosing && capacity > 1 ? Math.max(1, Math.floor(capacity * RESERVED)) : 0;
}

export function called(place: Place, { stream, op, at }: Extract<BudgetEvent, { type: 'CALLED' }>): Partial<Place> {
  return {
    calls: { ...place.calls, [stream]: { op, at } },
    queue: leave(place.queue, stream),
    ...withAllowances(place, op, take),
  };
}

/** However the call ended, it was counted by the platform. */
export function answered(place: Place, { stream, at }: { stream: string; at: number }): Partial<Place> {
  const { [stream]: call, ...calls } = place.calls;
  if (!call) return {};
  const relied = place.answers >= ANSWERS_TO_KNOW ? place.fastestMs * RELIED_ON : 0;
  const latencyMs = at - call.at;
  return {
    calls,
    answers: place.answers + 1,
    fastestMs: place.answers === 0 ? latencyMs : Math.min(place.fastestMs, latencyMs),
    // What an answer needs for the way back is not known; what it needs for both ways at least, is.
    ...withAllowances(place, call.op, (allowance) => settle(allowance, at - relied)),
  };
}

function withAllowances(place: Place, op: Op, change: (allowance: Allowance) => Allowance): Pick<Place, 'allowances' | 'experience'> {
  const { allowances, experience } = place;
  return {
    allowances: allowances.map((allowance) => (counts(allowance.limit, op) ? change(allowance) : allowance)),
    experience: experience.learned ? { ...experience, learned: change(experience.learned) } : experience,
  };
}

export function held(place: Place, { at, ms, what }: Extract<BudgetEvent, { type: 'HELD' }>): Pick<Place, 'sendsFrom' | 'othersFrom'> {
  return {
    sendsFrom: what === 'others' ? place.sendsFrom : Math.max(place.sendsFrom, at + ms),
    othersFrom: what === 'sends' ? place.othersFrom : Math.max(place.othersFrom, at + ms),
  };
}

export function isSlow(place: Place, { stream, at }: { stream: string; at: number }): boolean {
  const call = place.calls[stream];
  return call !== undefined && at - call.at > Math.max(SLOW_MS, SLOW_RATIO * place.fastestMs);
}
