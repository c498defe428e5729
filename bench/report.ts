// What a run found, as the page that people read. Every number here comes from the run that writes it.

import { cpus, release, type } from 'node:os';
import type { Fleet } from './fleet.js';
import type { Overhead } from './overhead.js';
import { ROUND_TRIP_MS, rules } from './platform.js';
import type { Cell } from './quality.js';
import { traces } from './traces.js';

export interface Findings {
  cells: Cell[];
  fleets: Fleet[];
  overheads: Overhead[];
  missing: string[];
  versions: Record<string, string>;
  charts: string[];
}

/** What a mean may be at most, as a multiple of the bound, where there is a limit. */
const targetOf = (trace: string): number => (trace === 'bursty' ? 1.6 : trace === 'slow' ? 1.35 : 1.25);
const isOurs = ({ contender }: { contender: string }): boolean => contender.startsWith('tokentape');
const ms = (value: number | undefined): string => (value === undefined || !Number.isFinite(value) ? 'never' : `${Math.round(value)} ms`);
const row = (cells: (string | number)[]): string => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: (string | number)[][]): string => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const tick = (met: boolean | undefined): string => (met === undefined ? '' : met ? 'met' : '**missed**');

export function report(findings: Findings): string {
  return [
    '# Benchmarks',
    'Written by `npm run bench`; nothing here was typed by hand. Delivery is measured in virtual time, so those numbers are the same on every machine; cost is measured in real time on the machine below.',
    machine(findings),
    '## Against the targets',
    targets(findings),
    '## How stale the screen is',
    `Traces: ${traces.map(({ name, about }) => `*${name}* (${about})`).join(', ')}. Platforms: ${rules.map(({ name, about }) => `*${name}* (${about})`).join(', ')}. A call takes ${ROUND_TRIP_MS} ms there and back, a quarter more or less; the platform counts it half-way. Stale are the characters that the model has said and the screen does not show; means are over the time from the first delta to two seconds after the last. *Bound* is the least mean that any schedule could reach that knows the answer in advance, with the same limit. Wasted is a call that changed nothing. Right: the whole answer is on screen, once.`,
    ...findings.charts.map((file) => `![${file}](${file})`),
    ...rules.flatMap((rule) =>
      traces.map((trace) => cellTable(findings.cells.filter((cell) => cell.rule === rule.name && cell.trace === trace.name))),
    ),
    '## A fleet under one token',
    'The token may be used for 30 calls in any second, a chat once a second after a burst of three. *Steady*: 200 chats are open at any moment. *Burst*: 500 begin together. Answers take about 30 s at 50 tokens per second. Who has no budget for the token finds its limit by being refused.',
    fleetTable(findings.fleets),
    '## What it costs',
    overheadTable(findings.overheads),
    '',
  ].join('\n\n');
}

function machine({ versions, missing }: Findings): string {
  const lines = [
    `- Machine: ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, ${type()} ${release()}`,
    `- Versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    '- Command: `npm run bench`; the peers with `npm install --prefix bench --allow-scripts=node` before it',
    missing.length > 0 ? `- Not measured, because it could not be loaded: ${missing.join('; ')}` : '- Every peer could be loaded',
  ];
  return lines.join('\n');
}

function targets({ cells, fleets, overheads }: Findings): string {
  const ours = cells.filter(isOurs);
  const declared = ours.filter(({ contender }) => contender.endsWith('limit declared'));
  const undeclared = ours.filter(({ contender }) => contender.endsWith('not declared'));
  const over = (some: Cell[]) => some.filter(({ meanStale, bound, trace }) => meanStale > bound * targetOf(trace));
  const named = (some: Cell[]) =>
    some.map(({ rule, trace, meanStale, bound }) => `${rule} ${trace} ${(meanStale / bound).toFixed(2)}`).join(', ');
  const beaten = ours.filter((cell) => isBeaten(cell, cells));
  const late = ours.filter(({ finalMs }) => (finalMs ?? Number.POSITIVE_INFINITY) > 1.25 * ROUND_TRIP_MS);
  const slowFirst = ours.filter(({ firstMs }) => (firstMs ?? Number.POSITIVE_INFINITY) > 1.25 * ROUND_TRIP_MS);
  const [steady, burst] = (['steady', 'burst'] as const).map((name) => fleets.find((one) => isOurs(one) && one.scenario === name));
  const state = (missed: Cell[]) =>
    missed.length === 0
      ? 'met'
      : `**missed** in ${missed.length} of ${ours.length}: ${missed.map(({ rule, trace, contender }) => `${rule} ${trace} (${contender})`).join('; ')}`;
  return table(
    ['Target', 'Result'],
    [
      ['final text right in every cell', state(ours.filter(({ right }) => !right))],
      ['no wasted call', state(ours.filter(({ wasted }) => wasted > 0))],
      ['no refusal where the limit is declared', state(declared.filter(({ refused }) => refused > 0))],
      ['at most 3 refusals where it is not', state(undeclared.filter(({ refused }) => refused > 3))],
      [
        'mean at most 1.25 times the bound (bursty 1.6, slow 1.35), limit declared',
        over(declared).length === 0 ? 'met' : `**missed** in ${over(declared).length} of ${declared.length}: ${named(over(declared))}`,
      ],
      [
        'the same, limit not declared',
        over(undeclared).length === 0
          ? 'met'
          : `**missed** in ${over(undeclared).length} of ${undeclared.length}: ${named(over(undeclared))}`,
      ],
      ['mean no worse than any peer in the cell (of those with the right text)', state(beaten)],
      ['first text one round trip after the first four characters', state(slowFirst)],
      ['final text one round trip after the finish', state(late)],
      [
        'fleet, steady: no refusal; finals and first texts p95 under 1 s; no gap over 3 fair shares',
        steady
          ? `${tick(steady.refused === 0 && steady.finalP95Ms < 1_000 && steady.firstP95Ms < 1_000 && steady.worstGap <= 3)} (${steady.refused} refusals, ${ms(steady.finalP95Ms)}, ${ms(steady.firstP95Ms)}, ${steady.worstGap.toFixed(2)})`
          : '',
      ],
      [
        'fleet, burst: no refusal; the full rate; first texts before any edit',
        burst
          ? `${tick(burst.refused === 0 && burst.editsBeforeFirsts === 0 && burst.callsPerSecond > 28)} (${burst.refused} refusals, ${burst.callsPerSecond.toFixed(1)} of 30 calls per second, ${burst.editsBeforeFirsts} edits before the last first text)`
          : '',
      ],
      ...overheads.flatMap(({ name, target, met }) => (target ? [[`${name}: ${target}`, tick(met)]] : [])),
    ],
  );
}

/** A peer that got the answer right, in time or not, was less stale. */
function isBeaten(cell: Cell, cells: Cell[]): boolean {
  const others = cells.filter((one) => !isOurs(one) && one.right && one.rule === cell.rule && one.trace === cell.trace);
  return others.some(({ meanStale }) => meanStale < cell.meanStale * 0.999);
}

function cellTable(cells: Cell[]): string {
  const [first] = cells;
  if (!first) return '';
  const head = [
    `${first.rule}, ${first.trace}`,
    'mean',
    'of bound',
    'p95',
    'mean age',
    'p95 age',
    'first text',
    'final text',
    'calls',
    '429',
    'wasted',
    'right',
  ];
  const rows = cells.map((cell) => [
    isOurs(cell) ? `**${cell.contender}**` : cell.contender,
    cell.meanStale.toFixed(1),
    (cell.meanStale / cell.bound).toFixed(2),
    cell.p95Stale,
    ms(cell.meanAgeMs),
    ms(cell.p95AgeMs),
    ms(cell.firstMs),
    ms(cell.finalMs),
    cell.calls,
    cell.refused,
    cell.wasted,
    cell.right ? 'yes' : 'no',
  ]);
  return table(head, [...rows, ['*bound*', first.bound.toFixed(1), '1.00', '', '', '', '', '', '', '', '', '']]);
}

function fleetTable(fleets: Fleet[]): string {
  const head = [
    '',
    'streams judged',
    'first text p95',
    'final text p95',
    'mean stale',
    'longest gap, in fair shares',
    'calls',
    'refused',
    'calls per s',
    'right',
  ];
  return table(
    head,
    fleets.map((one) => [
      `${one.scenario}: ${isOurs(one) ? `**${one.contender}**` : one.contender}`,
      one.streams,
      ms(one.firstP95Ms),
      ms(one.finalP95Ms),
      one.meanStale.toFixed(0),
      one.worstGap.toFixed(2),
      one.calls,
      one.refused,
      one.callsPerSecond.toFixed(1),
      one.right,
    ]),
  );
}

function overheadTable(overheads: Overhead[]): string {
  return table(
    ['', 'median', 'beside', 'target'],
    overheads.map(({ name, value, unit, beside, target, met }) => [
      name,
      `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ${unit}`,
      beside ? `${beside.ratio.toFixed(2)} times ${beside.name}` : '',
      target ? `${target}: ${tick(met)}` : '',
    ]),
  );
}
