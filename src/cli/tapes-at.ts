import { stat } from 'node:fs/promises';
import type { TapeRecord } from '../tape/record.js';
import { TapeError } from '../tape/tape-error.js';
import { tapesIn } from '../tape/tape-parts.js';
import { UsageError } from './usage-error.js';

/** The tape at a path, or all tapes of a directory.
 *  @throws {TapeError} if there is nothing to be read. */
export async function tapesAt(path: string): Promise<string[]> {
  try {
    return (await stat(path)).isDirectory() ? await tapesIn(path) : [path];
  } catch (error) {
    throw new TapeError(path, undefined, `cannot be read: ${(error as Error).message}`, { cause: error });
  }
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
