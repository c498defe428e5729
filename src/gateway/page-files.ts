import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { packageRoot } from '../package-root.js';
import { contentPolicy } from './guard.js';

export interface PageFile {
  type: string;
  body: Buffer;
  /** Its own content security policy, where it needs one. */
  policy?: string;
}

const typeOf: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** A file of a page, by its path below `src`, so that an import means the same here and there. Undefined where there is none. */
export async function readPageFile(path: string): Promise<PageFile | undefined> {
  // One folder deep and no dot in front: no path can leave the folder.
  const extension = /^(?:gateway|inspector)\/page\/[a-z][a-z-]*\.(css|js|svg)$/.exec(path)?.[1];
  const type = typeOf[extension ?? ''];
  const body = type === undefined ? undefined : await readSource(path);
  return type === undefined || body === undefined ? undefined : { type, body };
}

/** The page of this folder, its style sheets within it: it can be painted as soon as it is there. The hash of the styles is all that
 *  its policy lets pass. */
export async function readPage(folder: 'gateway' | 'inspector'): Promise<PageFile | undefined> {
  const html = (await readSource(`${folder}/page/index.html`))?.toString();
  if (html === undefined) return undefined;
  const links = [...html.matchAll(/^ *<link rel="stylesheet" href="([^"]+)">\n/gm)];
  const sheets = await Promise.all(links.map(([, href = '']) => readSource(href)));
  const styles = sheets.join('\n');
  const body = links.reduce((text, [link]) => text.replace(link, ''), html).replace('</head>', () => `<style>${styles}</style>\n  </head>`);
  const hash = createHash('sha256').update(styles).digest('base64');
  return { type: 'text/html; charset=utf-8', body: Buffer.from(body), policy: contentPolicy(`'sha256-${hash}'`) };
}

export function sendPageFile(response: ServerResponse, { type, body, policy }: PageFile): void {
  response.writeHead(200, { 'content-type': type, ...(policy && { 'content-security-policy': policy }) }).end(body);
}

async function readSource(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(new URL(`src/${path}`, packageRoot()));
  } catch {
    return undefined;
  }
}
