import { type ChartName, drawingsOf, machines } from '../diagram/drawings.js';
import { diagramFormats, printDiagram } from '../diagram/print.js';
import type { Io } from './io.js';
import { didYouMean, parseOptions } from './parse-options.js';
import { UsageError } from './usage-error.js';

const charts = Object.keys(machines) as ChartName[];

export const diagramHelp = `Usage: tokentape diagram [options]

Prints a chart, as it is shipped.

  --format FORMAT   ${diagramFormats.join(', ')} (default: mermaid)
  --chart CHART     ${charts.join(', ')} (default: stream)
  --state STATE     with svg: the inside of this state, instead of the top level`;

export async function diagram(args: string[], io: Io): Promise<number> {
  const { values } = parseOptions(args, {
    format: { type: 'string', default: 'mermaid' },
    chart: { type: 'string', default: 'stream' },
    state: { type: 'string' },
  });
  const format = oneOf(values.format, diagramFormats, 'format');
  const chart = oneOf(values.chart, charts, 'chart');
  if (values.state !== undefined && format !== 'svg')
    throw new UsageError('--state goes with --format svg; the others print the whole chart');
  const drawing = oneOf(
    values.state ?? 'overview',
    drawingsOf(chart).map(({ id }) => id),
    'state',
  );
  io.stdout.write(printDiagram({ chart, format, drawing }));
  return 0;
}

/** @throws {UsageError} for a value that is not one of them. */
function oneOf<const Value extends string>(value: string, values: readonly Value[], option: string): Value {
  const found = values.find((one) => one === value);
  if (found === undefined) throw new UsageError(`--${option} takes ${values.join(', ')}, not '${value}'${didYouMean(value, values)}`);
  return found;
}
