import type { CallClass, Counted, Verdict } from '../machines/budget-vocabulary.js';

export type { CallClass, Counted, Verdict };

/** A call that a stream would like to make: one of an answer, or of the sign that one is being written (`op: 'typing'`, class `interim`,
 *  nothing unshown). As a stream has one call at a time, the sign is asked for under a name of its own. */
export interface Claim {
  /** The stream's id. */
  stream: string;
  /** Where the call goes. */
  chatId: string | number;
  /** What kind of call. */
  op: Counted;
  /** How urgent it is. */
  class: CallClass;
  /** The clock's time, in milliseconds. */
  at: number;
  /** Characters that the call would show for the first time, and how long the oldest of them has waited. */
  unshown: number;
  /** How long the oldest of those characters has waited, in milliseconds. */
  ageMs: number;
  /** How fast text comes, in characters per millisecond; 0: it has stopped, or that is not known. */
  perMs: number;
  /** For how much longer it is thought to come before it pauses, in milliseconds. Default 0: not known. */
  lastsMs?: number | undefined;
}

/** What became of a call. */
export interface Report {
  /** The stream's id. */
  stream: string;
  /** Where the call went. */
  chatId: string | number;
  /** What kind of call. */
  op: Counted;
  /** The clock's time when its answer came, in milliseconds. */
  at: number;
  /** From the call to its answer, in milliseconds. */
  latencyMs: number;
  /** `held`: the platform said wait. */
  result: 'ok' | 'held' | 'failed';
  /** For `held`: how long, if it said so, and what for. */
  retryAfterMs?: number | undefined;
  /** For `held`: what the wait is for; absent if the platform did not say. */
  scope?: 'call' | 'chat' | 'token' | undefined;
}

/** What a bot may do on a platform, shared by every stream that is given the same object. */
export interface Budget {
  /** May this call be made? If so, it is counted. */
  ask(claim: Claim): Verdict;
  /** What became of a call that was allowed. */
  tell(report: Report): void;
  /** The stream makes no more calls. */
  leave(stream: string): void;
}
