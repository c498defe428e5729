import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { scripts } from './arbitraries.js';
import { judge } from './judge.js';
import type { Script } from './script.js';

export interface Failure {
  seed: number;
  complaint: string;
  /** The smallest script found that fails. */
  script: Script;
}

/** Runs need no turn of the event loop; whoever else lives in this process does, now and then. */
const RUNS_PER_TURN = 100;

/** Plays `runs` random scripts, each before all observers, or before some that chance picks. The same seed gives the same scripts. */
export async function simulate(runs: number, seed: number, observers: keyof typeof scripts): Promise<Failure | undefined> {
  let done = 0;
  const details = await fc.check(
    fc.asyncProperty(scripts[observers], async (script) => {
      done += 1;
      if (done % RUNS_PER_TURN === 0) await setImmediate();
      const complaint = await judge(script);
      if (complaint !== undefined) throw new Error(complaint);
    }),
    { numRuns: runs, seed },
  );
  if (!details.failed || !details.counterexample) return undefined;
  const [script] = details.counterexample;
  const { errorInstance } = details;
  return { seed, script, complaint: errorInstance instanceof Error ? errorInstance.message : String(errorInstance) };
}
