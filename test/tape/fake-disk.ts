import type { Disk } from '../../src/tape/disk.js';
import { DiskTrust } from '../../src/tape/disk-trust.js';
import type { VirtualClock } from '../../src/virtual-clock.js';

/** A disk in memory that can be full, slow or broken. */
export class FakeDisk implements Disk {
  readonly trust = new DiskTrust();
  readonly #files = new Map<string, Buffer>();
  readonly touched: string[] = [];
  syncs = 0;
  /** Bytes that it still takes. */
  room = Number.POSITIVE_INFINITY;
  /** How long a write takes. */
  holdsUpMs = 0;
  flushMs = 5;
  writesNow = 0;
  writesBehind = 0;
  readonly #names: string[] = [];
  readonly #clock: VirtualClock;
  #heldUpMs = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** A clock on which a slow write takes time. */
  get clock() {
    const { setTimeout, clearTimeout } = this.#clock;
    return { now: () => this.#clock.now() + this.#heldUpMs, setTimeout, clearTimeout };
  }

  text(path: string): string {
    return this.#files.get(path)?.toString() ?? '';
  }

  async create(path: string): Promise<number> {
    if (this.#files.has(path)) throw Object.assign(new Error('there is one'), { code: 'EEXIST' });
    this.#files.set(path, Buffer.alloc(0));
    return this.#names.push(path) - 1;
  }

  writeNow(file: number, bytes: Uint8Array): number {
    this.writesNow += 1;
    this.#heldUpMs += this.holdsUpMs;
    return this.#write(file, bytes);
  }

  async write(file: number, bytes: Uint8Array): Promise<number> {
    this.writesBehind += 1;
    if (this.holdsUpMs > 0) await this.#pass(this.holdsUpMs);
    return this.#write(file, bytes);
  }

  async sync(): Promise<void> {
    this.syncs += 1;
    await this.trust.flush(this.#clock.now(), () => this.#pass(this.flushMs));
  }

  async close(): Promise<void> {}

  async touch(path: string): Promise<void> {
    this.touched.push(path);
  }

  async exists(path: string): Promise<boolean> {
    return this.#files.has(path);
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.setTimeout(resolve, ms));
  }

  #write(file: number, bytes: Uint8Array): number {
    const name = this.#names[file] ?? '';
    const count = Math.min(bytes.length, this.room);
    if (count === 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    this.room -= count;
    this.#files.set(name, Buffer.concat([this.#files.get(name) ?? Buffer.alloc(0), bytes.subarray(0, count)]));
    return count;
  }
}
