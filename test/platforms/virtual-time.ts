import { setTimeout as pause, setImmediate as tick } from 'node:timers/promises';
import { vi } from 'vitest';
import type { ManualClock } from '../testing/manual-clock.js';

/** Longest that one real call over the loopback may take, in real milliseconds. */
const patienceMs = 5_000;

/** Runs what waits on the clock, timer by timer, until the promise settles. Time stands still while a real call is on its way. `Date`
 *  follows the clock, for clients that read it; it must have been faked. */
export async function untilSettled<T>(promise: Promise<T>, clock: ManualClock, isBusy: () => boolean): Promise<T> {
  let isSettled = false;
  promise.finally(() => {
    isSettled = true;
  });
  while (true) {
    await untilQuiet(isBusy);
    if (isSettled) return promise;
    const { nextAt } = clock;
    if (nextAt === undefined) throw new Error('nothing is left to wait for, and it is not over');
    vi.setSystemTime(nextAt);
    clock.advance(nextAt - clock.now());
  }
}

async function untilQuiet(isBusy: () => boolean): Promise<void> {
  const since = performance.now();
  do {
    await tick();
    while (isBusy()) {
      if (performance.now() - since > patienceMs) throw new Error('a call over the loopback did not come back');
      await pause(0);
    }
    await tick();
  } while (isBusy());
}
