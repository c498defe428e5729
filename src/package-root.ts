import { existsSync, readFileSync } from 'node:fs';

/** The folder that holds tokentape's `package.json`, as a URL that ends in a slash. The same from the sources, from `dist` and
 *  from an installed package, so that files shipped once (the page, the version) are found from each. */
export function packageRoot(): URL {
  let folder = new URL('./', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) {
    const parent = new URL('../', folder);
    if (parent.href === folder.href) throw new Error(`no package.json above ${import.meta.url}`);
    folder = parent;
  }
  return folder;
}

/** As in `package.json`. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('package.json', packageRoot()), 'utf8')) as { version: string };
  return version;
}
