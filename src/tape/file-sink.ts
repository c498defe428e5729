// A tape in files. What recovery depends on (the intention to call, the answer to a call) is handed to the operating system before
// anything else happens, so that it survives the death of the process; the rest follows within moments.

import { type Clock, systemClock } from '../clock.js';
import { InvalidInputError } from '../errors.js';
import { BackgroundWriter, type Claim } from './background-writer.js';
import { type Disk, realDisk } from './disk.js';
import { LEASE_MS, Lease } from './lease.js';
import type { TapeRecord, TapeSink, TapeText } from './record.js';

/** What `fileSink` and `directorySink` take. */
export interface FileSinkOptions {
  /** How much text the tape holds. Default `off`. */
  text?: TapeText | undefined;
  /** What survives a power cut; SIGKILL is survived with all three. `each`: every write is followed by a flush of the disk, so that
   *  what is lost is what was written during the last one · `batch`: a flush every second · `none`: what the operating system gets
   *  round to. Flushes run in the background. Default `batch`. */
  fsync?: 'each' | 'batch' | 'none' | undefined;
  /** The tape goes on in a further file when one has this many bytes. Default 64 MiB. */
  rotateBytes?: number | undefined;
  /** A tape that has this many bytes in all takes no more records. Default 1 GiB. */
  maxBytes?: number | undefined;
  /** A tape that nobody touched for this many milliseconds has lost its owner, and may be recovered by another process. Default
   *  10,000; the same for all who share it. */
  leaseMs?: number | undefined;
  /** Default: real time. */
  clock?: Clock | undefined;
  /** Default: the real one.
   *  @internal */
  disk?: Disk | undefined;
}

/** Records that do not have to be on the disk at once are written together, at the latest after this time. */
const GATHER_MS = 20;
const GATHER_BYTES = 64 * 1_024;
/** More than this is not kept waiting for a disk. */
const MAX_WAITING_BYTES = 4 * 1_024 * 1_024;
/** What a full tape keeps back, to say that it is full and how the stream ended. */
const RESERVED_BYTES = 16 * 1_024;
const URGENT: ReadonlySet<TapeRecord['kind']> = new Set(['begin', 'call', 'lost', 'end']);

export interface FileSink extends TapeSink {
  /** The file that is being written. Known for certain once something was. */
  readonly path: string;
  /** Whether another process has taken the tape over; whoever has not written for a while has to look. */
  mayCall(stream?: string): boolean | Promise<boolean>;
  /** Resolves when everything that was taken is written and flushed, or cannot be. Nothing is taken afterwards. */
  close(): Promise<void>;
}

/** Writes a tape to a file. One that exists already is another tape, and left alone: this one is `name-2.ndjson` then.
 *  @throws {InvalidInputError} for an option out of its range. */
export function fileSink(path: string, options: FileSinkOptions = {}): FileSink {
  return claimedSink(path, options, undefined);
}

/** The same, in a part that was created already. */
export function claimedSink(path: string, options: FileSinkOptions, claimed: Claim | undefined): FileSink {
  const { rotateBytes = 64 * 1_024 * 1_024, maxBytes = 1_024 ** 3 } = options;
  for (const [name, value] of Object.entries({ rotateBytes, maxBytes }))
    if (!(value >= 1_024)) throw new InvalidInputError(`${name} must be at least 1024, got ${value}`);
  return new TapeFile(path, { ...options, rotateBytes, maxBytes }, claimed);
}

class TapeFile implements FileSink {
  readonly text: TapeText;
  readonly #clock: Clock;
  readonly #writer: BackgroundWriter;
  readonly #lease: Lease;
  readonly #maxBytes: number;
  #gathered = '';
  #timer: unknown;
  #bytes = 0;
  #isTurnEnding = false;
  #isClosed = false;

  constructor(path: string, options: FileSinkOptions & { rotateBytes: number; maxBytes: number }, claimed: Claim | undefined) {
    const { text = 'off', fsync = 'batch', leaseMs = LEASE_MS, clock = systemClock, disk = realDisk, rotateBytes, maxBytes } = options;
    this.text = text;
    this.#clock = clock;
    this.#maxBytes = maxBytes;
    this.#lease = new Lease(disk, leaseMs);
    this.#writer = new BackgroundWriter({ path, fsync, rotateBytes, clock, disk, lease: this.#lease, claimed });
  }

  get path(): string {
    return this.#writer.path;
  }

  write({ kind }: TapeRecord, line: string): boolean | 'taken over' | Promise<unknown> {
    if (this.#lease.isLost) return 'taken over';
    const size = Buffer.byteLength(line) + 1;
    const reserved = kind === 'lost' || kind === 'end' ? 0 : RESERVED_BYTES;
    if (this.#isClosed || this.#bytes + size + reserved > this.#maxBytes) return false;
    if (this.#writer.waiting + this.#gathered.length + size > MAX_WAITING_BYTES) return false;
    this.#bytes += size;
    this.#gathered += `${line}\n`;
    if (URGENT.has(kind) || this.#gathered.length >= GATHER_BYTES) return this.#handOver() ?? true;
    if (kind === 'answer') this.#handOverAfterTurn();
    else this.#timer ??= this.#clock.setTimeout(() => this.#timedOut(), GATHER_MS);
    return true;
  }

  mayCall(): boolean | Promise<boolean> {
    return this.#lease.isHeld();
  }

  close(): Promise<void> {
    this.#clock.clearTimeout(this.#timer);
    void this.#handOver();
    this.#isClosed = true;
    this.#lease.release();
    return this.#writer.close();
  }

  #handOverAfterTurn(): void {
    if (this.#isTurnEnding) return;
    this.#isTurnEnding = true;
    setImmediate(() => {
      this.#isTurnEnding = false;
      void this.#handOver();
    });
  }

  #timedOut(): void {
    this.#timer = undefined;
    void this.#handOver();
  }

  /** Undefined: all that was gathered is in the hands of the operating system. */
  #handOver(): Promise<unknown> | undefined {
    if (this.#gathered === '' || this.#lease.isLost) return undefined;
    const lines = Buffer.from(this.#gathered);
    this.#gathered = '';
    return this.#writer.append(lines)?.then(() => (this.#lease.isLost ? 'taken over' : true));
  }
}
