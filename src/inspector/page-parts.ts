import { readChart } from '../diagram/chart.js';
import { drawingsOf, machines } from '../diagram/drawings.js';
import { drawSvg } from '../diagram/svg.js';
import { type PageFile, readPageFile } from '../gateway/page-files.js';

/** What the page is made of. Paths are those of the sources below `src`, so that an import means the same in both places. */
export async function readPagePart(path: string): Promise<PageFile | undefined> {
  if (path === '') return readPageFile('/index.html', 'inspector');
  const [, folder, name] = /^(inspector|gateway)\/page\/([^/]+)$/.exec(path) ?? [];
  if (folder && name) return readPageFile(`/${name}`, folder);
  const drawing = /^chart\/([a-zA-Z]+)\.svg$/.exec(path)?.[1];
  if (drawing) return svgOf(drawing);
  return path === 'states.json' ? json(descriptions()) : undefined;
}

function svgOf(id: string): PageFile | undefined {
  const drawing = drawingsOf('stream').find((one) => one.id === id);
  return drawing && { type: 'image/svg+xml', body: Buffer.from(drawSvg(drawing)) };
}

/** What each state is for, in words. */
function descriptions(): Record<string, string> {
  return Object.fromEntries(readChart(machines.stream).states.map(({ id, description }) => [id, description]));
}

function json(value: unknown): PageFile {
  return { type: 'application/json; charset=utf-8', body: Buffer.from(JSON.stringify(value)) };
}
