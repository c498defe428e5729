import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FakeIo } from './fake-io.js';

async function printed(...args: string[]): Promise<string> {
  const io = new FakeIo();
  expect(await io.run(['diagram', ...args])).toBe(0);
  return io.stdout.text;
}

describe('tokentape diagram', () => {
  it('prints Mermaid unless told otherwise', async () => {
    expect(await printed()).toMatch(/^stateDiagram-v2\n {2}\[\*] --> idle\n/);
    expect(await printed('--chart', 'budget')).toContain('state "keeping" as pace_keeping');
  });

  it('prints the pictures that the documentation shows', async () => {
    const picture = (name: string) => readFileSync(new URL(`../../docs/images/${name}.svg`, import.meta.url), 'utf8');
    expect(await printed('--format', 'svg')).toBe(picture('chart'));
    expect(await printed('--format', 'svg', '--state', 'finishing')).toBe(picture('chart-finishing'));
    expect(await printed('--format', 'svg', '--chart', 'budget')).toBe(picture('budget'));
  });

  it('prints the whole chart and its layout as JSON', async () => {
    const { chart, drawings } = JSON.parse(await printed('--format', 'json'));
    expect(chart).toMatchObject({ id: 'stream', isParallel: false });
    expect(chart.states.length).toBeGreaterThan(40);
    expect(drawings[0]).toMatchObject({ id: 'overview', width: expect.any(Number) });
  });
});
