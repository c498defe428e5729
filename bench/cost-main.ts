// npm run bench:worker, bench:tape, bench:replay: one part of what it costs, on standard output alone.

import { type Overhead, parts } from './overhead.js';
import { replays } from './replay.js';
import { workers } from './worker.js';

const measures: Record<string, () => Promise<Overhead[]>> = { worker: workers, tape: parts.pipelines, replay: replays };
const measure = measures[process.argv[2] ?? ''];
if (!measure) throw new Error(`name one of ${Object.keys(measures).join(', ')}`);
for (const { name, value, unit, beside, target, met } of await measure()) {
  const notes = [beside && `${beside.ratio.toFixed(2)} times ${beside.name}`, target && `${target}: ${met ? 'met' : 'missed'}`];
  console.log(
    `${name}: ${value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en')} ${unit} (${notes.filter(Boolean).join(', ')})`,
  );
}
