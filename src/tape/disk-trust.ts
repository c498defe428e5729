// Whether a write can be waited for. The record of a call is handed to the operating system before the call is made, and the cheapest
// way to do that is to write and go on. But a disk that is slow must not hold anybody up, and a write tells only afterwards that it was
// slow. So whatever else is done on the disk is done in the background, and there it loses trust first; a slow write ends it for all
// tapes at once.

/** A write that takes longer than this (milliseconds) holds somebody up. */
const SLOW_MS = 20;
/** What is done in the background may take longer: a busy process hears of its end late. But it may not take for ever. */
const SLOW_IN_BACKGROUND_MS = 1_000;
/** After a slow write there is no trust for so long, nor before a quick one. */
const DISTRUST_MS = 10_000;

export class DiskTrust {
  #isTrusted = true;
  #slowAt = Number.NEGATIVE_INFINITY;
  #inBackground = 0;
  #flushingSince = Number.POSITIVE_INFINITY;

  /** A write can be expected to be over at once. */
  mayWriteNow(now: number): boolean {
    return this.#isTrusted && this.#inBackground === 0 && now - this.#flushingSince < SLOW_IN_BACKGROUND_MS;
  }

  /** A write that somebody waited for is over. */
  wroteNow(startedAt: number, now: number): void {
    if (now - startedAt > SLOW_MS) this.#distrust(now);
  }

  wroteInBackground(startedAt: number, now: number): void {
    if (now - startedAt > SLOW_IN_BACKGROUND_MS) this.#distrust(now);
    else this.#isTrusted ||= now - startedAt <= SLOW_MS && now - this.#slowAt > DISTRUST_MS;
  }

  /** Until the job is done nothing is written at once, by no tape. */
  async background<T>(job: () => Promise<T>): Promise<T> {
    this.#inBackground += 1;
    try {
      return await job();
    } finally {
      this.#inBackground -= 1;
    }
  }

  /** One at a time. */
  async flush(now: number, job: () => Promise<void>): Promise<void> {
    this.#flushingSince = now;
    try {
      await job();
    } finally {
      this.#flushingSince = Number.POSITIVE_INFINITY;
    }
  }

  #distrust(now: number): void {
    this.#isTrusted = false;
    this.#slowAt = now;
  }
}
