import type { Clock } from '../../clock.js';

export interface LinePaceOptions {
  /** How many lines may go out at once after a pause. */
  burst: number;
  /** How long a line counts against that. */
  lineIntervalMs: number;
  clock: Pick<Clock, 'now'>;
}

/** Counts the lines of one connection, so that the server has no reason to call them a flood. */
export class LinePace {
  readonly #options: LinePaceOptions;
  /** When every line so far will have been paid for. */
  #paidUntil = 0;

  constructor(options: LinePaceOptions) {
    this.#options = options;
  }

  /** Milliseconds until this many lines may go out together; 0 if they may go now. More than a burst counts as one burst. */
  waitMs(lines: number): number {
    const { burst, lineIntervalMs, clock } = this.#options;
    const spare = (burst - Math.min(lines, burst)) * lineIntervalMs;
    return Math.max(0, this.#paidUntil - clock.now() - spare);
  }

  take(lines: number): void {
    const { lineIntervalMs, clock } = this.#options;
    this.#paidUntil = Math.max(this.#paidUntil, clock.now()) + lines * lineIntervalMs;
  }
}
