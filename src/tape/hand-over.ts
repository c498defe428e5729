// A call is made once its record is out of this process's hands, so that no message stands on a screen that no tape knows of. A sink
// that takes its time is waited for, but not for long, and not twice.

import type { Failure, Result } from '../adapter.js';
import type { Clock } from '../clock.js';

/** A call waits so long for its record, unless it is known that waiting is in vain. */
const PATIENCE_MS = 20;

/** `late`: the call goes out before its record is handed over · `taken over`: another process has the stream, nothing may be called. */
export type Clearance = 'recorded' | 'late' | 'taken over';

export class HandOver {
  /** A call was on the tape too late. Until that record is handed over no other is waited for. */
  isBehind = false;

  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes what the sink said of a call's record. Undefined: the call can be made at once. */
  clearance(taken: unknown): Promise<Clearance> | undefined {
    if (taken === 'taken over') return Promise.resolve(taken);
    if (!isPromise(taken)) return undefined;
    if (this.isBehind) return Promise.resolve('late');
    return new Promise((resolve) => {
      const giveUp = () => {
        this.isBehind = true;
        resolve('late');
      };
      // A process that did not run meanwhile first hears what came in that time: timers are served before files are.
      let timer = this.#clock.setTimeout(() => {
        timer = this.#clock.setTimeout(giveUp, 0);
      }, PATIENCE_MS);
      const handedOver = (answer?: unknown) => {
        this.#clock.clearTimeout(timer);
        this.isBehind = false;
        resolve(answer === 'taken over' ? answer : 'recorded');
      };
      taken.then(handedOver, () => handedOver());
    });
  }
}

/** Makes a call that had to wait for its record; not if there is no time left for it, or if the stream is another process's by now. */
export async function onceCleared(
  clearance: Promise<Clearance>,
  make: (signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  if ((await clearance) === 'taken over') return takenOver;
  if (signal.aborted) return { ok: false, reason: 'transient', message: 'given up before the call was made' };
  return make(signal);
}

const takenOver: Failure = { ok: false, reason: 'forbidden', message: 'another process has taken the stream over' };

export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
