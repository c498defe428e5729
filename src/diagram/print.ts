import { readChart } from './chart.js';
import { type ChartName, drawingsOf, machines } from './drawings.js';
import { toMermaid } from './mermaid.js';
import { pictureStyle } from './picture-style.js';
import { drawSvg } from './svg.js';

export const diagramFormats = ['mermaid', 'svg', 'json'] as const;

export interface Print {
  chart: ChartName;
  format: (typeof diagramFormats)[number];
  /** Which drawing, for SVG: `overview`, or the state whose inside is shown. */
  drawing: string;
}

/** One chart in one format, as text. `mermaid` and `json` always hold the whole chart.
 *  @throws {RangeError} for a drawing that there is not. */
export function printDiagram({ chart, format, drawing }: Print): string {
  if (format === 'mermaid') return toMermaid(readChart(machines[chart]));
  const drawings = drawingsOf(chart);
  if (format === 'json') return `${JSON.stringify({ chart: readChart(machines[chart]), drawings }, null, 2)}\n`;
  const found = drawings.find(({ id }) => id === drawing);
  if (!found) throw new RangeError(`the ${chart} chart has no drawing named ${drawing}`);
  return drawSvg(found, { style: pictureStyle });
}
