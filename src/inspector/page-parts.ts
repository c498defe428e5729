import { readChart } from '../diagram/chart.js';
import { type ChartName, machines, plansOf } from '../diagram/drawings.js';
import { drawSvg } from '../diagram/svg.js';
import { type PageFile, readPage, readPageFile } from '../gateway/page-files.js';

/** What the page is made of, beside the streams. */
export async function readPagePart(path: string): Promise<PageFile | undefined> {
  if (path === '') return readPage('inspector');
  const [, chart, drawing] = /^chart\/([a-z]+)\/([a-zA-Z]+)\.svg$/.exec(path) ?? [];
  if (chart && drawing) return svgOf(chart, drawing);
  return path === 'states.json' ? json(descriptions()) : readPageFile(path);
}

function svgOf(chart: string, id: string): PageFile | undefined {
  const drawing = isChart(chart) && plansOf(chart).find((one) => one.id === id);
  return drawing ? { type: 'image/svg+xml', body: Buffer.from(drawSvg(drawing)) } : undefined;
}

const isChart = (name: string): name is ChartName => Object.hasOwn(machines, name);

/** What each state of each chart is for, in words. */
function descriptions(): Record<string, Record<string, string>> {
  const wordsOf = (name: ChartName) => readChart(machines[name]).states.map(({ id, description }) => [id, description]);
  return Object.fromEntries((Object.keys(machines) as ChartName[]).map((name) => [name, Object.fromEntries(wordsOf(name))]));
}

function json(value: unknown): PageFile {
  return { type: 'application/json; charset=utf-8', body: Buffer.from(JSON.stringify(value)) };
}
