import { type Sheet, unlimited } from '../budget/sheet.js';
import { sheets } from '../budget/sheets.js';
import { readTape } from '../tape/read-tape.js';
import { type Simulation, whatIf } from '../tape/what-if.js';
import type { Io } from './io.js';
import { didYouMean, numberIn, parseOptions } from './parse-options.js';
import { oneStream, tapeAt } from './tapes-at.js';
import { UsageError } from './usage-error.js';

export async function tapeWhatIf(args: string[], io: Io): Promise<number> {
  const { positionals, values } = parseOptions(
    args,
    {
      'edit-interval': { type: 'string' },
      'buffer-threshold': { type: 'string' },
      budget: { type: 'string' },
      stream: { type: 'string' },
    },
    1,
  );
  const [path] = positionals;
  if (path === undefined) throw new UsageError('tape what-if needs a FILE');
  const sheet = values.budget === undefined ? undefined : budgets[values.budget];
  if (values.budget !== undefined && !sheet)
    throw new UsageError(`--budget takes ${Object.keys(budgets).join(', ')}${didYouMean(values.budget, Object.keys(budgets))}`);
  const editInterval = numberIn(values['edit-interval'], 'edit-interval');
  const bufferThreshold = numberIn(values['buffer-threshold'], 'buffer-threshold');
  const config = { ...(editInterval !== undefined && { editInterval }), ...(bufferThreshold !== undefined && { bufferThreshold }) };

  const records = oneStream(await readTape(await tapeAt(path)), values.stream);
  const asRecorded = await whatIf(records);
  const instead = await whatIf(records, { sheet, config });
  io.stdout.write(`${'as recorded'.padStart(34)}${'what if'.padStart(14)}\n`);
  for (const [label, show] of rows) io.stdout.write(`${label.padEnd(20)}${show(asRecorded).padStart(14)}${show(instead).padStart(14)}\n`);
  return 0;
}

const budgets: Readonly<Record<string, Sheet>> = { none: unlimited, ...sheets };

const milliseconds = (ms: number): string => `${Math.round(ms)} ms`;

const rows: [string, (simulation: Simulation) => string][] = [
  ['outcome', ({ status }) => status],
  ['calls', ({ calls }) => String(calls)],
  ['refused as too soon', ({ refused }) => String(refused)],
  ['waits', ({ waits }) => String(waits)],
  ['waited in all', ({ waitMs }) => milliseconds(waitMs)],
  ['staleness, mean', ({ meanStalenessMs }) => milliseconds(meanStalenessMs)],
  ['staleness, worst', ({ worstStalenessMs }) => milliseconds(worstStalenessMs)],
  ['messages', ({ messages }) => String(messages)],
  ['characters lost', ({ lost }) => String(lost)],
];
