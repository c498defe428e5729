import type { Clock } from '../clock.js';
import type { Disk } from './disk.js';
import type { Lease } from './lease.js';
import { partPath } from './tape-parts.js';

export interface BackgroundWriterOptions {
  path: string;
  fsync: 'each' | 'batch' | 'none';
  rotateBytes: number;
  /** A part that was created to take the tape over. */
  claimed?: Claim | undefined;
  lease: Lease;
  clock: Clock;
  disk: Disk;
}

/** A part of a tape that is ours to write. */
export interface Claim {
  part: number;
  file: number;
}

/** A write that takes longer than this has held somebody up: the next ones are made in the background, until one is quicker. */
const SLOW_MS = 20;
/** A disk that failed is tried again after this time. */
const RETRY_MS = 1_000;
const SYNC_MS = 1_000;

/** Appends to the parts of a tape: at once while the disk is quick, in the background while it is not, in order always. */
export class BackgroundWriter {
  readonly #with: BackgroundWriterOptions;
  #part = 0;
  #file: number | undefined;
  #partBytes = 0;
  /** Whole lines, except that the first may have been begun. */
  #queue: Uint8Array[] = [];
  #isBegun = false;
  #isSlow = false;
  #isWriting = false;
  #isSyncing = false;
  /** Written since the last sync. */
  #isDirty = false;
  #syncTimer: unknown;
  #retryTimer: unknown;
  #whenIdle: (() => void) | undefined;

  constructor(options: BackgroundWriterOptions) {
    this.#with = options;
    const { claimed, lease } = options;
    if (!claimed) return;
    this.#part = claimed.part;
    this.#file = claimed.file;
    lease.holds(claimed.part);
  }

  /** The part that is being written. */
  get path(): string {
    return partPath(this.#with.path, Math.max(1, this.#part));
  }

  /** Bytes that were appended and are not written. */
  get waiting(): number {
    return this.#queue.reduce((sum, bytes) => sum + bytes.length, 0);
  }

  /** Never throws and never waits. */
  append(lines: Uint8Array): void {
    this.#queue.push(lines);
    if (!this.#isWriting && this.#retryTimer === undefined) this.#writeAll();
  }

  /** Resolves when all is written, and synced unless the policy is `none`; or when a last attempt has failed. */
  async close(): Promise<void> {
    const { clock, disk, fsync } = this.#with;
    clock.clearTimeout(this.#retryTimer);
    clock.clearTimeout(this.#syncTimer);
    if (!this.#isWriting) this.#writeAll();
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
      this.#checkIdle();
    });
    clock.clearTimeout(this.#retryTimer);
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    if (fsync !== 'none' && this.#isDirty) await new Promise<void>((resolve) => disk.sync(file, () => resolve()));
    disk.close(file);
  }

  #writeAll(): void {
    const { clock, disk } = this.#with;
    this.#retryTimer = undefined;
    try {
      for (let [bytes] = this.#queue; bytes; [bytes] = this.#queue) {
        const file = this.#fileFor(bytes);
        if (this.#isSlow) {
          this.#writeBehind(file, bytes);
          return;
        }
        const startedAt = clock.now();
        this.#wrote(disk.writeNow(file, bytes));
        this.#isSlow = clock.now() - startedAt > SLOW_MS;
      }
      this.#checkIdle();
    } catch {
      this.#failed();
    }
  }

  #writeBehind(file: number, bytes: Uint8Array): void {
    const { clock, disk } = this.#with;
    const startedAt = clock.now();
    this.#isWriting = true;
    disk.write(file, bytes, (error, written) => {
      this.#isWriting = false;
      this.#isSlow = clock.now() - startedAt > SLOW_MS;
      if (error || written === 0) {
        this.#failed();
      } else {
        this.#wrote(written);
        this.#writeAll();
      }
    });
  }

  #wrote(count: number): void {
    const [bytes] = this.#queue;
    if (!bytes) return;
    if (count === 0) throw new Error('the disk took nothing');
    this.#partBytes += count;
    this.#isBegun = count < bytes.length;
    if (this.#isBegun) this.#queue[0] = bytes.subarray(count);
    else this.#queue.shift();
    this.#isDirty = true;
    this.#scheduleSync();
  }

  /** What could not be written stays in the queue. */
  #failed(): void {
    this.#isSlow = true;
    this.#retryTimer = this.#with.clock.setTimeout(() => this.#writeAll(), RETRY_MS);
    this.#whenIdle?.();
  }

  #checkIdle(): void {
    if (!this.#isWriting && !this.#isSyncing && (this.#queue.length === 0 || this.#retryTimer !== undefined)) this.#whenIdle?.();
  }

  /** A line that was begun is finished in the part where it was begun. */
  #fileFor(bytes: Uint8Array): number {
    const { disk, rotateBytes } = this.#with;
    const fits = this.#isBegun || this.#partBytes === 0 || this.#partBytes + bytes.length <= rotateBytes;
    if (this.#file !== undefined && fits) return this.#file;
    const before = this.#file;
    this.#file = this.#createPart();
    this.#partBytes = 0;
    if (before !== undefined) disk.close(before);
    return this.#file;
  }

  /** The first part that is free; after that only the very next one, or the tape belongs to somebody else. */
  #createPart(): number {
    const { disk, lease, path } = this.#with;
    for (let part = this.#part + 1; ; part += 1) {
      const file = createUnlessThere(disk, partPath(path, part));
      if (file === undefined && this.#part > 0) throw new Error('the tape was taken over');
      if (file === undefined) continue;
      this.#part = part;
      lease.holds(part);
      return file;
    }
  }

  // ---- against a power cut ----------------------------------------------------------------------------------------------

  #scheduleSync(): void {
    const { clock, fsync } = this.#with;
    if (fsync === 'each') this.#sync();
    else if (fsync === 'batch') this.#syncTimer ??= clock.setTimeout(() => this.#sync(), SYNC_MS);
  }

  #sync(): void {
    this.#syncTimer = undefined;
    if (this.#isSyncing || this.#file === undefined) return;
    this.#isSyncing = true;
    this.#isDirty = false;
    this.#with.disk.sync(this.#file, () => {
      this.#isSyncing = false;
      if (this.#isDirty) this.#scheduleSync();
      this.#checkIdle();
    });
  }
}

/** The new file; undefined if there is one already. */
export function createUnlessThere(disk: Disk, path: string): number | undefined {
  try {
    return disk.create(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
}
