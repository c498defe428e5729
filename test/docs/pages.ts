import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './snippets/blocks.js';

const pagesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
    .map((name) => join(folder, name))
    .sort();

/** Everything in this repository that people read, from its root. */
export const allPages: readonly string[] = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...pagesIn('docs'), ...pagesIn('examples')];
