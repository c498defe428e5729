// A tape may go on in further files: `answer.ndjson`, `answer.2.ndjson`, `answer.3.ndjson` … Each is created by whoever writes it
// and by nobody else, so the number is also the fencing number of its writer. Who finds a tape there that is not his begins one of his
// own: `answer-2.ndjson`.

import { access, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

const EXTENSION = '.ndjson';
const PART = /^(.*?)(?:\.(\d+))?\.ndjson$/;

/** The file of a tape's n-th part, from 1. */
export const partPath = (path: string, part: number): string => numbered(path, '.', part);

/** The n-th tape, from 1, that wanted to be called so. */
export const tapePath = (path: string, number: number): string => numbered(path, '-', number);

function numbered(path: string, mark: string, number: number): string {
  if (number === 1) return path;
  const stem = path.endsWith(EXTENSION) ? path.slice(0, -EXTENSION.length) : path;
  return `${stem}${mark}${number}${EXTENSION}`;
}

/** The files of the tape that begins with `path`, in order; at least `path` itself. */
export async function tapeParts(path: string): Promise<string[]> {
  const parts = [path];
  for (let next = partPath(path, 2); await exists(next); next = partPath(path, parts.length + 1)) parts.push(next);
  return parts;
}

/** The first files of all tapes in a directory, in alphabetical order. */
export async function tapesIn(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => PART.test(name)).sort();
  const all = new Set(names);
  return names.filter((name) => !isLaterPart(name, all)).map((name) => join(directory, name));
}

function isLaterPart(name: string, all: ReadonlySet<string>): boolean {
  const [, stem, number] = PART.exec(basename(name)) ?? [];
  return number !== undefined && Number(number) >= 2 && all.has(`${stem}${EXTENSION}`);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
