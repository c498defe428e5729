import { close, fdatasync, open, stat, utimes, write, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { systemClock } from '../clock.js';
import { atMost } from './at-most.js';
import { DiskTrust } from './disk-trust.js';

/** As much of a file system as a tape needs. All but `writeNow` is done in the background. */
export interface Disk {
  /** Whether it can be written without anybody waiting. */
  readonly trust: DiskTrust;
  /** Creates a file. Rejects with `EEXIST` if there is one already. */
  create(path: string): Promise<number>;
  /** Hands bytes to the operating system, where they survive the death of this process, and says how many were taken. */
  write(file: number, bytes: Uint8Array): Promise<number>;
  /** The same at once: for a disk that is trusted. */
  writeNow(file: number, bytes: Uint8Array): number;
  /** Asks that what was written survive a power cut too. */
  sync(file: number): Promise<void>;
  /** Lets go of a file. */
  close(file: number): Promise<void>;
  /** Sets its modification time to now. */
  touch(path: string): Promise<void>;
  /** Whether there is a file of that name. */
  exists(path: string): Promise<boolean>;
}

const [openFile, writeFile, syncFile, closeFile, touchFile, statFile] = [open, write, fdatasync, close, utimes, stat].map(promisify) as [
  typeof open.__promisify__,
  typeof write.__promisify__,
  typeof fdatasync.__promisify__,
  typeof close.__promisify__,
  typeof utimes.__promisify__,
  typeof stat.__promisify__,
];

/** Node has four threads for files, name look-ups and more, for all of a process. A disk that hangs gets one of them from all tapes
 *  together, and one more for its flushes, so that calls to platforms go on. */
const operations = atMost(1);
const flushes = atMost(1);

export const realDisk: Disk = {
  trust: new DiskTrust(),
  create: (path) => operations(() => openFile(path, 'ax', 0o600)),
  write: async (file, bytes) => (await operations(() => writeFile(file, bytes))).bytesWritten,
  writeNow: (file, bytes) => writeSync(file, bytes),
  sync: (file) => flushes(() => realDisk.trust.flush(systemClock.now(), () => syncFile(file))),
  close: (file) => operations(() => closeFile(file)),
  touch: (path) => operations(() => touchFile(path, new Date(), new Date())),
  exists: (path) =>
    operations(() => statFile(path)).then(
      () => true,
      () => false,
    ),
};
