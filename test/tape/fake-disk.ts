import type { Disk } from '../../src/tape/disk.js';
import type { VirtualClock } from '../../src/virtual-clock.js';

/** A disk in memory that can be full, slow or broken. */
export class FakeDisk implements Disk {
  readonly #files = new Map<string, Buffer>();
  readonly touched: string[] = [];
  syncs = 0;
  /** Bytes that it still takes. */
  room = Number.POSITIVE_INFINITY;
  /** How long a write keeps its caller waiting. */
  holdsUpMs = 0;
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

  create(path: string): number {
    if (this.#files.has(path)) throw Object.assign(new Error('there is one'), { code: 'EEXIST' });
    this.#files.set(path, Buffer.alloc(0));
    return this.#names.push(path) - 1;
  }

  writeNow(file: number, bytes: Uint8Array): number {
    this.writesNow += 1;
    this.#heldUpMs += this.holdsUpMs;
    return this.#write(file, bytes);
  }

  write(file: number, bytes: Uint8Array, done: (error: Error | null, written: number) => void): void {
    this.writesBehind += 1;
    this.#clock.setTimeout(() => {
      try {
        done(null, this.#write(file, bytes));
      } catch (error) {
        done(error as Error, 0);
      }
    }, this.holdsUpMs);
  }

  sync(_file: number, done: (error: Error | null) => void): void {
    this.syncs += 1;
    this.#clock.setTimeout(() => done(null), 5);
  }

  close(): void {}

  touch(path: string): void {
    this.touched.push(path);
  }

  exists(path: string): boolean {
    return this.#files.has(path);
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
