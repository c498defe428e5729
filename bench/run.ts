// npm run bench: measures everything and writes docs/benchmarks.md and its charts.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chartSvg } from './chart-svg.js';
import type { Fleet } from './fleet.js';
import { overhead } from './overhead.js';
import type { Cell } from './quality.js';
import { report } from './report.js';
import { workers } from './worker.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const root = (path: string): string => here(`../../../${path}`);

/** Some peers want a Node that is newer than the package's own; npm has one. */
function nodeForPeers(): string {
  const newer = root('bench/node_modules/node/bin/node');
  return existsSync(newer) ? newer : process.execPath;
}

function delivered(): { cells: Cell[]; fleets: Fleet[]; missing: string[]; node: string } {
  const { status, stdout } = spawnSync(nodeForPeers(), [here('peers-main.js')], {
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

const { cells, fleets, missing, node } = delivered();
const overheads = [...(await overhead()), ...(await workers())];
const own = JSON.parse(readFileSync(root('package.json'), 'utf8')) as { version: string };
const peerNames = ['xstate', 'chat', '@chat-adapter/telegram', '@slack/web-api', '@grammyjs/stream', '@grammyjs/auto-retry', 'openclaw'];
const versions = {
  tokentape: own.version,
  'node (cost)': process.version,
  'node (delivery)': node,
  ...Object.fromEntries(peerNames.flatMap((name) => (versionOf(name) ? [[name, versionOf(name) ?? '']] : []))),
};
writeFileSync(root('docs/benchmarks.md'), report({ cells, fleets, overheads, missing, versions, charts: draw(cells) }));
