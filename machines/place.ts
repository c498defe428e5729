// The numbers of one place, and what each event does to them.

import { type Allowance, capacityOf, freeAt, settle, take } from './allowance.js';
import type { AskedEvent, BudgetEvent, Limit } from './budget-vocabulary.js';
import type { Experience } from './pace.js';
import { aheadOf, join, leave, type Queue } from './queue.js';
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
  /** What the last stream that asked was told. 0: go. Else the milliseconds after which to ask again. */
  readonly waitMs: number;
}

/** Of what a place can take at once this much is kept for calls that are no previews; at least one call. */
const RESERVED = 0.1;
/** The calls that can be the last of an answer. */
const CLOSING: readonly Op[] = ['send', 'fresh', 'edit', 'close'];
/** So late an answer means that the platform made the call wait instead of refusing it. */
const SLOW_MS = 1_500;
const SLOW_RATIO = 4;
/** How many answers it takes to know the way there and back, and how much of it is relied on. */
const ANSWERS_TO_KNOW = 16;
const RELIED_ON = 0.9;

const isSend = (op: Op): boolean => op === 'send' || op === 'fresh' || op === 'open';
const counts = ({ ops }: Limit, op: Op): boolean => ops?.includes(op) ?? true;

export function asked(place: Place, event: AskedEvent): Pick<Place, 'waitMs' | 'queue'> {
  const waitMs = Math.max(0, earliest(place, event) - event.at);
  const queue = waitMs > 0 ? join(place.queue, event, event.at + waitMs) : leave(place.queue, event.stream);
  return { waitMs, queue };
}

function earliest(place: Place, event: AskedEvent): number {
  const { op, class: urgency, at } = event;
  const ahead = aheadOf(place.queue, event);
  let time = isSend(op) ? place.sendsFrom : place.othersFrom;
  const { learned } = place.experience;
  for (const allowance of learned ? [...place.allowances, learned] : place.allowances) {
    const { limit } = allowance;
    if (!counts(limit, op) || (limit.previewsOnly && urgency !== 'interim')) continue;
    time = Math.max(time, freeAt(allowance, at, ahead, urgency === 'interim' ? reserveOf(limit) : 0));
  }
  return time;
}

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
