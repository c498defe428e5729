import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A fenced block of a page. */
export interface Block {
  /** The page, from the root. */
  page: string;
  /** From 1. */
  line: number;
  language: string;
  code: string;
  /** Why it is not run, as a comment before it says: `<!-- not run: it needs an account -->`. */
  notRun: string | undefined;
}

export function blocksOf(page: string): Block[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/(?:<!-- not run: ([^\n]+?) -->\n)?^```(\w*)\n(.*?)^```$/gms)].map((match) => {
    const [, notRun, language = '', code = ''] = match;
    return { page, line: text.slice(0, match.index).split('\n').length, language, code, notRun };
  });
}
