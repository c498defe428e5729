import { readChart } from './chart.js';
import { type ChartName, drawingsOf, machines } from './drawings.js';
import { toMermaid } from './mermaid.js';
import { pictureStyle } from './picture-style.js';
import { drawSvg } from './svg.js';

export const diagramFormats = ['mermaid', 'svg', 'json'] as const;
export type DiagramFormat = (typeof diagramFormats)[number];

export interface Print {
  chart: ChartName;
  format: DiagramFormat;
  /** For SVG: the state whose inside is shown, or `overview`. */
  drawing?: string | undefined;
}

/** One chart in one format, as text; undefined where there is no such drawing. `mermaid` and `json` always hold the whole chart. */
export function printDiagram({ chart, format, drawing = 'overview' }: Print): string | undefined {
  if (format === 'mermaid') return toMermaid(readChart(machines[chart]));
  const drawings = drawingsOf(chart);
  if (format === 'json') return `${JSON.stringify({ chart: readChart(machines[chart]), drawings }, null, 2)}\n`;
  const found = drawings.find(({ id }) => id === drawing);
  return found && drawSvg(found, { style: pictureStyle });
}
