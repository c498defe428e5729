// A call is made once its record is out of this process's hands, so that no message stands on a screen that no tape knows of. A sink
// that takes its time is waited for, but not for long, and not twice. A call that does not wait any more still is only made by whoever has
// the stream.

import type { Failure, Result } from '../adapter.js';
import type { Clock } from '../clock.js';

/** A call waits so long for its record, unless it is known that waiting is in vain. */
const PATIENCE_MS = 20;
/** The same for the answer whether another process has the stream: a process that slept does not know, nor does one whose disk hangs. */
const OWNER_PATIENCE_MS = 1_000;

/** `late`: the call goes out before its record is handed over · `taken over`: another process has the stream, nothing may be called. */
export type Clearance = 'recorded' | 'late' | 'taken over';

export class HandOver {
  readonly #clock: Clock;
  readonly #mayCall: () => unknown;
  /** A call was on the tape too late. Until that record is handed over no other is waited for. */
  #isBehind = false;
  /** Nobody could say in time whose the stream is. Until somebody does, nobody is waited for. */
  #isBlind = false;

  /** `mayCall`: whether the stream is still this process's, as far as can be known. */
  constructor(clock: Clock, mayCall: () => unknown) {
    this.#clock = clock;
    this.#mayCall = mayCall;
  }

  /** Takes what the sink said of a call's record. Undefined: the call can be made at once. */
  clearance(taken: unknown): Promise<Clearance> | undefined {
    if (taken === 'taken over') return Promise.resolve(taken);
    if (!isPromise(taken)) return undefined;
    if (this.#isBehind) return this.#unrecorded();
    const handedOver = taken.then(
      (answer): Clearance => (answer === 'taken over' ? answer : 'recorded'),
      (): Clearance => 'recorded',
    );
    void handedOver.then(() => {
      this.#isBehind = false;
    });
    return this.#inTime(handedOver, PATIENCE_MS, () => {
      this.#isBehind = true;
      return this.#unrecorded();
    });
  }

  /** The call does not wait for its record. */
  #unrecorded(): Promise<Clearance> {
    const clearance = (isOurs: unknown): Clearance => (isOurs === false ? 'taken over' : 'late');
    // What it throws keeps no call back.
    const found = new Promise((resolve) => resolve(this.#mayCall())).then(clearance, (): Clearance => 'late');
    if (this.#isBlind) return Promise.resolve('late');
    return this.#inTime(found, OWNER_PATIENCE_MS, () => {
      this.#isBlind = true;
      void found.then(() => {
        this.#isBlind = false;
      });
      return 'late';
    });
  }

  #inTime(wanted: PromiseLike<Clearance>, ms: number, otherwise: () => Clearance | Promise<Clearance>): Promise<Clearance> {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(() => resolve(otherwise()), ms);
      void wanted.then((clearance) => {
        this.#clock.clearTimeout(timer);
        resolve(clearance);
      });
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
