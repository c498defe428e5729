// The words of the budget's chart. Times are milliseconds of whatever clock the runtime has. Everything here survives JSON.

import type { Op } from './vocabulary.js';

/** What is counted: the calls of an answer, and the sign that one is being written. */
export type Counted = Op | 'typing';

/** Calls that a platform may hold up without the others. `others`: what changes or replaces a message that is there, drafts and frames. */
export type Kind = 'sends' | 'others' | 'typing';

/** What a told wait holds up. */
export type Held = 'everything' | Kind;

/** The calls of each kind. */
export const KINDS: Readonly<Record<Kind, readonly Counted[]>> = {
  sends: ['send', 'fresh', 'open'],
  others: ['edit', 'remove', 'trim', 'draft', 'append', 'close'],
  typing: ['typing'],
};

/** The kind of a call. */
export function kindOf(op: Counted): Kind {
  if (KINDS.sends.includes(op)) return 'sends';
  return KINDS.others.includes(op) ? 'others' : 'typing';
}

/** How urgent a call is, most urgent first. `first`: the first message of an answer, also if it is the last · `final`: the closing
 *  form · `boundary`: the same in the middle of the answer · `interim`: a preview. */
export type CallClass = 'first' | 'final' | 'boundary' | 'interim';

/** What a platform allows in one place. Without `burst`: never more than `calls` in any stretch of `perMs`. With it: `calls` per `perMs`
 *  on average, and up to `burst` at once after a pause. */
export interface Limit {
  /** At least 1. */
  calls: number;
  /** Milliseconds. */
  perMs: number;
  /** At least 1. */
  burst?: number | undefined;
  /** The calls that it counts. Default: every call. */
  ops?: readonly Counted[] | undefined;
  /** Only previews have to keep to it. Default false. */
  previewsOnly?: boolean | undefined;
}

interface CallFacts {
  stream: string;
  op: Counted;
  class: CallClass;
  at: number;
}

/** May this call be made? The answer is the context's `verdict`; nothing is counted yet. */
export interface AskedEvent extends CallFacts {
  type: 'ASKED';
  /** Characters that the call would show for the first time, and how long the oldest of them has waited. */
  unshown: number;
  /** How long the oldest of those characters has waited, in milliseconds. */
  ageMs: number;
  /** How fast text comes, in characters per millisecond; 0: it has stopped, or that is not known. */
  perMs: number;
  /** For how much longer it is thought to come before it pauses, in milliseconds; 0: not known. */
  lastsMs: number;
}

/** Everything that the budget's chart hears. `stream` is the stream's id, `at` and `ms` are milliseconds. */
export type BudgetEvent =
  | AskedEvent
  /** The call is on its way. */
  | (CallFacts & { type: 'CALLED' })
  /** It took effect. */
  | { type: 'DONE'; stream: string; at: number }
  /** It did not, for a reason that says nothing about pace. */
  | { type: 'FAILED'; stream: string; at: number }
  /** The platform said wait, and how long. */
  | { type: 'HELD'; stream: string; at: number; ms: number; what: Held }
  /** The platform said wait, but not how long. */
  | { type: 'REFUSED'; stream: string; at: number }
  /** The stream makes no more calls. */
  | { type: 'LEFT'; stream: string };

/** Whether a call may be made. */
export interface Verdict {
  /** 0: yes. Else the milliseconds after which to ask again. */
  readonly waitMs: number;
  /** As soon as so many characters are unshown it is worth asking sooner; 0: no amount of text makes a difference. */
  readonly worth: number;
}

/** The budget chart's configuration. */
export interface BudgetInput {
  /** What the platform says it allows here; empty: nothing is known. */
  limits: readonly Limit[];
}
