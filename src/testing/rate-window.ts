import type { Clock } from '../clock.js';

/** An allowance that comes back all at once: `limit` calls from the first one on, then none until `windowMs` later. */
export class RateWindow {
  /** Calls in each window. */
  readonly limit: number;
  readonly #windowMs: number;
  readonly #clock: Clock;
  #used = 0;
  #endsAt = Number.NEGATIVE_INFINITY;

  constructor({ limit, windowMs, clock }: { limit: number; windowMs: number; clock: Clock }) {
    this.limit = limit;
    this.#windowMs = windowMs;
    this.#clock = clock;
  }

  /** Takes one call's allowance; false, and nothing taken, if there is none left. */
  take(): boolean {
    if (this.resetMs() === 0) {
      this.#used = 0;
      this.#endsAt = this.#clock.now() + this.#windowMs;
    }
    if (this.#used >= this.limit) return false;
    this.#used += 1;
    return true;
  }

  /** Calls that may still be made in this window. */
  remaining(): number {
    return this.resetMs() === 0 ? this.limit : this.limit - this.#used;
  }

  /** Milliseconds until the window ends; 0 if none has begun. */
  resetMs(): number {
    return Math.max(0, this.#endsAt - this.#clock.now());
  }
}
