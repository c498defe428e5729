import type { Clock } from '../clock.js';
import type { Closing } from './item.js';

/** A boundary or a flush is brought to its end in this time, or its rest goes to the next message. */
const BOUNDARY_MS = 40_000;
/** A single wait at the end that is longer than this is not waited out: the caller learns how long it would have been. */
const LONGEST_WAIT_MS = 30_000;
const CANCEL_MS = 8_000;
/** While nothing closes there is no hurry. Finite, so that it survives JSON. */
const NO_HURRY_MS = 1e9;

/** How long, and how often, a stream may still try. */
export class Patience {
  readonly #clock: Clock;
  readonly #finishMs: number;
  /** One for all items that remain, set by `finish` or `cancel`. */
  #endBy = Number.POSITIVE_INFINITY;
  #itemBy = Number.POSITIVE_INFINITY;
  #callsLeft = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, finishMs: number) {
    this.#clock = clock;
    this.#finishMs = finishMs;
  }

  finish(): void {
    this.#endBy = Math.min(this.#endBy, this.#clock.now() + this.#finishMs);
  }

  /** After a cancel: what is on its way, and one more. */
  cancel(): void {
    this.#endBy = Math.min(this.#endBy, this.#clock.now() + CANCEL_MS);
    this.#callsLeft = Math.min(this.#callsLeft, 1);
  }

  close(closing: Closing): void {
    if (closing !== 'end') this.#itemBy = this.#clock.now() + BOUNDARY_MS;
  }

  nextItem(): void {
    this.#itemBy = Number.POSITIVE_INFINITY;
  }

  /** How long a call may take at most. */
  callMs(most: number): number {
    return Math.min(most, Math.max(0, this.#remaining()));
  }

  /** How long the chart may wait before another try. */
  left(): number {
    if (this.#callsLeft <= 0) return 0;
    const remaining = this.#remaining();
    return remaining === Number.POSITIVE_INFINITY ? NO_HURRY_MS : Math.max(0, Math.min(remaining, LONGEST_WAIT_MS));
  }

  isOver(): boolean {
    return this.#callsLeft <= 0 || this.#remaining() <= 0;
  }

  /** There is no second call to come after the next. */
  isLastCall(): boolean {
    return this.#callsLeft <= 1;
  }

  spendCall(): void {
    this.#callsLeft -= 1;
  }

  #remaining(): number {
    return Math.min(this.#endBy, this.#itemBy) - this.#clock.now();
  }
}
