// The words of the conversation's chart. It counts messages and numbers answers; texts and streams belong to the runtime. Durations are
// milliseconds. Everything here survives JSON.

/** What becomes of a message that comes while an answer is being written.
 *  `queue`: it waits for its turn · `interrupt`: that answer ends as it stands, and the newest message is answered next · `drop`: it is
 *  refused · `parallel`: it is answered at once, beside the other. */
export type Policy = 'queue' | 'interrupt' | 'drop' | 'parallel';

/** Why a message is not taken. `busy`: an answer is being written, and the policy is to drop · `full`: as many wait, or are answered, as
 *  may · `closing`: the gateway takes no more. */
export type Refusal = 'busy' | 'full' | 'closing';

// ---- in ---------------------------------------------------------------------------------------------------------------

/** Everything that the conversation's chart hears. `run` is an answer's number. */
export type ConversationEvent =
  /** A person said something. */
  | { type: 'MESSAGE' }
  /** A message that waited was taken back. */
  | { type: 'WITHDRAWN' }
  /** The reader has heard enough. */
  | { type: 'STOP' }
  /** The stream of this answer has settled. Only now may anything be shown after it. */
  | { type: 'ENDED'; run: number }
  /** The gateway is closing: answers that are being written have `ms` left. */
  | { type: 'DRAIN'; ms: number };

// ---- out --------------------------------------------------------------------------------------------------------------

/** Everything that the conversation's chart asks of the runtime. `run` is an answer's number. */
export type ConversationCommand =
  /** Answer the message that has waited longest, as this run. */
  | { type: 'start'; run: number }
  /** Every answer that is being written ends as it stands. */
  | { type: 'stop' }
  /** The same because time is up: the reader shall see that it is not whole. */
  | { type: 'cut' }
  /** The newest message is not taken. */
  | { type: 'refuse'; why: Refusal }
  /** Of those that wait, only the newest is kept. */
  | { type: 'supersede' }
  /** None of those that wait is kept. */
  | { type: 'dismiss' };

// ---- what the chart keeps ---------------------------------------------------------------------------------------------

/** The conversation chart's configuration. */
export interface ConversationInput {
  /** What becomes of a message that comes while an answer is being written. */
  policy: Policy;
  /** How many messages may wait; with `parallel`, how many may be answered at once. At least 1. */
  limit: number;
}

/** All that the conversation's chart keeps. */
export interface ConversationContext extends ConversationInput {
  /** Messages that wait for their turn. */
  waiting: number;
  /** The answers that are being written. One at most, unless the policy is `parallel`. */
  open: readonly number[];
  /** The number of the latest answer; none has it twice. */
  run: number;
  /** How long the answers that are being written may still take when the gateway closes. */
  patienceMs: number;
}
