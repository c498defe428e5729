// npm run bench:worker: that part alone, on standard output.

import { workers } from './worker.js';

for (const { name, value, unit, target, met } of await workers())
  console.log(
    `${name}: ${value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en')} ${unit} (${target}: ${met ? 'met' : 'missed'})`,
  );
