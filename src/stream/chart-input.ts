import type { StreamInput } from '../../machines/vocabulary.js';
import type { Limits } from '../adapter.js';
import type { ResolvedConfig } from '../config.js';

/** After a call there is at least this much quiet, or the edit interval where that is shorter. */
const FLOOR_MS = 100;
/** A draft is refreshed when this share of its life is over. */
const DRAFT_LIFE_USED = 0.7;

/** The configuration as the chart reads it: in milliseconds, with the platform's expiry times in it. */
export function chartInput(config: ResolvedConfig, limits: Limits): StreamInput {
  const intervalMs = config.editInterval * 1_000;
  return {
    intervalMs,
    floorMs: Math.min(FLOOR_MS, intervalMs),
    threshold: config.bufferThreshold,
    draftRefreshMs: Math.floor((limits.draftExpiryMs ?? 0) * DRAFT_LIFE_USED),
  };
}
