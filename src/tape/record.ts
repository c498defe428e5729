/** One line of a tape: an event that the chart processed and the commands that it issued. */
export interface TapeRecord {
  /** Format version. */
  v: 1;
  stream: string;
  /** From 0, without gaps. */
  seq: number;
  /** The injected clock's time in milliseconds. */
  at: number;
  event: { type: string } & Record<string, unknown>;
  /** The chart's active state before and after, as `streaming.resting`. */
  from: string;
  to: string;
  /** The platform call that the chart asked for, if it did. */
  call?: { op: string; seq: number; from: number; final: boolean } | undefined;
}

/** Takes records. It is called synchronously and must return at once; what it throws is counted and ignored. */
export interface TapeSink {
  write(record: TapeRecord): void;
}
