// `npm run diagram` is this file in writing mode: what it finds stale it writes anew.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readChart } from '../../src/diagram/chart.js';
import { machines } from '../../src/diagram/drawings.js';
import { fillIn } from './generate/fill-in.js';

const file = new URL('../../docs/machines.md', import.meta.url);
const document = readFileSync(file, 'utf8');
const charts = Object.fromEntries(Object.entries(machines).map(([name, machine]) => [name, readChart(machine)]));

test('the tables of docs/machines.md are those of the charts', async () => {
  await expect(fillIn(document, charts)).toMatchFileSnapshot('../../docs/machines.md');
});

describe.each(Object.entries(charts))('the prose about the %s chart', (name, { states }) => {
  const prose = proseAbout(name);

  test.each(states.filter(({ parent }) => parent === undefined).map(({ id }) => id))('has a section about %s', (id) => {
    expect(sectionAbout(id, prose).length).toBeGreaterThan(100);
  });

  test.each(states.filter(({ parent }) => parent !== undefined).map(({ id }) => id))('speaks of %s', (id) => {
    const [top = '', inner] = id.split('.');
    expect(sectionAbout(top, prose)).toContain(`\`${inner}\``);
  });
});

test('every state says what it is', () => {
  const silent = Object.values(charts).flatMap(({ states }) => states.filter(({ description }) => description === ''));
  expect(silent).toEqual([]);
});

function proseAbout(chart: string): string {
  const [, part = ''] = document.split(`\n## \`${chart}\``);
  return part.split('\n## ', 1)[0] ?? '';
}

/** Without the generated part. */
function sectionAbout(state: string, prose: string): string {
  const [, section = ''] = prose.split(`\n### \`${state}\``);
  return (section.split('\n### ', 1)[0] ?? '').replace(/<!-- \w+\/\w* -->[\s\S]*?<!-- end -->/g, '').trim();
}
