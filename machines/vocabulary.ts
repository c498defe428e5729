// The words that the charts and the runtime share. Positions are UTF-16 offsets into the text of the current item; durations
// are milliseconds. Everything here survives JSON: no Infinity, no undefined that means something.

/** What a call to the platform does.
 *  `send` a new message · `edit` replace a message's text · `fresh` a new message in place of the current one · `remove` delete
 *  the message that `fresh` replaced, or one that holds only the cursor · `trim` an edit that takes away the cursor and shows
 *  nothing new · `draft` an ephemeral preview · `open`, `append`, `close` the platform's native stream. */
export type Op = 'send' | 'edit' | 'fresh' | 'remove' | 'trim' | 'draft' | 'open' | 'append' | 'close';

/** When the intake shall speak up. `first`: enough visible text to open a message · `any`: any unshown text · `threshold`: a
 *  screenful of unshown text · `close`: only when the item closes · `off`: not at all. All but `off` also tell of the close. */
export type BellMode = 'first' | 'any' | 'threshold' | 'close' | 'off';

/** How a preview can be shown at present: what the configuration asks for and the platform has not refused for good. */
export type Via = 'edit' | 'draft' | 'native' | 'nothing';

/** How an item ended. `doubtful`: its last message may or may not be on screen. */
export type ItemEnd = 'complete' | 'incomplete' | 'doubtful' | 'empty';

// ---- in: from the source ---------------------------------------------------------------------------------------------

/** There is more text than was told before. */
export interface MoreEvent {
  type: 'MORE';
  /** End of the last character that is not white space. */
  have: number;
  /** How a preview can be shown at present. */
  via: Via;
}

/** The current item ends here. */
export interface CloseEvent {
  type: 'CLOSE';
  /** End of the last character that is not white space. */
  have: number;
  /** Up to here the text that is shown is still the text; less than `have` only when an authoritative text replaced it. */
  stands: number;
  /** The current message is old enough, and deletable, to be replaced by a new one. */
  fresh: boolean;
  /** The platform gives no ids and more text is to come: this item may be joined with the next. */
  gather: boolean;
}

/** Everything that the source's side can tell the chart. */
export type SourceEvent =
  | MoreEvent
  | CloseEvent
  /** The caller cancelled: what is waited for is tried at once. */
  | { type: 'HURRY' }
  /** The caller cancelled and wants nothing more shown. */
  | { type: 'DISCARD' }
  /** The chart was restored from a snapshot: timers and calls have to be set going again. */
  | { type: 'RESUMED' }
  /** There is another item. `carried` of this one's text was handed on to it. */
  | { type: 'NEXT'; carried: number }
  | { type: 'END' }
  | { type: 'STOP' };

// ---- in: from the platform, one type per kind of answer; `seq` is the number of the call that it answers, from 1 ------------------------------------------------------------------

/** The call took effect. */
export interface ShownEvent {
  type: 'SHOWN';
  /** The call that it answers. */
  seq: number;
  /** Where the current message now begins; differs from the command's only when the adapter split the text. */
  from: number;
  /** Where it now ends. */
  to: number;
  /** End of the last character that is not white space, by now. */
  have: number;
  /** No more text fits: the message went out in its final form. */
  full: boolean;
  /** The message has an id and can be edited. */
  editable: boolean;
}

/** Everything that can come of a call. `seq` is the call that it answers, `ms` how long to wait and `left` how much time the item
 *  still has, both in milliseconds. */
export type AnswerEvent =
  | ShownEvent
  /** No call was made: it may not go out before `ms` are over, or is not worth it before then or until `worth` characters are
   *  unshown; `worth` 0: no amount of text makes it sooner. */
  | { type: 'WAIT'; seq: number; ms: number; left: number; worth: number }
  /** The platform said wait. */
  | { type: 'HELD'; seq: number; ms: number; left: number }
  /** It did not happen and may work later. `hang`: only after a whole deadline. */
  | { type: 'REFUSED'; seq: number; left: number; hang: boolean }
  /** It may or may not have happened. */
  | { type: 'UNSURE'; seq: number }
  /** The message does not exist any more. `from`: where it began, if before the message that the chart is at. */
  | { type: 'GONE'; seq: number; from?: number }
  /** Not possible here, now or ever: edit, draft or native stream. */
  | { type: 'UNABLE'; seq: number }
  /** Nothing may be written here at all. */
  | { type: 'BARRED'; seq: number };

/** Everything that the chart hears. */
export type StreamEvent = SourceEvent | AnswerEvent;

/** What can come of each kind of call: every state that makes one has to know what to do with all of these, and needs no more. */
export const ANSWERS: Readonly<Record<Op, readonly AnswerEvent['type'][]>> = {
  send: ['SHOWN', 'WAIT', 'HELD', 'REFUSED', 'UNSURE', 'BARRED'],
  fresh: ['SHOWN', 'WAIT', 'HELD', 'REFUSED', 'UNSURE', 'BARRED'],
  open: ['SHOWN', 'WAIT', 'HELD', 'REFUSED', 'UNSURE', 'UNABLE', 'BARRED'],
  append: ['SHOWN', 'WAIT', 'HELD', 'REFUSED', 'UNSURE', 'GONE', 'UNABLE', 'BARRED'],
  close: ['SHOWN', 'WAIT', 'HELD', 'REFUSED', 'UNSURE', 'GONE', 'UNABLE', 'BARRED'],
  edit: ['SHOWN', 'WAIT', 'HELD', 'REFUSED', 'GONE', 'UNABLE', 'BARRED'],
  trim: ['SHOWN', 'WAIT', 'HELD', 'REFUSED', 'GONE', 'UNABLE', 'BARRED'],
  remove: ['SHOWN', 'WAIT', 'HELD', 'REFUSED', 'UNABLE', 'BARRED'],
  draft: ['SHOWN', 'WAIT', 'HELD', 'REFUSED', 'UNABLE', 'BARRED'],
};

// ---- out ----------------------------------------------------------------------------------------------------------------

/** `final`: the message will not be touched again. It has no end: how far the text goes is decided when the call is made. */
export interface CallCommand {
  type: 'call';
  /** What kind of call. */
  op: Op;
  /** Where the message begins. */
  from: number;
  /** The message will not be touched again. */
  final: boolean;
}

/** The item has ended; the runtime answers NEXT, END or STOP. */
export interface AdvanceCommand {
  type: 'advance';
  /** How it ended. */
  end: ItemEnd;
  /** Up to here it is on screen. */
  shown: number;
  /** Up to here there was something to show. */
  have: number;
}

/** Everything that the chart asks of the runtime. `bell` sets when the intake speaks up next. */
export type StreamCommand =
  | CallCommand
  | { type: 'bell'; at: BellMode; from: number; shown: number; threshold: number }
  | AdvanceCommand
  /** Put this item's text before the next item's, as one. */
  | { type: 'join' };

// ---- what the chart keeps -------------------------------------------------------------------------------------------------

/** The chart's configuration, for as long as the stream lives. */
export interface StreamInput {
  /** Least time between two previews. */
  intervalMs: number;
  /** Part of it that no amount of text cuts short. */
  floorMs: number;
  /** Unshown characters that cut the rest of it short. */
  threshold: number;
  /** A draft that is not refreshed in this time disappears; 0 = never. */
  draftRefreshMs: number;
}

/** All that the chart keeps: its configuration and a handful of numbers. */
export interface StreamContext extends StreamInput {
  /** Where the current message begins. */
  from: number;
  /** Up to here the text is on screen. */
  shown: number;
  /** Up to here there is something worth showing. */
  have: number;
  /** Refusals in a row. */
  strikes: number;
  /** How often the message disappeared since the last edit that worked. */
  gone: number;
  /** How long the present wait is, and how much unshown text ends it early; 0: none does. */
  waitMs: number;
  /** How much unshown text ends the present wait early, in characters; 0: no amount does. */
  waitWorth: number;
  /** Characters of finished items that reached the screen, and that did not. */
  landed: number;
  /** Characters of finished items that did not reach the screen. */
  lost: number;
}

/** What came of all items, in characters. */
export interface StreamOutput {
  /** On screen. */
  landed: number;
  /** Accepted, and not on screen. */
  lost: number;
}
