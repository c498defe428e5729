import type { CallClass, Counted, Verdict } from '../machines/budget-vocabulary.js';

export type { CallClass, Counted, Verdict };

/** For a call of an answer, or for the sign that one is being written: `op: 'typing'`, class `interim`, nothing unshown. As a stream has one
 *  call at a time, the sign is asked for under a name of its own. */
export interface Claim {
  stream: string;
  chatId: string | number;
  op: Counted;
  class: CallClass;
  /** The clock's time, in milliseconds. */
  at: number;
  /** Characters that the call would show for the first time, and how long the oldest of them has waited. */
  unshown: number;
  ageMs: number;
  /** How fast text comes, in characters per millisecond; 0: it has stopped, or that is not known. */
  perMs: number;
  /** For how much longer it is thought to come before it pauses, in milliseconds. Default 0: not known. */
  lastsMs?: number | undefined;
}

export interface Report {
  stream: string;
  chatId: string | number;
  op: Counted;
  at: number;
  latencyMs: number;
  /** `held`: the platform said wait. */
  result: 'ok' | 'held' | 'failed';
  /** For `held`: how long, if it said so, and what for. */
  retryAfterMs?: number | undefined;
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
