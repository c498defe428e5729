// Stately Studio and its VS Code extension read the source of a chart. Helpers, shared constants and inline functions in the literal
// would be lost to them, silently; here their reader reads it, and what it found is compared with the machine that runs.

import { readFileSync } from 'node:fs';
import { extractMachinesFromFile } from '@xstate/machine-extractor';
import { expect, test } from 'vitest';
import { type AnyStateMachine, createMachine } from 'xstate';
import { type Chart, readChart } from '../../src/diagram/chart.js';
import { type ChartName, machines } from '../../src/diagram/drawings.js';

test.each(Object.keys(machines) as ChartName[])('the %s chart opens in Stately as it is', (name) => {
  const source = readFileSync(new URL(`../../machines/${name}.machine.ts`, import.meta.url), 'utf8');
  const [found, ...others] = extractMachinesFromFile(source)?.machines ?? [];
  expect(others).toEqual([]);

  const opened = createMachine(inOurWords(found?.toConfig()) as Parameters<typeof createMachine>[0]);
  expect(asRead(opened)).toEqual(asRead(machines[name]));
});

/** The reader was built when `reenter` was not a word yet. */
function asRead(machine: AnyStateMachine): Chart {
  const chart = readChart(machine);
  return { ...chart, transitions: chart.transitions.map((transition) => ({ ...transition, reenter: false })) };
}

/** The reader speaks of `cond`, and wraps every name. */
function inOurWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOurWords);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key === 'cond' ? 'guard' : key, inOurWords(inner)]);
  const object = Object.fromEntries(entries) as Record<string, unknown>;
  return object.kind === 'named' ? (object.action ?? { type: object.type, params: object.params }) : object;
}
