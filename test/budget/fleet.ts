// Streams that ask one budget, and a platform that counts what arrives.

import type { Budget, CallClass, Claim, Report } from '../../src/budget.js';
import { VirtualClock } from '../../src/virtual-clock.js';

export interface Call {
  stream: string;
  class: CallClass;
  askedAt: number;
  arrivedAt: number;
}

export interface Speaker {
  stream: string;
  chatId: string;
  /** What it asks for, one call after the other; `undefined` ends it. */
  next(call: number, now: number): CallClass | undefined;
  /** A pause before each call, in milliseconds. */
  pauseMs: number;
  /** However long it has to wait, it looks this often what it wants by then. Default: it asks again when it was told to, for the same. */
  looksMs?: number;
}

interface Options {
  budget: Budget;
  speakers: Speaker[];
  forMs: number;
  /** From 0 to 1. */
  random(): number;
  /** What the platform says to a call that arrives. */
  platform?: (call: Call) => Answer;
  /** What its waits are for. */
  scope?: Report['scope'];
}

/** 0 takes the call, a number refuses it for so long, null without a time; `afterMs` takes it, but only then. */
type Answer = number | null | { afterMs: number };

const UNSHOWN = 500;

/** Plays all of them for so long, and returns what arrived, in the order of arrival. */
export function play({ budget, speakers, forMs, random, platform = () => 0, scope }: Options): { taken: Call[]; refused: Call[] } {
  const clock = new VirtualClock();
  const until = clock.now() + forMs;
  const taken: Call[] = [];
  const refused: Call[] = [];

  function ask(speaker: Speaker, urgency: CallClass, number: number): void {
    const at = clock.now();
    if (at > until) return;
    const { stream, chatId } = speaker;
    const claim: Claim = {
      stream,
      chatId,
      op: urgency === 'first' ? 'send' : 'edit',
      class: urgency,
      at,
      unshown: UNSHOWN,
      ageMs: 1_000,
      perMs: 0,
    };
    const { waitMs } = budget.ask(claim);
    if (waitMs > 0) {
      const { looksMs = Number.POSITIVE_INFINITY } = speaker;
      const again = () => ask(speaker, looksMs < waitMs ? (speaker.next(number, clock.now()) ?? urgency) : urgency, number);
      clock.setTimeout(again, Math.ceil(Math.min(waitMs, looksMs)));
      return;
    }
    // Both ways have a least time, and no more than that in common.
    const thereMs = 30 + 60 * random();
    const latencyMs = thereMs + 30 + 60 * random();
    const call = { stream, class: urgency, askedAt: at, arrivedAt: at + thereMs };
    clock.setTimeout(() => {
      const answer = platform(call);
      const heldMs = typeof answer === 'object' && answer ? answer.afterMs : 0;
      const isTaken = answer === 0 || heldMs > 0;
      (isTaken ? taken : refused).push(call);
      clock.setTimeout(
        () => {
          const { op } = claim;
          const report = { stream, chatId, op, at: clock.now(), latencyMs: latencyMs + heldMs };
          if (isTaken) budget.tell({ ...report, result: 'ok' });
          else budget.tell({ ...report, scope, result: 'held', ...(typeof answer === 'number' && { retryAfterMs: answer }) });
          begin(speaker, number + 1);
        },
        at + latencyMs + heldMs - clock.now(),
      );
    }, call.arrivedAt - at);
  }

  function begin(speaker: Speaker, number: number): void {
    clock.setTimeout(() => {
      const urgency = speaker.next(number, clock.now());
      if (urgency) ask(speaker, urgency, number);
      else budget.leave(speaker.stream);
    }, speaker.pauseMs);
  }

  for (const speaker of speakers) begin(speaker, 0);
  while ((clock.untilNext() ?? Number.POSITIVE_INFINITY) < Number.POSITIVE_INFINITY && clock.now() <= until + 10_000) clock.fireNext();
  return { taken, refused };
}

/** The most calls in any stretch of this length. */
export function mostIn(perMs: number, calls: Call[]): number {
  const times = calls.map(({ arrivedAt }) => arrivedAt).sort((a, b) => a - b);
  let most = 0;
  let from = 0;
  times.forEach((time, to) => {
    while ((times[from] ?? time) <= time - perMs) from += 1;
    most = Math.max(most, to - from + 1);
  });
  return most;
}
