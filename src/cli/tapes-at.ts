import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseLine, tapeLines } from '../tape/read-tape.js';
import type { TapeRecord } from '../tape/record.js';
import { TapeError } from '../tape/tape-error.js';
import { tapesIn } from '../tape/tape-parts.js';
import { UsageError } from './usage-error.js';

/** The tape at a path, or all tapes of a directory.
 *  @throws {TapeError} if there is nothing to be read, or no tape. */
export async function tapesAt(path: string): Promise<string[]> {
  if (!(await look(path)).isFolder) return [await tapeAt(path)];
  const tapes = await tapesIn(path);
  if (tapes.length === 0) throw new TapeError(path, undefined, 'there is no tape in this folder; tapes end in .ndjson');
  return tapes;
}

/** The path, if a tape begins there.
 *  @throws {TapeError} if it cannot be read or holds no record at all. */
export async function tapeAt(path: string): Promise<string> {
  if ((await look(path)).isFolder) throw new TapeError(path, undefined, 'is a folder; name one of the tapes in it');
  let hasLines = false;
  for await (const { text } of tapeLines(path)) {
    if (parseLine(text) !== undefined) return path;
    hasLines = true;
  }
  throw new TapeError(path, undefined, hasLines ? 'is not a tape: no line of it is a record' : 'is empty: nothing was recorded');
}

/** A folder, or a tape; both may still be empty.
 *  @throws {TapeError} if there is nothing, or something else. */
export async function mayHoldTapes(path: string): Promise<void> {
  const { size, isFolder } = await look(path);
  if (!isFolder && size > 0) await tapeAt(path);
}

async function look(path: string): Promise<{ size: number; isFolder: boolean }> {
  try {
    const found = await stat(path);
    return { size: found.size, isFolder: found.isDirectory() };
  } catch (error) {
    throw new TapeError(path, undefined, `cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** A tape that cannot be written would only be missed when it is needed.
 *  @throws {TapeError} if no file can be made at this path. */
export async function mayBecomeTape(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new TapeError(folder, undefined, `cannot be written to: ${(error as Error).message}`, { cause: error });
  }
  const found = await look(path).catch(() => undefined);
  if (found?.isFolder) throw new TapeError(path, undefined, 'is a folder; name a file in it');
}

/** The records of one stream.
 *  @throws {UsageError} if the tape holds several and none was named, or not the one that was. */
export function oneStream(records: readonly TapeRecord[], wanted: string | undefined): TapeRecord[] {
  const streams = [...new Set(records.map(({ stream }) => stream))];
  const stream = wanted ?? (streams.length === 1 ? streams[0] : undefined);
  if (stream === undefined) throw new UsageError(`the tape holds ${streams.length} streams; name one with --stream: ${streams.join(', ')}`);
  if (!streams.includes(stream)) throw new UsageError(`the tape holds no stream '${stream}'; it holds ${streams.join(', ')}`);
  return records.filter((record) => record.stream === stream);
}
