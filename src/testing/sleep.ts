import type { Clock } from '../clock.js';

/** Resolves `ms` milliseconds later by the given clock. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimeout(resolve, ms);
  });
}
