// The chart as a table that people review: what each letter does in each state. A change of the chart is a change of the table,
// and `UPDATE_TABLE=1 vitest run test/model/table.test.ts` writes it. What the numbers are is a matter for steps.test.ts.

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { transition } from 'xstate';
import { streamMachine } from '../../machines/stream.machine.js';
import type { StreamCommand, StreamContext, StreamEvent } from '../../machines/vocabulary.js';
import { stateName } from '../../src/tape/state-name.js';
import { abstractOf, alphabet } from '../support/alphabet.js';
import { initialSnapshot, type ModelEvent, type Snapshot } from '../support/pure.js';

/** What one letter does: where it leads, what it commands, which numbers it changes. */
function effectOf(state: Snapshot, event: ModelEvent): { next: Snapshot; effect: string } {
  const [next, actions] = transition(streamMachine, state, event as StreamEvent);
  const commands = actions.flatMap(({ type, params }) =>
    (type as string) === 'xstate.emit' ? [wordsOf((params as { event: StreamCommand }).event)] : [],
  );
  const changed = (Object.keys(next.context) as (keyof StreamContext)[]).filter((key) => next.context[key] !== state.context[key]);
  const timers = actions.flatMap(({ type, params }) =>
    (type as string) === 'xstate.raise' ? [`timer ${(params as { delay?: number }).delay}`] : [],
  );
  const ignored = actions.filter(({ type }) => type === 'ignored').map(({ type }) => type);
  return { next, effect: [stateName(next.value), ...ignored, ...commands, ...timers, ...changed.map((key) => `±${key}`)].join(', ') };
}

function wordsOf(command: StreamCommand): string {
  switch (command.type) {
    case 'bell':
      return `bell ${command.at}`;
    case 'call':
      return command.final ? `final ${command.op}` : command.op;
    case 'advance':
      return `advance ${command.end}`;
    case 'join':
      return 'join';
  }
}

/** More states than this cannot be meant: something in the chart has no bound. */
const MOST_STATES = 1_000;

/** Every state that there is, and in it every letter: `state · letter`, and what comes of it. */
function tableOf(see: (row: string, effect: string) => void): Map<string, Map<string, string[]>> {
  const table = new Map<string, Map<string, string[]>>();
  const states = new Map([[abstractOf(initialSnapshot()), initialSnapshot()]]);
  for (const [name, state] of states) {
    if (states.size > MOST_STATES) throw new Error('there is no end of states');
    table.set(`${stateName(state.value)} is`, new Map([[tagsOf(state), []]]));
    for (const event of alphabet(state)) {
      const { next, effect } = effectOf(state, event);
      const row = `${stateName(state.value)} · ${event.name}`;
      see(row, effect);
      const cells = table.get(row) ?? new Map<string, string[]>();
      table.set(row, cells.set(effect, [...(cells.get(effect) ?? []), name.split(' ').slice(1).join(' ') || 'new']));
      if (!states.has(abstractOf(next))) states.set(abstractOf(next), next);
    }
  }
  return table;
}

const tagsOf = (state: Snapshot): string => [...state.tags].join(', ') || 'quiet';

const APPROVED = new URL('test/model/table.txt', pathToFileURL(`${process.cwd()}/`));

test('the chart does what its table says', { timeout: 120_000 }, () => {
  if (process.env.UPDATE_TABLE) writeFileSync(APPROVED, `${tableLines(() => {}).join('\n')}\n`);
  const approved = readFileSync(APPROVED, 'utf8').trimEnd().split('\n');
  const known = new Set(approved.map((line) => line.split(' (')[0]));
  // What is ignored is not in the table; what is neither ignored nor answered would be.
  const lines = tableLines((row, effect) => {
    if (!known.has(`${row} -> ${effect}`) && !effect.endsWith(', ignored')) expect(`${row} -> ${effect}`).toBe('in the table');
  });
  const odd = lines.findIndex((line, index) => line !== approved[index]);
  expect(lines[odd]).toBe(odd < 0 ? undefined : approved[odd]);
  expect(lines.length).toBe(approved.length);
});

function tableLines(see: (row: string, effect: string) => void): string[] {
  const lines: string[] = [];
  for (const [row, cells] of tableOf(see)) {
    const [only] = cells.keys();
    const [state = ''] = row.split(' · ');
    if (cells.size === 1) {
      if (only !== `${state}, ignored`) lines.push(`${row} -> ${only}`);
    } else for (const [effect, when] of cells) lines.push(`${row} -> ${effect} (${when.sort().join('; ')})`);
  }
  return lines.sort();
}
