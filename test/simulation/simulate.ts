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

/** Plays `runs` random scripts. The same seed gives the same scripts. */
export async function simulate(runs: number, seed: number): Promise<Failure | undefined> {
  const details = await fc.check(
    fc.asyncProperty(scripts, async (script) => {
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
