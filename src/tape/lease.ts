// Who may write a tape. Its newest part belongs to whoever created it, for as long as the file keeps being touched; whoever creates
// the next part has taken the tape over, and only one can. So the part's number is the fencing number.

import { performance } from 'node:perf_hooks';
import type { Disk } from './disk.js';
import { partPath } from './tape-parts.js';

/** A tape that was not touched for this long has no owner any more. */
export const LEASE_MS = 10_000;

/** Held by who writes. Real time throughout: another process has to agree with it. */
export class Lease {
  /** Another process has taken the tape over. */
  isLost = false;

  readonly #disk: Disk;
  #path = '';
  readonly #renewMs: number;
  #part = 0;
  #freshAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(disk: Disk, leaseMs: number) {
    this.#disk = disk;
    this.#renewMs = leaseMs / 4;
  }

  /** The part of that tape was created. */
  holds(path: string, part: number): void {
    this.#path = path;
    this.#part = part;
    this.#freshAt = performance.now();
    this.#timer ??= setInterval(() => void this.renewed(), this.#renewMs).unref();
  }

  /** The file was written by something that began then; which is as good as a heartbeat. It does not count when it ended: the process
   *  may have slept in between. */
  touched(startedAt: number): void {
    this.#freshAt = Math.max(this.#freshAt, startedAt);
  }

  /** The time that `touched` takes. */
  now(): number {
    return performance.now();
  }

  /** Touched not long ago: nobody can have taken the tape over. A process that slept, or whose disk hung, has to look. */
  isFresh(): boolean {
    return this.now() - this.#freshAt < this.#renewMs * 2;
  }

  /** Whether the tape is still held; has to look, if nobody did for some time. */
  isHeld(): boolean | Promise<boolean> {
    return this.isLost || this.isFresh() ? !this.isLost : this.renewed();
  }

  /** Sees to it that the lease is fresh. False if it is lost. */
  async renewed(): Promise<boolean> {
    const startedAt = this.now();
    if (this.#part === 0 || this.isLost || startedAt - this.#freshAt < this.#renewMs / 2) return !this.isLost;
    await this.#look(startedAt);
    // What it saw may be of before the process slept. A disk that is that slow is not asked for ever.
    if (!this.isLost && this.now() - startedAt > this.#renewMs) await this.#look(this.now());
    return !this.isLost;
  }

  lose(): undefined {
    this.isLost = true;
    this.release();
  }

  release(): void {
    clearInterval(this.#timer);
  }

  async #look(startedAt: number): Promise<void> {
    if (await this.#disk.exists(partPath(this.#path, this.#part + 1))) this.lose();
    else await this.#touch(startedAt);
  }

  async #touch(startedAt: number): Promise<void> {
    try {
      await this.#disk.touch(partPath(this.#path, this.#part));
      this.touched(startedAt);
    } catch {
      // A tape that was deleted, or lies on a disk that is gone: nobody can take it over either.
    }
  }
}
