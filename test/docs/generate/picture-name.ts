import type { ChartName } from '../../../src/diagram/drawings.js';

/** Name of a drawing's file in `docs/images`, without its ending: `chart`, `chart-finishing`, `budget`. */
export function pictureName(chart: ChartName, drawing: string): string {
  const base = chart === 'stream' ? 'chart' : chart;
  return drawing === 'overview' ? base : `${base}-${drawing}`;
}
