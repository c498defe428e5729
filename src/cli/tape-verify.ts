import { type Verdict, verifyFile } from '../tape/verify.js';
import type { Io } from './io.js';
import { parseOptions } from './parse-options.js';
import { progressBar } from './progress-bar.js';
import { tapesAt } from './tapes-at.js';
import { UsageError } from './usage-error.js';

export async function tapeVerify(args: string[], io: Io): Promise<number> {
  const { positionals } = parseOptions(args, {}, 1);
  const [path] = positionals;
  if (path === undefined) throw new UsageError('tape verify needs a FILE or a DIRECTORY');
  const files = await tapesAt(path);
  const bar = progressBar(io, files.length);
  const verdicts: Verdict[] = [];
  for (const file of files) {
    const verdict = await verifyFile(file);
    for (const problem of verdict.problems) bar.print(`${problem.file}:${problem.line}: ${problem.trouble}: ${problem.message}`);
    verdicts.push(verdict);
    bar.tick();
  }
  bar.end();
  const records = verdicts.reduce((sum, verdict) => sum + verdict.records, 0);
  const sound = verdicts.filter((verdict) => verdict.sound).length;
  io.stdout.write(`${sound} of ${files.length} ${files.length === 1 ? 'tape' : 'tapes'} sound · ${records} records\n`);
  return sound === files.length ? 0 : 1;
}
