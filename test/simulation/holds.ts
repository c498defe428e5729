import type { CallKind, Fault } from './script.js';
import type { SimClock } from './sim-clock.js';

/** Clocks compute in floating point. */
const TOLERANCE_MS = 0.5;

const isSend = (op: CallKind): boolean => op === 'send' || op === 'open';

/** What the platform said may not be called before when. */
export class Holds {
  readonly #clock: SimClock;
  readonly #until = { sends: 0, others: 0 };

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  hold(op: CallKind, ms: number, scope: Fault['scope']): void {
    const until = this.#clock.now() + ms;
    const isWide = scope === 'chat' || scope === 'token';
    if (isWide || isSend(op) || scope === null) this.#until.sends = Math.max(this.#until.sends, until);
    if (isWide || !isSend(op)) this.#until.others = Math.max(this.#until.others, until);
  }

  isHeld(op: CallKind): boolean {
    return this.#clock.now() < (isSend(op) ? this.#until.sends : this.#until.others) - TOLERANCE_MS;
  }
}
