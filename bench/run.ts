// npm run bench: measures, and writes docs/benchmarks.md and its charts. `npm run bench -- quality`, `fleet` or `overhead` measures one part
// and leaves what is written of the others as it is.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chartSvg } from './chart-svg.js';
import type { Fleet } from './fleet.js';
import { overhead } from './overhead.js';
import type { Cell } from './quality.js';
import { replays } from './replay.js';
import { fleetSection, overheadSection, qualitySection } from './report.js';
import { setting, withSections } from './report-text.js';
import { workers } from './worker.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const root = (path: string): string => here(`../../../${path}`);
const PAGE = root('docs/benchmarks.md');
const PEERS = ['chat', '@chat-adapter/telegram', '@slack/web-api', '@grammyjs/stream', '@grammyjs/auto-retry', 'openclaw'];

/** Some peers want a Node that is newer than the package's own; npm has one. */
function nodeForPeers(): string {
  const newer = root('bench/node_modules/node/bin/node');
  return existsSync(newer) ? newer : process.execPath;
}

interface Delivered {
  cells: Cell[];
  fleets: Fleet[];
  missing: string[];
  node: string;
}

function delivered(part: 'quality' | 'fleet'): Delivered {
  const { status, stdout } = spawnSync(nodeForPeers(), [here('peers-main.js'), part], {
    maxBuffer: 1 << 29,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`the delivery benchmarks ended with status ${status}`);
  return JSON.parse(stdout);
}

/** The pictures that explain the library. */
function draw(cells: Cell[]): string[] {
  mkdirSync(root('docs/benchmarks'), { recursive: true });
  return (['steady', 'bursty'] as const).flatMap((trace) =>
    ['1 per s', '5 per 5 s'].map((rule) => {
      const file = `benchmarks/${trace}-${rule.replaceAll(' ', '-')}.svg`;
      const lines = cells
        .filter((cell) => cell.trace === trace && cell.rule === rule && !cell.contender.endsWith('not declared'))
        .map(({ contender, curve }) => ({ name: contender, points: curve }));
      writeFileSync(root(`docs/${file}`), chartSvg(`Characters not on screen: ${trace}, ${rule}`, lines, 'characters'));
      return file;
    }),
  );
}

function versionOf(name: string): string | undefined {
  for (const folder of ['node_modules', 'bench/node_modules']) {
    const file = root(`${folder}/${name}/package.json`);
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
  return undefined;
}

function versions(names: string[], node: string): Record<string, string> {
  const own = JSON.parse(readFileSync(root('package.json'), 'utf8')) as { version: string };
  const others = ['xstate', ...names].flatMap((name) => (versionOf(name) ? [[name, versionOf(name) ?? '']] : []));
  return { tokentape: own.version, node, ...Object.fromEntries(others) };
}

const parts: Record<string, () => string | Promise<string>> = {
  quality() {
    const { cells, missing, node } = delivered('quality');
    return qualitySection(cells, draw(cells), setting('quality', versions(PEERS, node), missing));
  },
  fleet() {
    const { fleets, missing, node } = delivered('fleet');
    return fleetSection(fleets, setting('fleet', versions(['chat'], node), missing));
  },
  overhead: async () =>
    overheadSection(
      [...(await overhead()), ...(await workers()), ...(await replays())],
      setting('overhead', versions([], process.version), []),
    ),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((part) => !(part in parts));
if (unknown.length > 0) throw new Error(`no part is called ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
const measured: string[] = [];
for (const part of wanted.length > 0 ? wanted : Object.keys(parts)) measured.push((await parts[part]?.()) ?? '');
writeFileSync(PAGE, withSections(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '', measured));
