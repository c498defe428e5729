import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Adapter } from '../adapter.js';
import { recover as recoverTapes } from '../tape/recover.js';
import { wordsOf } from '../words-of.js';
import { describeOutcome } from './describe-outcome.js';
import type { Io } from './io.js';
import { parseOptions } from './parse-options.js';
import { mayHoldTapes } from './tapes-at.js';
import { UsageError } from './usage-error.js';

export const recoverHelp = `Usage: tokentape recover DIRECTORY|FILE… --adapters MODULE

Brings every stream whose tape has no end to an honest one: shows what was accepted and not shown, where the tape holds text, takes
the cursor away, and sends nothing twice. A tape that a living process writes is left alone.

  --adapters MODULE   an ES module whose default export is { name: adapter }, with the names that are on the tapes

Exit code: 0 all are at their end, 1 some are not, 2 the command line is wrong.`;

export async function recover(args: string[], io: Io): Promise<number> {
  const { positionals: tapes, values } = parseOptions(args, { adapters: { type: 'string' } }, Number.POSITIVE_INFINITY);
  if (tapes.length === 0) throw new UsageError('recover needs a DIRECTORY or a FILE');
  if (values.adapters === undefined) throw new UsageError('recover needs --adapters MODULE');
  for (const path of tapes) await mayHoldTapes(path);
  const recoveries = await recoverTapes({ tapes, adapters: await adaptersFrom(values.adapters) });
  for (const one of recoveries) {
    if (one.result === 'recovered') io.stdout.write(`${one.stream}: ${describeOutcome(one.outcome)}\n`);
    else io.stdout.write(`${one.file}: ${one.result === 'owned' ? 'a living process writes it' : one.message}\n`);
  }
  if (recoveries.length === 0) io.stdout.write('every stream has its end\n');
  return recoveries.every(({ result }) => result === 'recovered') ? 0 : 1;
}

async function adaptersFrom(path: string): Promise<Record<string, Adapter>> {
  const module: { default?: unknown } = await import(pathToFileURL(resolve(path)).href).catch((cause) => {
    throw new UsageError(`--adapters: ${path} cannot be loaded: ${firstLineOf(cause)}`, { cause });
  });
  const { default: adapters } = module;
  if (typeof adapters !== 'object' || adapters === null) throw new UsageError(`${path} has no default export of adapters by name`);
  return adapters as Record<string, Adapter>;
}

function firstLineOf(error: unknown): string {
  const [line = ''] = wordsOf(error).split('\n', 1);
  // Which file of this program wanted it is nobody's business.
  return line.replace(/ imported from .*/, '');
}
