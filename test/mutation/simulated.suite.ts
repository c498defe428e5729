// A few of the scripts that the simulation plays by the million, always the same ones.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scripts } from '../simulation/arbitraries.js';
import { judge } from '../simulation/judge.js';

const RUNS_EACH = 25;

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('every invariant holds in the scripts of seed %i', async (seed) => {
  for (const script of fc.sample(scripts.some, { seed, numRuns: RUNS_EACH })) expect(await judge(script)).toBe(undefined);
});
