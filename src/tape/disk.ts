import { closeSync, existsSync, fdatasync, openSync, utimesSync, write, writeSync } from 'node:fs';

/** As much of a file system as a tape needs. */
export interface Disk {
  /** Creates a file. Throws `EEXIST` if there is one already. */
  create(path: string): number;
  /** Hands bytes to the operating system, where they survive the death of this process, and says how many were taken. */
  writeNow(file: number, bytes: Uint8Array): number;
  /** The same, and calls back. */
  write(file: number, bytes: Uint8Array, done: (error: Error | null, written: number) => void): void;
  /** Asks that what was written survive a power cut too. */
  sync(file: number, done: (error: Error | null) => void): void;
  /** Lets go of a file. */
  close(file: number): void;
  /** Sets its modification time to now. */
  touch(path: string): void;
  /** Whether there is a file of that name. */
  exists(path: string): boolean;
}

export const realDisk: Disk = {
  create: (path) => openSync(path, 'ax', 0o600),
  writeNow: (file, bytes) => writeSync(file, bytes),
  write: (file, bytes, done) => write(file, bytes, (error, written) => done(error, written)),
  sync: (file, done) => fdatasync(file, done),
  close: closeSync,
  touch: (path) => utimesSync(path, new Date(), new Date()),
  exists: existsSync,
};
