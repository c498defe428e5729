import type { CallKind, Fault } from './script.js';

/** Says which fault, if any, hits the next call. */
export class FaultPlan {
  readonly #faults: readonly Fault[];
  readonly #counts = new Map<string, number>();

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
  }

  next(op: CallKind): Fault | undefined {
    const counts = { [op]: this.#count(op), any: this.#count('any') };
    return this.#faults.find(({ on, from, times }) => {
      const count = counts[on];
      return count !== undefined && count >= from && count < from + times;
    });
  }

  #count(what: string): number {
    const count = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, count);
    return count;
  }
}
