// What the inspector tells its page. Everything here crosses as JSON.

import type { TapeRecord, TapeText } from '../tape/record.js';
import type { ShownMessage } from '../tape/screen.js';

/** One stream, as the list shows it. Key on the board: `stream:<id>`. */
export interface StreamSummary {
  kind: 'stream';
  id: string;
  /** Rises by one with every stream that was seen. */
  order: number;
  adapter: string;
  /** The chart's active state, as `streaming.resting`. */
  state: string;
  /** How many records its tape has so far, and how many of them, the oldest, are not kept. */
  records: number;
  dropped: number;
  calls: number;
  /** How often a call had to wait. */
  waits: number;
  /** Accepted characters that are not on screen, and for how long the oldest of them has not been, as of the last record. */
  unshown: number;
  staleMs: number;
  startedAt: number;
  lastAt: number;
  /** For how long there has been no record; 0 for a stream that is read from a file. */
  quietMs: number;
  text: TapeText;
  /** Once it has ended. */
  status?: string | undefined;
  /** It runs in this process. */
  isLive: boolean;
  /** The page may stop it. */
  mayStop: boolean;
}

/** The inspector itself. Key on the board: `library`. */
export interface LibraryCard {
  kind: 'library';
  /** Streams that were here and are not kept, for want of room. */
  forgotten: number;
}

/** A record in three short words. */
export interface Row {
  index: number;
  seq: number;
  event: string;
  result: string;
  isTrouble: boolean;
}

/** Everything there is to know of the moment after one record. */
export interface Moment {
  index: number;
  record: TapeRecord;
  /** When the stream began. */
  startedAt: number;
  state: string;
  why: Why;
  unshown: number;
  staleMs: number;
  /** Characters accepted up to here. */
  accepted: number;
  calls: number;
  /** Calls that the platform refused or held up. */
  troubles: number;
  /** What the chart did last: with this record, if it is an event. */
  step?: Step | undefined;
  /** What came of the call that the record asks for or makes. */
  came?: Row | undefined;
  budget: BudgetView;
  screen: readonly ScreenMessage[];
  /** The text that is not on screen, as far as it is at hand; absent if the tape holds no text. */
  missing?: string | undefined;
}

/** Why the chart stands where it stands. */
export interface Why {
  mood: 'calm' | 'calling' | 'waiting' | 'trouble' | 'over';
  /** In plain sentences. */
  text: string;
  /** What can be said while previews follow each other so fast that nobody could read it of each. */
  steady?: string | undefined;
}

/** The way that the chart took. */
export interface Step {
  from: string;
  to: string;
  /** The state whose transition it was; `''` is the root. */
  by: string;
  on: string;
  /** Guards that did not let it pass, and the one that did. */
  refused: string[];
  guard?: string | undefined;
  actions: string[];
}

export interface BudgetView {
  /** The budget itself told it. Otherwise it was concluded from this stream's own calls, as if no other stream wrote there. */
  isWatched: boolean;
  /** The chat, and the token where it plays a part. */
  places: readonly PlaceState[];
}

/** One place of a budget: where its chart stands. */
export interface PlaceState {
  place: 'chat' | 'token';
  gate: string;
  pace: string;
  /** When the wait that the platform asked for is over, by the clock of the tape; 0 without one. */
  heldUntil: number;
  /** The distance between calls that it has learned to keep; 0 without one. */
  gapMs: number;
}

/** A message as the reader sees it. */
export type ScreenMessage = ShownMessage;

/** Staleness and calls over time. */
export interface Plot {
  startedAt: number;
  endedAt: number;
  /** Equal stretches of time from `startedAt` to `endedAt`. */
  bins: PlotBin[];
}

export interface PlotBin {
  /** The worst in this stretch. */
  staleMs: number;
  calls: number;
  /** Calls that the platform refused or held up. */
  troubles: number;
  /** The last record up to its end. */
  index: number;
}
