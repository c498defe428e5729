import { settle, type VirtualClock } from '../../../src/virtual-clock.js';

/** Time that passes only while nothing real is on its way: so a run is the same on every machine, however busy it is. */
export class Pace {
  readonly clock: VirtualClock;
  #underWay = 0;
  #wake = () => {};

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  /** Time stands still until it has settled. */
  async during<T>(work: PromiseLike<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await work;
    } finally {
      this.#underWay -= 1;
      this.#wake();
    }
  }

  async pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    for (;;) {
      await this.#quiet();
      const next = this.clock.untilNext();
      if (next === undefined || this.clock.now() + next > end) break;
      this.clock.fireNext();
    }
    await this.clock.advance(end - this.clock.now());
  }

  async until(isOver: () => boolean): Promise<void> {
    for (await this.#quiet(); !isOver(); await this.#quiet()) if (!this.clock.fireNext()) await settle();
  }

  async #quiet(): Promise<void> {
    await settle();
    while (this.#underWay > 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await settle();
    }
  }
}
