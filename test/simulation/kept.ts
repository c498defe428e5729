// Scripts that once failed, kept so that they never fail again unnoticed.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Script } from './script.js';
import type { Failure } from './simulate.js';

const FOLDER = join(process.cwd(), 'test/tapes/simulation');

export interface KeptScript {
  complaint: string;
  seed: number;
  script: Script;
}

/** Writes a failure where the next `npm test` plays it again; returns the file. */
export async function keep(failure: Failure): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  const name = failure.complaint
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/-+$/, '');
  const file = join(FOLDER, `${name}-${failure.seed >>> 0}.json`);
  await writeFile(file, `${JSON.stringify(failure, undefined, 1)}\n`);
  return file;
}

export async function readKept(): Promise<{ name: string; kept: KeptScript }[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json'));
  return Promise.all(names.map(async (name) => ({ name, kept: JSON.parse(await readFile(join(FOLDER, name), 'utf8')) as KeptScript })));
}
