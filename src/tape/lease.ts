// Who may write a tape. Its newest part belongs to whoever created it, for as long as the file keeps being touched; whoever creates
// the next part has taken the tape over, and only one can. So the part's number is the fencing number.

import type { Disk } from './disk.js';
import { partPath } from './tape-parts.js';

/** A tape that was not touched for this long has no owner any more. */
export const LEASE_MS = 10_000;

/** Held by who writes. Real time throughout: another process has to agree with it. */
export class Lease {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #renewMs: number;
  #part = 0;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #isLost = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(disk: Disk, path: string, leaseMs: number) {
    this.#disk = disk;
    this.#path = path;
    this.#renewMs = leaseMs / 4;
  }

  /** The part was created. */
  holds(part: number): void {
    this.#part = part;
    this.#renewedAt = performance.now();
    this.#timer ??= setInterval(() => this.#renew(), this.#renewMs).unref();
  }

  /** May still be written. Costs nothing while the lease is fresh; a process that slept looks whether it was replaced. */
  isHeld(): boolean {
    const isFresh = this.#part === 0 || performance.now() - this.#renewedAt < this.#renewMs * 2;
    if (!isFresh) this.#renew();
    return !this.#isLost;
  }

  #touch(): void {
    try {
      this.#disk.touch(partPath(this.#path, this.#part));
      this.#renewedAt = performance.now();
    } catch {
      // A tape that was deleted, or lies on a disk that is gone: nobody can take it over either.
    }
  }

  release(): void {
    clearInterval(this.#timer);
  }

  #renew(): void {
    this.#isLost ||= this.#disk.exists(partPath(this.#path, this.#part + 1));
    if (this.#isLost) this.release();
    else this.#touch();
  }
}
