import type { Clock } from '../../src/clock.js';
import { VirtualClock } from '../../src/virtual-clock.js';

/** A virtual clock as unreliable as a real one: it jumps, and its timers are late or early. */
export class SimClock implements Clock {
  readonly #virtual: VirtualClock;
  readonly #driftMs: number;
  #jumpedMs = 0;

  /** `onStep` is called whenever everything has come to rest. */
  constructor(driftMs: number, onStep: () => void = () => {}) {
    this.#driftMs = driftMs;
    this.#virtual = new VirtualClock(undefined, () => drain().then(onStep));
  }

  now = (): number => this.#virtual.now() + this.#jumpedMs;

  setTimeout = (callback: () => void, delayMs: number): unknown => this.#virtual.setTimeout(callback, this.#drifted(delayMs));

  clearTimeout = (id: unknown): void => this.#virtual.clearTimeout(id);

  /** Time that passed without jumps. */
  elapsed(): number {
    return this.#virtual.now();
  }

  jump(ms: number): void {
    this.#jumpedMs += ms;
  }

  advance(ms: number): Promise<void> {
    return this.#virtual.advance(ms);
  }

  runUntil(isDone: () => boolean, limit: number): Promise<void> {
    return this.#virtual.runUntil(isDone, limit);
  }

  /** A short timer is not early: time would stand still for whoever waits out the last bit of something. */
  #drifted(delayMs: number): number {
    return delayMs > 10 ? delayMs + this.#driftMs : delayMs;
  }
}

/** The clock of one process: its timers die with it. */
export class ProcessClock implements Clock {
  readonly #clock: SimClock;
  readonly #timers = new Set<unknown>();
  #isDead = false;

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  now = (): number => this.#clock.now();

  setTimeout = (callback: () => void, delayMs: number): unknown => {
    if (this.#isDead) return undefined;
    const id = this.#clock.setTimeout(() => {
      this.#timers.delete(id);
      callback();
    }, delayMs);
    this.#timers.add(id);
    return id;
  };

  clearTimeout = (id: unknown): void => {
    this.#timers.delete(id);
    this.#clock.clearTimeout(id);
  };

  die(): void {
    this.#isDead = true;
    for (const id of this.#timers) this.#clock.clearTimeout(id);
  }
}

/** Lets promise chains run out: a tick comes when no microtask is left, and without a turn of the event loop. */
const drain = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
