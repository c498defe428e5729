import type { Clock } from '../clock.js';
import type { Disk } from './disk.js';
import type { Lease } from './lease.js';
import { partPath, tapePath } from './tape-parts.js';

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

/** A disk that failed is tried again after this time. */
const RETRY_MS = 1_000;
const SYNC_MS = 1_000;
/** At most so much is written in one go. */
const MAX_WRITE_BYTES = 256 * 1_024;

/** Appends to the parts of a tape, in order: in the background, or at once where the disk is known to be quick. */
export class BackgroundWriter {
  readonly #with: BackgroundWriterOptions;
  /** The tape's first file. */
  #tape: string;
  #part = 0;
  #file: number | undefined;
  #partBytes = 0;
  /** Whole lines, except that the first may have been begun. */
  #queue: Uint8Array[] = [];
  #isBegun = false;
  /** Bytes in all. */
  #appended = 0;
  #written = 0;
  /** Who waits until so many are written. */
  #waiters: { upTo: number; tell: () => void }[] = [];
  #draining: Promise<void> | undefined;
  #syncing: Promise<void> | undefined;
  /** Written since the last sync. */
  #isDirty = false;
  #syncTimer: unknown;
  #retryTimer: unknown;
  #isClosing = false;

  constructor(options: BackgroundWriterOptions) {
    this.#with = options;
    const { claimed, lease, path } = options;
    this.#tape = path;
    if (!claimed) return;
    this.#part = claimed.part;
    this.#file = claimed.file;
    lease.holds(path, claimed.part);
  }

  /** The part that is being written. */
  get path(): string {
    return partPath(this.#tape, Math.max(1, this.#part));
  }

  /** Bytes that were appended and are not written. */
  get waiting(): number {
    return this.#appended - this.#written;
  }

  /** Undefined: the operating system has the lines. Else it will have them when the promise resolves, or another process has the tape. */
  append(lines: Uint8Array): Promise<void> | undefined {
    this.#appended += lines.length;
    const rest = this.#writeNow(lines);
    if (rest.length === 0) return undefined;
    this.#queue.push(rest);
    const upTo = this.#appended;
    const handedOver = new Promise<void>((tell) => this.#waiters.push({ upTo, tell }));
    if (this.#retryTimer === undefined) this.#draining ??= this.#drain();
    return handedOver;
  }

  /** Resolves when all is written, and synced unless the policy is `none`; or when a last attempt has failed. */
  async close(): Promise<void> {
    const { clock, disk, fsync } = this.#with;
    this.#isClosing = true;
    clock.clearTimeout(this.#retryTimer);
    clock.clearTimeout(this.#syncTimer);
    await (this.#draining ?? this.#drain());
    await this.#syncing;
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    if (fsync !== 'none' && this.#isDirty) await disk.sync(file).catch(() => {});
    await disk.close(file).catch(() => {});
  }

  /** What of the lines is still to be written. */
  #writeNow(lines: Uint8Array): Uint8Array {
    const { clock, disk, lease } = this.#with;
    const file = this.#file;
    const isNext = this.#draining === undefined && this.#queue.length === 0;
    const startedAt = clock.now();
    const leaseAt = lease.now();
    if (file === undefined || !isNext || !disk.trust.mayWriteNow(startedAt) || !this.#fits(lines.length) || !lease.isFresh()) return lines;
    try {
      const count = disk.writeNow(file, lines);
      disk.trust.wroteNow(startedAt, clock.now());
      this.#wrote(count, leaseAt);
      this.#isBegun = count > 0 && count < lines.length;
      return lines.subarray(count);
    } catch {
      return lines;
    }
  }

  async #drain(): Promise<void> {
    const { clock, disk, lease } = this.#with;
    this.#retryTimer = undefined;
    try {
      while (this.#queue.length > 0) {
        const file = await this.#fileFor(this.#queue[0]?.length ?? 0);
        if (file === undefined) break;
        const bytes = this.#nextWrite();
        const startedAt = clock.now();
        const leaseAt = lease.now();
        const count = await disk.trust.background(() => disk.write(file, bytes));
        if (count === 0) throw new Error('the disk took nothing');
        disk.trust.wroteInBackground(startedAt, clock.now());
        this.#shift(bytes, count);
        // The process may have slept meanwhile.
        await lease.renewed();
        this.#wrote(count, leaseAt);
      }
    } catch {
      // What could not be written stays in the queue.
      if (!this.#isClosing) this.#retryTimer = clock.setTimeout(() => (this.#draining = this.#drain()), RETRY_MS);
    }
    this.#draining = undefined;
  }

  /** As many of the queue's lines as go into one write, and into the part. */
  #nextWrite(): Uint8Array {
    let count = 0;
    let length = 0;
    for (const { length: more } of this.#queue) {
      if (count > 0 && (length + more > MAX_WRITE_BYTES || !this.#fits(length + more))) break;
      count += 1;
      length += more;
    }
    const bytes = Buffer.concat(this.#queue.slice(0, count));
    this.#queue.splice(0, count, bytes);
    return bytes;
  }

  #shift(bytes: Uint8Array, count: number): void {
    this.#isBegun = count < bytes.length;
    if (this.#isBegun) this.#queue[0] = bytes.subarray(count);
    else this.#queue.shift();
  }

  #wrote(count: number, leaseAt: number): void {
    this.#partBytes += count;
    this.#written += count;
    this.#tellWaiters();
    this.#with.lease.touched(leaseAt);
    this.#isDirty = true;
    this.#scheduleSync();
  }

  #tellWaiters(): void {
    while (this.#waiters[0] && (this.#waiters[0].upTo <= this.#written || this.#with.lease.isLost)) this.#waiters.shift()?.tell();
  }

  /** A line that was begun is finished in the part where it was begun. */
  #fits(length: number): boolean {
    return this.#isBegun || this.#partBytes === 0 || this.#partBytes + length <= this.#with.rotateBytes;
  }

  /** Undefined if another process has taken the tape over. */
  async #fileFor(length: number): Promise<number | undefined> {
    const { disk, lease } = this.#with;
    const isOurs = await lease.renewed();
    if (isOurs && this.#file !== undefined && this.#fits(length)) return this.#file;
    const before = this.#file;
    this.#file = isOurs ? await this.#createPart() : undefined;
    this.#partBytes = 0;
    if (before !== undefined) await disk.close(before).catch(() => {});
    if (this.#file === undefined) this.#tellWaiters();
    return this.#file;
  }

  async #createPart(): Promise<number | undefined> {
    const { disk, lease, path } = this.#with;
    for (let number = 1; this.#part === 0; number += 1) {
      this.#tape = tapePath(path, number);
      const file = await createUnlessThere(disk, this.#tape);
      if (file !== undefined) return this.#begin(1, file);
    }
    // Nobody makes the next part but who writes the tape, or takes it over.
    const file = await createUnlessThere(disk, partPath(this.#tape, this.#part + 1));
    return file === undefined ? lease.lose() : this.#begin(this.#part + 1, file);
  }

  #begin(part: number, file: number): number {
    this.#part = part;
    this.#with.lease.holds(this.#tape, part);
    return file;
  }

  // ---- against a power cut ----------------------------------------------------------------------------------------------

  #scheduleSync(): void {
    const { clock, fsync } = this.#with;
    if (fsync === 'each') this.#sync();
    else if (fsync === 'batch') this.#syncTimer ??= clock.setTimeout(() => this.#sync(), SYNC_MS);
  }

  #sync(): void {
    this.#syncTimer = undefined;
    const file = this.#file;
    if (this.#syncing || file === undefined) return;
    this.#isDirty = false;
    const done = () => {
      this.#syncing = undefined;
      if (this.#isDirty && !this.#isClosing) this.#scheduleSync();
    };
    this.#syncing = this.#with.disk.sync(file).then(done, done);
  }
}

/** The new file; undefined if there is one already. */
export async function createUnlessThere(disk: Disk, path: string): Promise<number | undefined> {
  try {
    return await disk.create(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
}
