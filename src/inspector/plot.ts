import type { Mark } from './tape-view.js';
import type { Plot, PlotBin } from './wire.js';

type Sample = Pick<Mark, 'at' | 'staleMs' | 'calls' | 'troubles'>;

/** Staleness and calls in equal stretches of time. `first` is the index of the first sample. */
export function plotOf(samples: readonly Sample[], first: number, binCount: number): Plot {
  const startedAt = samples[0]?.at ?? 0;
  const endedAt = samples.at(-1)?.at ?? startedAt;
  const bins: PlotBin[] = [];
  let next = 0;
  let before: Sample = { at: startedAt, staleMs: 0, calls: 0, troubles: 0 };
  for (let bin = 1; bin <= binCount; bin += 1) {
    const until = startedAt + ((endedAt - startedAt) * bin) / binCount;
    const { calls, troubles } = before;
    let { staleMs } = before;
    for (let sample = samples[next]; sample && sample.at <= until; sample = samples[next]) {
      staleMs = Math.max(staleMs, sample.staleMs);
      before = sample;
      next += 1;
    }
    bins.push({ staleMs, calls: before.calls - calls, troubles: before.troubles - troubles, index: first + Math.max(0, next - 1) });
  }
  return { startedAt, endedAt, bins };
}
