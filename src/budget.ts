import type { CallClass, Verdict } from '../machines/budget-vocabulary.js';
import type { Op } from '../machines/vocabulary.js';

export type { CallClass, Verdict };

export interface Claim {
  stream: string;
  chatId: string | number;
  op: Op;
  class: CallClass;
  /** The clock's time, in milliseconds. */
  at: number;
  /** Characters that the call would show for the first time, and how long the oldest of them has waited. */
  unshown: number;
  ageMs: number;
  /** How fast text comes while it comes, in characters per millisecond; 0: not known. */
  perMs: number;
}

export interface Report {
  stream: string;
  chatId: string | number;
  op: Op;
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
