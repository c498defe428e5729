// npm run simulate -- --runs N --seed S
import { parseArgs } from 'node:util';
import { keep } from './kept.js';
import { simulate } from './simulate.js';

const BATCH = 500;
const BAR_WIDTH = 30;

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5000' }, seed: { type: 'string', default: '1' } } });
const runs = Number(values.runs);
const seed = Number(values.seed);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed))
  throw new Error('--runs takes a whole number from 1, --seed a whole number');

const startedAt = performance.now();
let done = 0;
while (done < runs) {
  const size = Math.min(BATCH, runs - done);
  // Batches differ by their seeds; the seed of the batch is the one that is told.
  const failure = await simulate(size, seed * 1_000_003 + done);
  if (failure) {
    process.stdout.write('\n');
    console.error(`${failure.complaint}\nseed ${failure.seed}, kept in ${await keep(failure)}\n${JSON.stringify(failure.script)}`);
    process.exit(1);
  }
  done += size;
  showProgress();
}
process.stdout.write('\n');

function showProgress(): void {
  const rate = Math.round((done / (performance.now() - startedAt)) * 1_000);
  const filled = Math.round((done / runs) * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const line = `${bar} ${done.toLocaleString('en')} of ${runs.toLocaleString('en')} runs, ${rate.toLocaleString('en')} a second, seed ${seed}`;
  process.stdout.write(process.stdout.isTTY ? `\r${line}` : `${line}\n`);
}
