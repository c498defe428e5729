import { quality } from './quality.js';

for (const c of await quality([])) {
  console.log(
    c.rule.padEnd(10),
    c.trace.padEnd(9),
    c.contender.padEnd(30),
    'mean',
    c.meanStale.toFixed(1),
    'bound',
    c.bound.toFixed(1),
    'x',
    (c.meanStale / c.bound).toFixed(2),
    'p95',
    c.p95Stale,
    'age',
    c.meanAgeMs.toFixed(0),
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
