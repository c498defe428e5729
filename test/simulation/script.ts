// A script says what happens in one run: what kind of platform there is, what goes wrong on it, and what the caller says. It is
// plain data, so that a failing one can be shrunk, kept in a file and played again.

import type { StreamingBlock } from '../../src/config.js';

export interface Script {
  platform: PlatformSpec;
  config: ConfigSpec;
  /** How the listener, the inspector and the tape sink behave; none of them may matter. Without a tape nothing can be replayed. `all`: it
   *  is played before each of them. */
  observers: 'none' | 'good' | 'bad' | 'all';
  /** The package's own, or one that holds up whatever it likes. Default: its own. */
  budget?: 'own' | 'moody' | undefined;
  /** What happens by the way comes of this. Default 0. */
  luck?: number | undefined;
  filters: readonly FilterName[];
  /** Every timer fires this much late, or, below 0, early. */
  timerDriftMs: number;
  /** The texts of the steps are what is said, not what `Mint` makes of them. */
  isLiteral?: boolean | undefined;
  steps: readonly Step[];
  faults: readonly Fault[];
}

export type FilterName = 'reasoning' | 'fences' | 'late';

export type ConfigSpec = Pick<
  StreamingBlock,
  | 'editInterval'
  | 'bufferThreshold'
  | 'cursor'
  | 'transport'
  | 'segments'
  | 'freshFinalAfter'
  | 'stallTimeout'
  | 'interruptedMark'
  | 'callTimeout'
  | 'finishTimeout'
>;

export type Unit = 'utf16' | 'codePoints' | 'utf8';

/** `unsupported`: declared, and refused when it is asked for. */
export type Ability = 'yes' | 'no' | 'unsupported';

export interface PlatformSpec {
  unit: Unit;
  /** What is declared; null is without limit. */
  maxLength: number | null;
  /** The share of the declared limit that the platform really takes. */
  honesty: number;
  edit: Ability;
  delete: Ability;
  draft: Ability;
  native: Ability;
  /** `zero` and `empty`: the first id is 0 or ''. `renamed`: every edit gives the message a new one. */
  ids: 'strings' | 'zero' | 'empty' | 'none' | 'renamed';
  needsFinalEdit: boolean;
  /** The adapter spreads what is too long over several messages. */
  splits: boolean;
  minEditGapMs: number;
  tellsGap: boolean;
  maxEdits: number | null;
  trims: boolean;
  latencyMs: number;
  draftExpiryMs: number | null;
  streamExpiryMs: number | null;
}

export type CallKind = 'send' | 'edit' | 'delete' | 'draft' | 'open' | 'append' | 'close';

export type FaultKind =
  /** Told to wait `ms`, or to wait without a time if that is null. */
  | 'held'
  | 'transient'
  | 'rejected'
  | 'formatRejected'
  | 'maybe'
  | 'throws'
  | 'throwsAtOnce'
  | 'wrongShape'
  /** No answer until the call is aborted; `ms` after that it takes effect all the same, if `isApplied`. */
  | 'hangs'
  /** The same, but the adapter does not even listen to the signal. */
  | 'deaf'
  /** It works, after `ms`. */
  | 'slow'
  | 'unsupported'
  | 'forbidden';

/** Something that goes wrong with some calls: `times` of those of kind `on`, beginning with the `from`th. */
export interface Fault {
  kind: FaultKind;
  on: CallKind | 'any';
  from: number;
  times: number;
  ms: number | null;
  scope: 'call' | 'chat' | 'token' | null;
  isApplied: boolean;
}

export type Step =
  /** A delta; `keep` UTF-16 units of its end come with the next one. See `Mint` for the text. */
  | { do: 'say'; text: string; keep: number }
  | { do: 'wait'; ms: number }
  | { do: 'boundary' }
  | { do: 'note'; text: string }
  | { do: 'flush' }
  /** The reader deletes a message. */
  | { do: 'delete'; nth: number }
  /** The clock goes on while no timer does, as after a laptop slept. */
  | { do: 'jump'; ms: number }
  | { do: 'finish'; final: FinalText; text?: string | undefined }
  | { do: 'interrupt' }
  /** The process dies, and another goes on from its tape. `lands`: the call on its way takes effect. `asks`: the platform can say
   *  whether it did. Without a tape nothing happens. */
  | { do: 'crash'; lands: boolean; asks: boolean }
  | { do: 'cancel'; mode: 'keep' | 'discard' };

/** The authoritative text compared with the last segment: none, the same, with a footer, with another end, another altogether, blank;
 *  or, with a footer, all of the answer, or what was said before the last commentary. */
export type FinalText = 'none' | 'same' | 'footer' | 'rewritten' | 'other' | 'blank' | 'whole' | 'before';
