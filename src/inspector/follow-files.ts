import { open, stat } from 'node:fs/promises';
import type { Clock } from '../clock.js';
import { parseLine } from '../tape/read-tape.js';
import type { TapeRecord } from '../tape/record.js';
import { TapeError } from '../tape/tape-error.js';
import { tapeParts, tapesIn } from '../tape/tape-parts.js';

const lookEveryMs = 500;
/** Files are read in pieces of this many bytes, so that pages are answered in between. */
const pieceSize = 256 * 1_024;

export interface FollowedFiles {
  close(): void;
}

/** Reads tapes, then keeps looking for what is added to them. A directory stands for all tapes in it, later ones too.
 *  @throws {TapeError} if a path cannot be read. */
export async function followFiles(
  paths: readonly string[],
  take: (record: TapeRecord, line: string) => void,
  clock: Clock,
): Promise<FollowedFiles> {
  const files = new Map<string, TapeFile>();
  let timer: unknown;
  let isClosed = false;

  async function look(): Promise<void> {
    for (const path of paths)
      for (const tape of await tapesOf(path)) {
        const parts = (await tapeParts(tape)).map(fileAt);
        // A part is not begun before the one before is left, and whoever still adds to that one has lost the tape.
        const newest = Math.max(
          0,
          parts.findLastIndex((part) => part.isBegun),
        );
        for (const part of parts.slice(newest)) await part.read(take);
      }
  }

  function fileAt(path: string): TapeFile {
    const file = files.get(path) ?? new TapeFile(path);
    files.set(path, file);
    return file;
  }

  async function lookAgain(): Promise<void> {
    // A file that is away for a moment may come back.
    await look().catch(() => {});
    if (!isClosed) timer = clock.setTimeout(lookAgain, lookEveryMs);
  }

  await look();
  timer = clock.setTimeout(lookAgain, lookEveryMs);
  return {
    close() {
      isClosed = true;
      clock.clearTimeout(timer);
    },
  };
}

async function tapesOf(path: string): Promise<string[]> {
  try {
    return (await stat(path)).isDirectory() ? await tapesIn(path) : [path];
  } catch (error) {
    throw new TapeError(path, undefined, `cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

class TapeFile {
  readonly #path: string;
  #offset = 0;
  /** The beginning of a line whose end is not written yet. */
  #rest = '';
  readonly #decoder = new TextDecoder();

  constructor(path: string) {
    this.#path = path;
  }

  /** Something of it was read. */
  get isBegun(): boolean {
    return this.#offset > 0;
  }

  async read(take: (record: TapeRecord, line: string) => void): Promise<void> {
    const file = await open(this.#path);
    try {
      for (;;) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(pieceSize), 0, pieceSize, this.#offset);
        if (bytesRead === 0) return;
        this.#offset += bytesRead;
        const lines = (this.#rest + this.#decoder.decode(buffer.subarray(0, bytesRead), { stream: true })).split('\n');
        this.#rest = lines.pop() ?? '';
        for (const line of lines) {
          const record = parseLine(line);
          if (record) take(record, line);
        }
      }
    } finally {
      await file.close();
    }
  }
}
