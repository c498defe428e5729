import type { Clock } from './clock.js';

interface Timer {
  due: number;
  callback: () => void;
}

/** A clock that stands still until it is told to move. Each timer sees its own due time, in order of due times. */
export class VirtualClock implements Clock {
  /** The next one first; of those that are due at the same time, the oldest. */
  readonly #timers: Timer[] = [];
  readonly #settled: () => Promise<void>;
  #now: number;

  /** `startMs` is not 0 by default, so that code that takes 0 for "never" shows itself. `settled` resolves when all has run that can
   *  run without time passing. */
  constructor(startMs = 1_000_000, settled = settle) {
    this.#now = startMs;
    this.#settled = settled;
  }

  /** The time that it stands at, in milliseconds. */
  now = (): number => this.#now;

  /** Calls back when the clock is moved there; a delay below 0 counts as 0. */
  setTimeout = (callback: () => void, delayMs: number): unknown => {
    const timer = { due: this.#now + Math.max(0, delayMs || 0), callback };
    this.#timers.splice(this.#firstAfter(timer.due), 0, timer);
    return timer;
  };

  /** That call back is not made any more. */
  clearTimeout = (timer: unknown): void => {
    const index = this.#timers.indexOf(timer as Timer);
    if (index >= 0) this.#timers.splice(index, 1);
  };

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Milliseconds until the next timer, undefined if there is none. */
  untilNext(): number | undefined {
    const [next] = this.#timers;
    return next && next.due - this.#now;
  }

  /** Moves to the next timer and fires it. False if there is none. */
  fireNext(): boolean {
    const next = this.#timers.shift();
    if (!next) return false;
    this.#now = Math.max(this.#now, next.due);
    next.callback();
    return true;
  }

  /** The same, and lets everything run that can run without time passing. */
  async step(): Promise<boolean> {
    const fired = this.fireNext();
    if (fired) await this.#settled();
    return fired;
  }

  /** Moves on by `ms`, firing what falls due on the way. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.#settled();
    while (this.#timers[0] && this.#timers[0].due <= end) await this.step();
    this.#now = Math.max(this.#now, end);
  }

  /** Fires timers until `isDone` or until none is left. Throws after `limit` of them. */
  async runUntil(isDone: () => boolean, limit = 100_000): Promise<void> {
    await this.#settled();
    for (let fired = 0; !isDone(); fired += 1) {
      if (fired >= limit) throw new Error(`${limit} timers fired and the end is not in sight`);
      if (!(await this.step())) return;
    }
  }

  #firstAfter(due: number): number {
    let [low, high] = [0, this.#timers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#timers[middle]?.due ?? 0) <= due) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Lets promise chains run out. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
