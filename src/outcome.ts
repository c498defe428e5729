import type { MessageId, Reason } from './adapter.js';

/** One message of the answer, as far as is known. `seen`: the platform confirmed it. `maybe`: a call got no answer, so it may
 *  be on screen. `unseen`: it was on screen and is known to be gone. */
export interface OutcomeMessage {
  /** As the platform gave it; undefined where it gave none. */
  id: MessageId | undefined;
  /** The text as it was last sent, a cursor that could not be removed included. */
  text: string;
  /** How sure it is that a reader sees it. */
  certainty: 'seen' | 'maybe' | 'unseen';
}

/** Why a stream did not come to its proper end. */
export interface OutcomeFailure {
  /** A platform's `Reason`, or why the stream itself ended: `interrupted` (the source broke off), `stalled`, `timedOut` (patience
   *  ran out), `overflow` (a memory limit was passed), `filter` (a filter failed, so that what came
   *  after it was withheld), `off` (streaming is disabled). */
  reason: Reason | 'interrupted' | 'stalled' | 'timedOut' | 'overflow' | 'filter' | 'off';
  /** For people: the platform's own words, or what broke. */
  message: string;
  /** For `rateLimited`: how long the platform still wants to be left alone, in milliseconds from `settled` on. */
  retryAfterMs?: number | undefined;
}

/** What came of a stream. */
export interface Outcome {
  /** `delivered`: everything accepted is on screen. `partial`: some of it. `undelivered`: none. `cancelled`: the caller stopped
   *  it; `unshown` says whether anything is missing. */
  status: 'delivered' | 'partial' | 'undelivered' | 'cancelled';
  /** The final answer (the text after the last boundary or commentary) is on screen whole: do not send it again. */
  alreadySent: boolean;
  /** The accepted text after filters, or the authoritative final text; segments joined by a blank line. */
  text: string;
  /** Exactly what is not on screen, in order; `''` when nothing is missing. */
  unshown: string;
  /** What was put on screen, oldest first. */
  messages: OutcomeMessage[];
  /** How many calls were made to the platform. */
  calls: number;
  /** The last thing that stood in the way. Absent when everything went well. */
  failure?: OutcomeFailure | undefined;
  /** Things worth knowing that did not stop the delivery: a cursor that stayed, a copy that could not be deleted, deltas after
   *  the end. */
  notes: string[];
}
