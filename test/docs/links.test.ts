// Every link of a page that stays in this repository leads to a file that is there, and to a heading that the file has.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { allPages } from './pages.js';
import { root } from './snippets/blocks.js';

const text = (page: string): string => readFileSync(join(root, page), 'utf8').replace(/^```.*?^```$/gms, '');

/** As GitHub makes them: lower case, punctuation gone, spaces as dashes. */
function anchorsOf(page: string): Set<string> {
  const headings = [...text(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
  return new Set(headings);
}

const linksOf = (page: string): string[] => [...text(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link = '']) => link);

function isDead(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : relative(root, join(root, dirname(page), path));
  return !existsSync(join(root, target)) || (anchor !== undefined && !anchorsOf(target).has(anchor));
}

it('no page has a dead link', () => {
  const links = allPages.flatMap((page) => linksOf(page).map((link) => ({ page, link })));
  expect(links.length).toBeGreaterThan(100);
  expect(links.filter(({ page, link }) => isDead(page, link))).toEqual([]);
});

it('every page of docs/ is reached from docs/README.md', () => {
  const reached = new Set<string>();
  const visit = (page: string) => {
    if (reached.has(page)) return;
    reached.add(page);
    for (const link of linksOf(page)) {
      const [path = ''] = link.split('#');
      if (path.endsWith('.md')) visit(relative(root, join(root, dirname(page), path)));
    }
  };
  visit('docs/README.md');
  expect(allPages.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
});
