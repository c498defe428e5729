// npm run simulate -- --runs N --seed S, and `--observers all` for every run before all of them, which takes three times as long.
import { parseArgs } from 'node:util';
import { keep } from './kept.js';
import { simulate } from './simulate.js';

const BATCH = 500;
const BAR_WIDTH = 30;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    observers: { type: 'string', default: 'some' },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed))
  throw new Error('--runs takes a whole number from 1, --seed a whole number');

const { observers } = values;
if (observers !== 'some' && observers !== 'all') throw new Error('--observers takes some or all');

const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
let done = 0;
while (done < runs) {
  const size = Math.min(BATCH, runs - done);
  // Batches differ by their seeds; the seed of the batch is the one that is told.
  const failure = await simulate(size, seed * 1_000_003 + done, observers);
  if (failure) {
    process.stdout.write('\n');
    console.error(`${failure.complaint}\nseed ${failure.seed}, kept in ${await keep(failure)}\n${JSON.stringify(failure.script)}`);
    process.exit(1);
  }
  done += size;
  showProgress();
}
if (process.stdout.isTTY) process.stdout.write('\n');
const { user, system } = process.cpuUsage(cpuBefore);
console.log(`${words(done)} runs, none failed: ${words(perSecond((user + system) / 1_000))} for each second of processor time`);

function showProgress(): void {
  const share = done / runs;
  const filled = Math.round(share * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const rate = perSecond(performance.now() - startedAt);
  const line = `${bar} ${words(done)} of ${words(runs)} runs, ${words(rate)} a second, seed ${seed}`;
  if (process.stdout.isTTY) process.stdout.write(`\r${line}`);
  // A log gets a line for every hundredth.
  else if (Math.floor(share * 100) > Math.floor(((done - BATCH) / runs) * 100)) console.log(line);
}

function perSecond(ms: number): number {
  return Math.round((done / ms) * 1_000);
}

function words(count: number): string {
  return count.toLocaleString('en');
}
