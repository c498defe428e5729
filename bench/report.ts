// What a run found, as the page that people read. Every number here comes from the run that writes it.

import type { Fleet } from './fleet.js';
import type { Overhead } from './overhead.js';
import { ROUND_TRIP_MS, rules } from './platform.js';
import type { Cell } from './quality.js';
import { ms, SECTIONS, table, tick } from './report-text.js';
import { traces } from './traces.js';

const [QUALITY, FLEET, OVERHEAD] = SECTIONS;
/** A round trip with all its jitter. */
const ROUND_TRIP_AT_MOST_MS = 1.25 * ROUND_TRIP_MS;
/** What a mean may be at most, as a multiple of the bound, where there is a limit. */
const targetOf = (trace: string): number => (trace === 'bursty' ? 1.6 : trace === 'slow' ? 1.35 : 1.25);
const isOurs = ({ contender }: { contender: string }): boolean => contender.startsWith('tokentape');
const isDeclared = ({ contender }: Cell): boolean => contender.endsWith('limit declared');
const isUndeclared = ({ contender }: Cell): boolean => contender.endsWith('not declared');
const isUnlimited = ({ rule }: Cell): boolean => rule === 'unlimited';
const within = (value: number | undefined | null): boolean => value !== undefined && value !== null && value <= ROUND_TRIP_AT_MOST_MS;
const nameOf = ({ rule, trace }: Cell): string => `${rule} ${trace}`;

export function qualitySection(cells: Cell[], charts: string[], setting: string): string {
  const beaten = cells.find(({ meanStale, bound }) => meanStale < bound * 0.999);
  if (beaten) throw new Error(`${beaten.contender} beats what is called a bound: ${nameOf(beaten)}`);
  return [
    `## ${QUALITY}`,
    setting,
    `Traces: ${traces.map(({ name, about }) => `*${name}* (${about})`).join(', ')}. Platforms: ${rules.map(({ name, about }) => `*${name}* (${about})`).join(', ')}. A call takes ${ROUND_TRIP_MS} ms there and back, a quarter more or less; the platform counts it half-way. Stale are the characters that the model has said and the screen does not show; means are over the time from the first delta to two seconds after the last. Wasted is a call that changed nothing. Right: the whole answer is on screen, once.`,
    [
      'No schedule is below a *bound*, though it knows the answer in advance:',
      '',
      '- *bound*: the least mean with the same limit.',
      '- *keeps one*: the same for a schedule that keeps one call, so that the end of the answer, whenever it comes, need not wait. tokentape does; the peers do not.',
      '- *finds out*: the same for a schedule that does not know the limit and calls as the edit interval says, until it is refused; from then on it knows everything. It depends on the calls that were made by then, and stands beside the contender that made them.',
    ].join('\n'),
    qualityTargets(cells),
    ...charts.map((file) => `![${file}](${file})`),
    ...rules.flatMap((rule) =>
      traces.map((trace) => cellTable(cells.filter((cell) => cell.rule === rule.name && cell.trace === trace.name))),
    ),
  ].join('\n\n');
}

function qualityTargets(cells: Cell[]): string {
  const ours = cells.filter(isOurs);
  const declared = ours.filter(isDeclared);
  const undeclared = ours.filter(isUndeclared);
  const unlimited = ours.filter(isUnlimited);
  const asFast = unlimited.filter(({ contender }) => contender.endsWith('editInterval 0'));
  const asSet = unlimited.filter((cell) => !asFast.includes(cell));
  const fresh = (what: string, some: Cell[], boundOf: (cell: Cell) => number) => {
    const missed = some.filter((cell) => cell.meanStale > boundOf(cell) * targetOf(cell.trace));
    return [what, result(missed, some, (cell) => `${nameOf(cell)} ${(cell.meanStale / boundOf(cell)).toFixed(2)}`)];
  };
  const check = (what: string, some: Cell[], isMissed: (cell: Cell) => boolean, say = nameOf) => [
    what,
    result(some.filter(isMissed), some, say),
  ];
  const beats = (what: string, some: Cell[]) =>
    check(
      what,
      some,
      (cell) => better(cell, cells).length > 0,
      (cell) => `${nameOf(cell)} (${better(cell, cells).join(', ')})`,
    );
  const saying = (number: (cell: Cell) => number | undefined) => (cell: Cell) => `${nameOf(cell)} (${cell.contender}: ${ms(number(cell))})`;
  return table(
    ['Target', 'Result'],
    [
      check('final text right', ours, ({ right }) => !right),
      check('no wasted call', ours, ({ wasted }) => wasted > 0),
      check('no refusal where the limit is declared', declared, ({ refused }) => refused > 0),
      check('at most 3 refusals where it is not', undeclared, ({ refused }) => refused > 3),
      fresh('mean at most 1.25 times the bound (bursty 1.6, slow 1.35), limit declared', declared, ({ bound }) => bound),
      fresh('the same, limit not declared', undeclared, ({ bound }) => bound),
      fresh('the same, beside *finds out*', undeclared, ({ bound, learningBound }) => learningBound ?? bound),
      beats('mean no worse than that of any peer with the right text, limit declared', declared),
      beats('the same, limit not declared', undeclared),
      beats('the same without a limit, edit interval 0 (three of the peers keep none)', asFast),
      beats('the same without a limit, edit interval as it is by default (0.3 s)', asSet),
      check('first text one round trip after the first four characters', ours, ({ firstMs }) => !within(firstMs)),
      check(
        'final text one round trip after the finish',
        ours,
        ({ finalMs }) => !within(finalMs),
        saying((cell) => cell.finalMs),
      ),
      check(
        'the same, counted from the answer to the call that was on its way at the finish (there is one at a time)',
        ours,
        ({ finalAfterCallMs }) => !within(finalAfterCallMs),
        saying((cell) => cell.finalAfterCallMs),
      ),
    ],
  );
}

function result(missed: Cell[], all: Cell[], say: (cell: Cell) => string): string {
  return missed.length === 0 ? `met in ${all.length}` : `**missed** in ${missed.length} of ${all.length}: ${missed.map(say).join('; ')}`;
}

/** Peers that got the answer right, in time or not, and were less stale. */
function better(cell: Cell, cells: Cell[]): string[] {
  return cells
    .filter((one) => !isOurs(one) && one.right && one.rule === cell.rule && one.trace === cell.trace)
    .filter(({ meanStale }) => meanStale < cell.meanStale * 0.999)
    .map(({ contender, meanStale }) => `${contender} ${meanStale.toFixed(1)}`);
}

function cellTable(cells: Cell[]): string {
  const [first] = cells;
  if (!first) return '';
  const head = [
    `${first.rule}, ${first.trace}`,
    ...['mean', 'of bound', 'p95', 'mean age', 'p95 age', 'first text', 'final text', 'calls', '429', 'wasted', 'right'],
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
  const bound = (name: string, value: number) => [
    `*${name}*`,
    value.toFixed(1),
    (value / first.bound).toFixed(2),
    ...Array.from({ length: 9 }, () => ''),
  ];
  const learning = cells.flatMap(({ contender, learningBound }) =>
    learningBound ? [bound(`finds out (${contender})`, learningBound)] : [],
  );
  const keeping = isUnlimited(first) ? [] : [bound('keeps one', first.keepingBound)];
  return table(head, [...rows, ...learning, ...keeping, bound('bound', first.bound)]);
}

export function fleetSection(fleets: Fleet[], setting: string): string {
  const [steady, burst] = (['steady', 'burst'] as const).map((name) => fleets.find((one) => isOurs(one) && one.scenario === name));
  const targets = [
    steady && [
      'steady: no refusal; finals and first texts p95 under 1 s; no gap over 3 fair shares',
      `${tick(steady.refused === 0 && steady.finalP95Ms < 1_000 && steady.firstP95Ms < 1_000 && steady.worstGap <= 3)} (${steady.refused} refusals, ${ms(steady.finalP95Ms)}, ${ms(steady.firstP95Ms)}, ${steady.worstGap.toFixed(2)})`,
    ],
    burst && [
      'burst: no refusal; the full rate (19 of 20 calls that the token bears); every first text called for before any other call',
      `${tick(burst.refused === 0 && burst.editsBeforeFirsts === 0 && burst.callsPerSecond >= 0.95 * 30)} (${burst.refused} refusals, ${burst.callsPerSecond.toFixed(1)} of 30 calls per second, ${burst.editsBeforeFirsts} other calls before the last first)`,
    ],
  ].filter((one) => one !== undefined);
  return [
    `## ${FLEET}`,
    setting,
    'The token may be used for 30 calls in any second, a chat once a second after a burst of three. *Steady*: 200 chats are open at any moment. *Burst*: 500 begin together. Answers take about 30 s at 50 tokens per second. Who has no budget for the token finds its limit by being refused.',
    table(['Target', 'Result'], targets),
    fleetTable(fleets),
  ].join('\n\n');
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

export function overheadSection(overheads: Overhead[], setting: string): string {
  return [
    `## ${OVERHEAD}`,
    setting,
    table(
      ['', 'median', 'beside', 'target'],
      overheads.map(({ name, value, unit, beside, target, met }) => [
        name,
        `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ${unit}`,
        beside ? `${beside.ratio.toFixed(2)} times ${beside.name}` : '',
        target ? `${target}: ${tick(met)}` : '',
      ]),
    ),
  ].join('\n\n');
}
