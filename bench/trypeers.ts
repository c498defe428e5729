import { peers } from './contenders/peers.js';
import { quality } from './quality.js';

const { found, missing } = await peers();
console.log(missing);
for (const c of await quality(found)) {
  console.log(
    c.rule.padEnd(10),
    c.trace.padEnd(9),
    c.contender.padEnd(36),
    'mean',
    c.meanStale.toFixed(1).padStart(8),
    'x',
    (c.meanStale / c.bound).toFixed(2),
    'calls',
    c.calls,
    '429',
    c.refused,
    'waste',
    c.wasted,
    'first',
    c.firstMs?.toFixed(0),
    'final',
    c.finalMs?.toFixed(0),
    c.right,
  );
}
