import type { Clock } from '../clock.js';

/** Speaks up when a source falls silent in the middle of a text. One timer at a time, and none that is moved with every
 *  delta: when it fires it looks how long ago the last delta was. */
export class StallWatch {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #onStall: () => void;
  #lastAt = 0;
  #timer: unknown;

  constructor(clock: Clock, limitMs: number, onStall: () => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#onStall = onStall;
  }

  heard(): void {
    if (this.#limitMs === 0) return;
    this.#lastAt = this.#clock.now();
    if (this.#timer === undefined) this.#arm(this.#limitMs);
  }

  stop(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(ms: number): void {
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      const left = this.#lastAt + this.#limitMs - this.#clock.now();
      if (left > 0) this.#arm(left);
      else this.#onStall();
    }, ms);
  }
}
