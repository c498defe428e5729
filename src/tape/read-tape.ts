import { createReadStream } from 'node:fs';
import type { ResumeRecord, TapeRecord } from './record.js';
import { TapeError } from './tape-error.js';
import { tapeParts } from './tape-parts.js';

/** One line of a tape, and where it stands. */
export interface TapeLine {
  /** The file that it stands in. */
  file: string;
  /** From 1. */
  number: number;
  /** The line, without its break. */
  text: string;
}

/** The lines of a tape, all its parts in order. Blank lines are passed over.
 *  @throws {TapeError} if a file cannot be read. */
export async function* tapeLines(path: string): AsyncGenerator<TapeLine> {
  for (const file of await tapeParts(path)) {
    let number = 0;
    for await (const text of linesOf(file)) {
      number += 1;
      if (text !== '') yield { file, number, text };
    }
  }
}

/** Nothing but a line feed ends a line: the text on a tape may hold whatever ends one elsewhere (U+2028 does in `node:readline`). */
async function* linesOf(file: string): AsyncGenerator<string> {
  let open = '';
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8' })) {
      const lines = (open + chunk).split('\n');
      open = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    throw new TapeError(file, undefined, `cannot be read: ${(error as Error).message}`, { cause: error });
  }
  if (open !== '') yield open;
}

/** The records of a tape. The last line of a file may be cut off, if whoever wrote it was killed; then it is left out.
 *  @throws {TapeError} for any other line that is no record. */
export async function readTape(path: string): Promise<TapeRecord[]> {
  const records: TapeRecord[] = [];
  let cut: TapeError | undefined;
  for await (const line of tapeLines(path)) {
    if (cut?.file === line.file) throw cut;
    const record = parseLine(line.text);
    if (record?.kind === 'resume') dropStale(records, record);
    if (record) records.push(record);
    else cut = new TapeError(line.file, line.number, 'is no record');
  }
  return records;
}

/** The records of a tape that is at hand as text.
 *  @throws {TapeError} for a line that is no record. */
export function parseTape(text: string): TapeRecord[] {
  return text.split('\n').flatMap((line, index) => {
    const record = parseLine(line);
    if (!record && line !== '') throw new TapeError('tape', index + 1, 'is no record');
    return record ?? [];
  });
}

/** What a stream's first owner wrote after another had taken it over does not count. */
function dropStale(records: TapeRecord[], { stream, after }: ResumeRecord): void {
  for (let index = records.length - 1; index >= 0; index -= 1) {
    const record = records[index];
    if (record?.stream !== stream) continue;
    if (record.seq <= after) return;
    records.splice(index, 1);
  }
}

/** The record that a line holds; undefined if it holds none. */
export function parseLine(line: string): TapeRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const KINDS: ReadonlySet<unknown> = new Set<TapeRecord['kind']>(['begin', 'event', 'input', 'call', 'answer', 'lost', 'resume', 'end']);

function isRecord(value: unknown): value is TapeRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { v, stream, seq, at, kind } = value as Record<string, unknown>;
  return v === 1 && typeof stream === 'string' && Number.isInteger(seq) && typeof at === 'number' && KINDS.has(kind);
}
