// `npm run diagram` is this file in writing mode: what it finds stale it draws anew.

import { describe, expect, test } from 'vitest';
import { readChart } from '../../src/diagram/chart.js';
import { type ChartName, machines } from '../../src/diagram/drawings.js';
import { graphsOf, plansOf } from '../../src/diagram/graphs.js';
import { pictureStyle } from '../../src/diagram/picture-style.js';
import { drawSvg } from '../../src/diagram/svg.js';
import { layOut, layOutPlan } from '../docs/generate/lay-out.js';
import { pictureName } from '../docs/generate/picture-name.js';

describe.each(Object.keys(machines) as ChartName[])('the drawings of the %s chart', (name) => {
  test('are those of the chart as it is', async () => {
    const drawings = await Promise.all(graphsOf(readChart(machines[name])).map(layOut));

    await expect(inFile(drawings)).toMatchFileSnapshot(`../../src/diagram/${name}.layout.json`);
    for (const drawing of drawings) {
      const svg = drawSvg(drawing, { style: pictureStyle });
      await expect(svg).toMatchFileSnapshot(`../../docs/images/${pictureName(name, drawing.id)}.svg`);
    }
  });

  test('are on the plans too', async () => {
    const plans = await Promise.all(plansOf(readChart(machines[name])).map(layOutPlan));

    await expect(inFile(plans)).toMatchFileSnapshot(`../../src/diagram/${name}.plan.json`);
  });
});

/** One drawing per line. */
function inFile(drawings: unknown[]): string {
  return `[\n${drawings.map((drawing) => JSON.stringify(drawing)).join(',\n')}\n]\n`;
}
