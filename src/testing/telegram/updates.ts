import type { Clock } from '../../clock.js';

type Update = { update_id: number } & Readonly<Record<string, unknown>>;

/** What happened that the bot has not fetched yet (core.telegram.org/bots/api#getupdates). */
export class Updates {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #updates: Update[] = [];
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(update: object): void {
    this.#lastId += 1;
    this.#updates.push({ update_id: this.#lastId, ...update });
    this.#wake();
  }

  /** Everything from `offset` on, which drops what is older; waits for something to happen, `timeoutS` seconds at most. */
  async after(offset = 0, timeoutS = 0): Promise<readonly Update[]> {
    this.#updates = this.#updates.filter(({ update_id }) => update_id >= offset);
    if (this.#updates.length === 0 && timeoutS > 0) await this.#news(timeoutS * 1_000);
    return [...this.#updates];
  }

  /** Nobody waits any longer. */
  close(): void {
    this.#wake();
  }

  #news(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#clock.clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = this.#clock.setTimeout(wake, timeoutMs);
      this.#waiting.add(wake);
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
