import { hash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FileSink, type FileSinkOptions, fileSink } from './file-sink.js';
import type { TapeRecord, TapeSink, TapeText } from './record.js';

/** A tape per stream, each in a file of its own: what `recover` and `replay` want of a gateway. */
export interface DirectorySink extends TapeSink {
  /** Whether another process has taken the stream's tape over; whoever has not written for a while has to look. */
  mayCall(stream: string): boolean | Promise<boolean>;
  /** Resolves when all tapes are written. Nothing is taken afterwards. */
  close(): Promise<void>;
}

/** Writes the tape of stream `abc` to `<directory>/abc.ndjson`; a stream whose id cannot be part of a file's name gets the hash of
 *  it. The directory is created. The options hold for each tape. */
export function directorySink(directory: string, options: FileSinkOptions = {}): DirectorySink {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return new TapeDirectory(directory, options);
}

class TapeDirectory implements DirectorySink {
  readonly text: TapeText;
  readonly #directory: string;
  readonly #options: FileSinkOptions;
  readonly #open = new Map<string, FileSink>();
  readonly #closing = new Set<Promise<void>>();
  #isClosed = false;

  constructor(directory: string, options: FileSinkOptions) {
    this.#directory = directory;
    this.#options = options;
    this.text = options.text ?? 'off';
  }

  write(record: TapeRecord, line: string): unknown {
    if (this.#isClosed) return false;
    const file = this.#open.get(record.stream) ?? this.#create(record.stream);
    const taken = file.write(record, line);
    if (record.kind === 'end') this.#close(record.stream, file);
    return taken;
  }

  mayCall(stream: string): boolean | Promise<boolean> {
    return this.#open.get(stream)?.mayCall() ?? true;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const [stream, file] of this.#open) this.#close(stream, file);
    await Promise.all(this.#closing);
  }

  #create(stream: string): FileSink {
    const file = fileSink(join(this.#directory, `${fileNameOf(stream)}.ndjson`), this.#options);
    this.#open.set(stream, file);
    return file;
  }

  #close(stream: string, file: FileSink): void {
    this.#open.delete(stream);
    const closing = file.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}

/** Without dots: `a.2` would be taken for the second part of `a`. */
function fileNameOf(stream: string): string {
  return /^[A-Za-z0-9_-]{1,100}$/.test(stream) ? stream : hash('sha256', stream).slice(0, 32);
}
