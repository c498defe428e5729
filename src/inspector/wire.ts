// What the inspector tells its page. Everything here crosses as JSON.

import type { TapeRecord, TapeText } from '../tape/record.js';

/** One stream, as the list shows it. */
export interface StreamSummary {
  id: string;
  /** Rises by one with every stream that was seen. */
  order: number;
  adapter: string;
  /** The chart's active state, as `streaming.resting`. */
  state: string;
  /** How many records its tape has so far. */
  records: number;
  calls: number;
  /** How often a call had to wait. */
  waits: number;
  /** Accepted characters that are not on screen, and for how long the oldest of them has not been, as of the last record. */
  unshown: number;
  staleMs: number;
  startedAt: number;
  lastAt: number;
  text: TapeText;
  /** Once it has ended. */
  status?: string | undefined;
  /** It runs in this process, and the page was allowed to stop it. */
  mayStop: boolean;
}

/** A record, and how things stood after it. */
export interface Row {
  index: number;
  record: TapeRecord;
  state: string;
  unshown: number;
  staleMs: number;
  /** What the chart did last: with this record, if it is an event. */
  step?: Step | undefined;
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

/** A message as the reader sees it. */
export interface ScreenMessage {
  /** Stays the same while it is edited. */
  key: number;
  id?: string | number | undefined;
  length: number;
  /** Absent if the tape holds no text. */
  text?: string | undefined;
  /** It may or may not be on screen. */
  isDoubtful: boolean;
  isGrowing: boolean;
  /** It disappears by itself. */
  isDraft: boolean;
}

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
