/** Where all waiting goes through. Times are milliseconds; `now` need not be wall time, but must not go back. */
export interface Clock {
  /** The time, in milliseconds. */
  now(): number;
  /** Calls back once, after `delayMs`; what it returns is only ever given to `clearTimeout`. */
  setTimeout(callback: () => void, delayMs: number): unknown;
  /** That call back is not made any more. One that is over, or was none, is ignored. */
  clearTimeout(id: unknown): void;
}

/** The longest wait that Node's timers know, about 25 days; a longer one would be over at once. */
const LONGEST_MS = 2 ** 31 - 1;
/** Node looks its global up with every use. */
const { performance } = globalThis;

/** Real time. `now` is monotonic and close to `Date.now()` at the start of the process. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, Math.min(delayMs, LONGEST_MS)),
  clearTimeout: (id) => clearTimeout(id as NodeJS.Timeout),
};
