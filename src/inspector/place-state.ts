import type { Limit } from '../../machines/budget-vocabulary.js';
import { gapOf } from '../../machines/pace.js';
import type { PlaceChart } from '../budget/place-chart.js';
import type { PlaceState } from './wire.js';

/** What the platform allows is not known here; what its answers teach does not depend on it. */
export const unlimited: readonly Limit[] = [];

export function placeState(place: PlaceState['place'], chart: PlaceChart): PlaceState {
  const { value, context } = chart.snapshot;
  return {
    place,
    ...(value as { gate: string; pace: string }),
    heldUntil: Math.max(...Object.values(context.heldUntil)),
    gapMs: Math.round(gapOf(context.experience)),
  };
}
