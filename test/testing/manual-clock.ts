import type { Clock } from '../../src/clock.js';

/** A clock that moves only when told; timers that come due run in order. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
  /** How many timers wait. */
  readonly pending: number;
  /** When the next timer is due; undefined if none waits. */
  readonly nextAt: number | undefined;
}

export function manualClock(startMs = 1_000_000): ManualClock {
  let now = startMs;
  let lastId = 0;
  const timers = new Map<number, { at: number; run: () => void }>();
  const due = (until: number) =>
    [...timers].filter(([, timer]) => timer.at <= until).sort(([idA, a], [idB, b]) => a.at - b.at || idA - idB)[0];
  return {
    now: () => now,
    setTimeout(run, delayMs) {
      lastId += 1;
      timers.set(lastId, { at: now + delayMs, run });
      return lastId;
    },
    clearTimeout: (id) => void timers.delete(id as number),
    advance(ms) {
      const until = now + ms;
      for (let next = due(until); next !== undefined; next = due(until)) {
        const [id, timer] = next;
        timers.delete(id);
        now = Math.max(now, timer.at);
        timer.run();
      }
      now = until;
    },
    get pending() {
      return timers.size;
    },
    get nextAt() {
      return due(Number.POSITIVE_INFINITY)?.[1].at;
    },
  };
}
