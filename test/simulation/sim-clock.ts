import type { Clock } from '../../src/clock.js';
import { VirtualClock } from '../../src/virtual-clock.js';

/** A virtual clock as unreliable as a real one: it jumps, and its timers are late or early. */
export class SimClock implements Clock {
  readonly #virtual = new VirtualClock();
  readonly #driftMs: number;
  #jumpedMs = 0;

  constructor(driftMs: number) {
    this.#driftMs = driftMs;
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
