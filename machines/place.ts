// The numbers of one place, and what each event does to them.

import { type Allowance, type Circumstances, capacityOf, freeAt, nextGapMs, settle, turnAt } from './allowance.js';
import { type AskedEvent, type BudgetEvent, type Counted, type Kind, kindOf, type Limit, type Verdict } from './budget-vocabulary.js';
import { arrived, type Experience, isTooEarly, told } from './pace.js';
import { aheadOf, claimIn, isAlone, join, leave, type Queue } from './queue.js';

export interface Place {
  /** One for each limit of the sheet. */
  readonly allowances: readonly Allowance[];
  readonly experience: Experience;
  /** The calls that are on their way, one of a stream at most. */
  readonly calls: readonly Call[];
  readonly queue: Queue;
  /** How many calls may be on their way at once while calls are resumed after a wait. */
  readonly abreast: number;
  /** Nothing of a kind before its time. */
  readonly heldUntil: Readonly<Record<Kind, number>>;
  /** How many answers there were, and the time of the fastest; 0 before the first. */
  readonly answers: number;
  readonly fastestMs: number;
  /** What the last stream that asked was told. */
  readonly verdict: Verdict;
}

interface Call {
  readonly stream: string;
  readonly op: Counted;
  readonly at: number;
  /** When what was learned would have let it go, if all pass that were on their way then: later than it went, if that holds for previews only. */
  readonly dueAt: number;
  /** The same, if none of them does. */
  readonly soonestAt: number;
}

type Answered = Extract<BudgetEvent, { type: 'DONE' | 'FAILED' | 'HELD' | 'REFUSED' }>;

/** Of what a place can take at once this much is kept for calls that are no previews; at least one call. */
const RESERVED = 0.1;
/** The calls that can be the last of an answer. */
const CLOSING: readonly Counted[] = ['send', 'fresh', 'edit', 'close'];
const GO: Verdict = { waitMs: 0, worth: 0 };
/** A preview need not be worth a whole gap: how fast the text will come, and whether it comes, is only guessed. */
const WORTHWHILE = 0.8;
/** Whether text still comes is looked at this often, and not before as many characters should have come. */
const LOOK_MS = 100;
const LOOK_CHARACTERS = 20;
/** After a wait the next piece of text is waited for: so many characters are a piece, and so long is worth it. */
const PIECE_CHARACTERS = 6;
const LONGEST_PIECE_MS = 500;
/** Who waits for a call on its way asks again after this time at the earliest. */
const LEAST_WAIT_MS = 10;
/** So late an answer means that the platform made the call wait instead of refusing it. */
const SLOW_MS = 1_500;
const SLOW_RATIO = 4;
/** How much of the fastest answer is relied on, at most, and after how many answers half of it is. */
const MOST_RELIED_ON = 0.5;
const ANSWERS_FOR_HALF = 40;

const counts = ({ ops }: Limit, op: Counted): boolean => ops?.includes(op) ?? true;

export function asked(place: Place, event: AskedEvent): Pick<Place, 'verdict' | 'queue'> {
  return answerAfter(waitFor(place, event), place, event);
}

/** The same while calls are resumed: with each round trip twice as many may go. */
export function askedInLine(place: Place, event: AskedEvent): Pick<Place, 'verdict' | 'queue'> {
  const before = place.calls.length + aheadOf(place.queue, event);
  if (before < place.abreast) return asked(place, event);
  return answerAfter(Math.max(LEAST_WAIT_MS, place.fastestMs * Math.log2(1 + before / place.abreast)), place, event);
}

function answerAfter(waitMs: number, place: Place, event: AskedEvent): Pick<Place, 'verdict' | 'queue'> {
  const { at, stream } = event;
  const verdict = waitMs > 0 ? { waitMs, worth: 0 } : worthOf(place, event);
  const queue = verdict.waitMs > 0 ? join(place.queue, event, at + verdict.waitMs, waitMs > 0) : leave(place.queue, stream);
  return { verdict, queue };
}

/** What counts is that no limit is passed, even if all calls that are on their way arrive only now. The time to ask again is when it may go
 *  if they arrive as fast as can be. */
function waitFor(place: Place, event: AskedEvent): number {
  const { at } = event;
  if (earliest(place, event, () => at) <= at) return 0;
  const wayMs = place.fastestMs - reliedOn(place);
  return Math.max(LEAST_WAIT_MS, earliest(place, event, (call) => call.at + wayMs) - at);
}

function earliest(place: Place, event: AskedEvent, arrivalOf: (call: Call) => number): number {
  const ahead = aheadOf(place.queue, event);
  const takesTurns = event.class === 'interim' && !isAlone(place.queue, event.stream);
  // No final can follow before this preview is answered, so the reserve need not be there before; and a mistake about it costs a final a moment
  // and not a refusal, so all of the fastest answer is relied on.
  const spareMs = 2 * place.fastestMs - reliedOn(place);
  return limitsOn(place, event).reduce((time, one) => {
    const bare = { now: event.at, arriving: arriving(place, one, arrivalOf), kept: 0 };
    const kept = keptFrom(event, one);
    const reserve = kept > 0 ? freeAt(one, { ...bare, kept }, ahead) - spareMs : 0;
    const inTurn = takesTurns
      ? turnAt(
          one,
          arriving(place, one, (call) => call.at),
          ahead,
        )
      : 0;
    return Math.max(time, reserve, inTurn, freeAt(one, bare, ahead));
  }, place.heldUntil[kindOf(event.op)]);
}

function arriving({ calls }: Place, { limit }: Allowance, arrivalOf: (call: Call) => number): number[] {
  const times: number[] = [];
  for (const call of calls) if (counts(limit, call.op)) times.push(arrivalOf(call));
  return times;
}

/** A preview now costs one later. It is worth that as soon as it shows as much as will be written until the next may go: before, the text
 *  to come would wait longer than the text that is there. When the text stops it is worth it at once. */
function worthOf(place: Place, event: AskedEvent): Verdict {
  const { at, perMs, unshown } = event;
  if (event.class !== 'interim' || perMs === 0) return GO;
  const gapMs = limitsOn(place, event).reduce((gap, one) => {
    const circumstances: Circumstances = { now: at, arriving: arriving(place, one, () => at), kept: keptFrom(event, one) };
    return Math.max(gap, nextGapMs(one, circumstances, event.lastsMs));
  }, 0);
  const worth = Math.ceil(gapMs * perMs * WORTHWHILE);
  if (unshown < worth) return { waitMs: Math.max(LOOK_MS, Math.min(LOOK_CHARACTERS / perMs, gapMs)), worth };
  const before = claimIn(place.queue, event.stream);
  if (gapMs > 0 && before?.isReady && at >= before.until && isAlone(place.queue, event.stream))
    return { waitMs: Math.min(PIECE_CHARACTERS / perMs, LONGEST_PIECE_MS), worth: unshown + 1 };
  return GO;
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
  return isForClosing ? Math.max(1, Math.floor(capacity * RESERVED)) : 0;
}

export function called(place: Place, { stream, op, at }: Extract<BudgetEvent, { type: 'CALLED' }>): Partial<Place> {
  const calls = place.calls.filter((call) => call.stream !== stream);
  const { learned } = place.experience;
  const due = (others: readonly Call[]) => {
    if (!learned || !counts(learned.limit, op)) return at;
    const onTheirWay = arriving({ ...place, calls: others }, learned, (call) => call.at);
    return freeAt(learned, { now: at, arriving: onTheirWay, kept: 0 }, 0);
  };
  const call = { stream, op, at, dueAt: due(calls), soonestAt: due([]) };
  return { calls: [...calls, call], queue: leave(place.queue, stream) };
}

const callOf = ({ calls }: Pick<Place, 'calls'>, stream: string): Call | undefined => calls.find((call) => call.stream === stream);

/** However the call ended, it was counted by the platform; only what is learned from refusals does not count them. */
export function answered(place: Place, { type, stream, at }: Answered): Partial<Place> {
  const call = callOf(place, stream);
  if (!call) return {};
  const { allowances, experience } = place;
  const latencyMs = at - call.at;
  // What an answer needs for the way back is not known; what it needs for both ways at least, is.
  const arrivedBy = at - reliedOn(place);
  const passed = (one: Allowance): Allowance => (counts(one.limit, call.op) ? settle(one, arrivedBy) : one);
  const wasRefused = type === 'HELD' || type === 'REFUSED';
  return {
    calls: place.calls.filter((other) => other !== call),
    answers: place.answers + 1,
    fastestMs: place.answers === 0 ? latencyMs : Math.min(place.fastestMs, latencyMs),
    allowances: allowances.map(passed),
    experience: experience.learned && !wasRefused ? { ...experience, learned: passed(experience.learned) } : experience,
  };
}

/** The more answers are known, the less is the fastest of them an accident. */
const reliedOn = ({ answers, fastestMs }: Place): number => fastestMs * Math.min(MOST_RELIED_ON, answers / (answers + ANSWERS_FOR_HALF));

export function noted(place: Place, { stream, at }: Answered): Partial<Place> {
  const call = callOf(place, stream);
  return call ? { experience: arrived(place.experience, { at, kind: kindOf(call.op) }) } : {};
}

/** The platform said wait, or took so long that it came to the same. */
export function taught(place: Place, event: Extract<BudgetEvent, { type: 'HELD' | 'DONE' }>): Partial<Place> {
  const call = callOf(place, event.stream);
  if (!call) return {};
  const { at } = event;
  const { ms, what } =
    event.type === 'HELD' ? event : { ms: 0, what: call.op === 'typing' ? ('typing' as const) : ('everything' as const) };
  const { dueAt } = call;
  return { experience: told(place.experience, { calledAt: call.at, at, freeAt: at + ms, what, dueAt, isLate: event.type === 'DONE' }) };
}

export function held(place: Place, { at, ms, what }: Extract<BudgetEvent, { type: 'HELD' }>): Pick<Place, 'heldUntil'> {
  const until = (kind: Kind) => Math.max(place.heldUntil[kind], what === 'everything' || what === kind ? at + ms : 0);
  return { heldUntil: { sends: until('sends'), others: until('others'), typing: until('typing') } };
}

/** One more, for each that passed: twice as many after each round trip. */
export const widened = ({ abreast }: Place): Pick<Place, 'abreast'> => ({ abreast: abreast + 1 });

/** Somebody would call at once if it might. */
export const isCrowded = ({ queue }: Place): boolean => queue.some(({ isReady }) => isReady);

export function isSlow(place: Place, { stream, at }: { stream: string; at: number }): boolean {
  const call = callOf(place, stream);
  return call !== undefined && at - call.at > Math.max(SLOW_MS, SLOW_RATIO * place.fastestMs);
}

/** It came too early for what was learned. */
export function wasEarly(place: Place, { stream }: { stream: string }): boolean {
  const call = callOf(place, stream);
  return call !== undefined && isTooEarly(place.experience, call.soonestAt - call.at);
}
