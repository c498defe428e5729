// Time that moves only when nothing is left to do. Peers that know only the global timers get them from here too.

import type { Clock } from '../src/clock.js';
import { seeded } from './random.js';

interface Timer {
  due: number;
  order: number;
  run: () => void;
}

const START_MS = 1_800_000_000_000;
/** How many turns of the real event loop count as "nothing left to do". */
const TURNS = 2;
const realImmediate = setImmediate;

export class VirtualTime implements Clock {
  readonly #heap: Timer[] = [];
  readonly #cancelled = new Set<number>();
  #now = START_MS;
  #order = 0;

  now = (): number => this.#now;

  setTimeout = (run: () => void, delayMs = 0): number => {
    const order = ++this.#order;
    this.#push({ due: this.#now + Math.max(0, Number(delayMs) || 0), order, run });
    return order;
  };

  clearTimeout = (id: unknown): void => {
    if (typeof id === 'number') this.#cancelled.add(id);
  };

  sleep = (ms: number): Promise<void> => new Promise((resolve) => void this.setTimeout(resolve, ms));

  /** Runs until `isDone`, until no timer is left, or until `limitMs` are over. Returns whether it was done. */
  async run(isDone: () => boolean, limitMs: number, turns = TURNS): Promise<boolean> {
    const end = this.#now + limitMs;
    for (;;) {
      for (let turn = 0; turn < turns; turn += 1) await new Promise<void>((resolve) => void realImmediate(resolve));
      if (isDone()) return true;
      const next = this.#pop();
      if (!next || next.due > end) return false;
      this.#now = Math.max(this.#now, next.due);
      next.run();
    }
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (!above || isBefore(above, timer)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = timer;
  }

  #pop(): Timer | undefined {
    for (;;) {
      const top = this.#heap[0];
      if (!top) return undefined;
      const last = this.#heap.pop();
      if (last && this.#heap.length > 0) this.#sink(last);
      if (!this.#cancelled.delete(top.order)) return top;
    }
  }

  #sink(timer: Timer): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const left = heap[child];
      const right = heap[child + 1];
      if (left && right && isBefore(right, left)) child += 1;
      const least = heap[child];
      if (!least || isBefore(timer, least)) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = timer;
  }
}

const isBefore = (one: Timer, other: Timer): boolean => one.due < other.due || (one.due === other.due && one.order < other.order);

/** Puts the global timers and clocks on virtual time until the returned function is called. */
export function installGlobally(time: VirtualTime): () => void {
  const real = {
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    dateNow: Date.now,
    performanceNow: performance.now,
    random: Math.random,
  };
  const handle = (id: number) => ({ id, ref() {}, unref() {}, hasRef: () => true, [Symbol.toPrimitive]: () => id });
  const idOf = (timer: unknown): unknown => (typeof timer === 'object' && timer !== null && 'id' in timer ? timer.id : timer);
  const repeating = new Map<unknown, number>();
  const fakes = {
    setTimeout: (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => handle(time.setTimeout(() => run(...args), ms)),
    clearTimeout: (timer: unknown) => time.clearTimeout(idOf(timer)),
    setInterval: (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
      const timer = handle(-repeating.size - 1);
      const again = () => {
        repeating.set(timer.id, time.setTimeout(again, ms));
        run(...args);
      };
      repeating.set(timer.id, time.setTimeout(again, ms));
      return timer;
    },
    clearInterval: (timer: unknown) => {
      time.clearTimeout(repeating.get(idOf(timer)));
      repeating.delete(idOf(timer));
    },
  };
  Object.assign(globalThis, fakes);
  Date.now = time.now;
  performance.now = () => time.now() - START_MS;
  // Clients that retry wait by chance.
  Math.random = seeded(5);
  return () => {
    const { dateNow, performanceNow, random, ...timers } = real;
    Object.assign(globalThis, timers);
    Date.now = dateNow;
    Math.random = random;
    performance.now = performanceNow;
  };
}
