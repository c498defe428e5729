import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createUnlessThere } from './background-writer.js';
import { realDisk } from './disk.js';
import { claimedSink, type FileSink, type FileSinkOptions } from './file-sink.js';
import { LEASE_MS } from './lease.js';
import { partPath, tapeParts } from './tape-parts.js';

/** Takes a tape over from an owner that is dead: one that does not touch it any more. Waits until that is certain, at most
 *  `leaseMs`. Undefined if the owner lives, or another process was quicker. */
export async function claimTape(path: string, options: FileSinkOptions): Promise<FileSink | undefined> {
  const parts = await tapeParts(path);
  const newest = parts.at(-1) ?? path;
  if (await isTouchedWithin(newest, options.leaseMs ?? LEASE_MS)) return undefined;
  const part = parts.length + 1;
  const file = await createUnlessThere(options.disk ?? realDisk, partPath(path, part));
  return file === undefined ? undefined : claimedSink(path, options, { part, file });
}

/** Whether somebody touches the file before it has lain still for `ms`. */
async function isTouchedWithin(file: string, ms: number): Promise<boolean> {
  const before = (await stat(file)).mtimeMs;
  const restMs = before + ms - Date.now();
  if (restMs <= 0) return false;
  await sleep(restMs);
  return (await stat(file)).mtimeMs !== before;
}
