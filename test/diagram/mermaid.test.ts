import { expect, test } from 'vitest';
import { streamMachine } from '../../machines/stream.machine.js';
import { readChart } from '../../src/diagram/chart.js';
import { toMermaid } from '../../src/diagram/mermaid.js';

const chart = readChart(streamMachine);
const text = toMermaid(chart);

test('every state is there, inside the state that it is part of', () => {
  for (const { id, name, kind } of chart.states) {
    if (kind !== 'history') expect(text).toContain(`state "${name}" as ${id.replaceAll('.', '_')}`);
  }
  expect(text).toMatch(/as streaming \{\n {4}\[\*] --> streaming_cooling\n/);
});

test('every way from one state to another is there, with its events and guards', () => {
  for (const { from, to, event, guard } of chart.transitions) {
    if (from === '' || to === undefined) continue;
    const ends = `  ${from.replaceAll('.', '_')} --> ${to.replaceAll('.', '_')} : `;
    const line = text.split('\n').find((candidate) => candidate.startsWith(ends));
    expect(line).toContain(guard ? `${event} [${guard}]` : event);
  }
});

test('the chart begins and ends', () => {
  expect(text).toContain('  [*] --> idle\n');
  expect(text).toContain('  done --> [*]\n');
  expect(text).toContain('  cancelled --> [*]\n');
});
