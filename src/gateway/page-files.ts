import { readFile } from 'node:fs/promises';
import { packageRoot } from '../package-root.js';

export interface PageFile {
  type: string;
  body: Buffer;
}

const typeOf: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** A file of a page, which is shipped as it is in `src/gateway/page`, or in another folder of `src`; undefined where there is none.
 *  `/` is `index.html`. */
export async function readPageFile(path: string, folder = 'gateway'): Promise<PageFile | undefined> {
  const name = path === '/' ? 'index.html' : path.slice(1);
  // One folder deep and no dot in front: no path can leave the folder.
  const extension = /^[a-z][a-z-]*\.(html|css|js|svg)$/.exec(name)?.[1];
  const type = typeOf[extension ?? ''];
  if (type === undefined) return undefined;
  try {
    return { type, body: await readFile(new URL(`src/${folder}/page/${name}`, packageRoot())) };
  } catch {
    return undefined;
  }
}
