import type { Line } from './lines.js';

/** One event as it stood in the input, not yet parsed. */
export interface WireEvent {
  /** The line where it starts, from 1. */
  line: number;
  text: string;
}

/** Finds events in lines. */
export interface Decoder {
  push(line: Line): WireEvent[];
  /** The input has ended. */
  end(): WireEvent[];
}
