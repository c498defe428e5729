import { describe, expect, test } from 'vitest';
import { judge } from './judge.js';
import { keep, readKept } from './kept.js';

import { simulate } from './simulate.js';

const RUNS = 5_000;
/** Another seed every day finds more, and any of them can be asked for again. */
const SEED = Number(process.env.SIMULATION_SEED ?? 1);

test(`${RUNS} random scripts against an unkind platform keep every invariant`, { timeout: 120_000 }, async () => {
  const failure = await simulate(RUNS, SEED, 'all');
  if (failure) expect.fail(`${failure.complaint} (seed ${failure.seed}, kept in ${await keep(failure)})`);
});

describe('a script that once failed passes now:', async () => {
  for (const { name, kept } of await readKept()) {
    test(`${name}: ${kept.complaint}`, async () => {
      expect(await judge(kept.script)).toBeUndefined();
    });
  }
});
