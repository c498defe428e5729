import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The TypeScript blocks of a page under `docs/`. */
export function snippetsOf(page: string): string[] {
  const text = readFileSync(join(root, 'docs', page), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
}

/** What the snippets speak of and do not have to show. */
export const assumed = `
declare global {
  function answer(question: string): AsyncIterable<string>;
  function startMyServer(): Promise<{
    url: string;
    requests: readonly unknown[];
    messages(room: string): { id: string; text: string }[];
    inject(fault: import('tokentape/testing').Fault): void;
    remove(room: string, id: import('tokentape').MessageId): void;
    close(): Promise<void>;
  }>;
  function myAdapter(url: string): import('tokentape').Adapter;
}
export {};
`;

/** A folder inside the project, where `tokentape` means what was built. It is gone when the test is over. */
export function workshop(): string {
  mkdirSync(join(root, 'reports'), { recursive: true });
  const folder = mkdtempSync(join(root, 'reports', 'snippets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Runs a snippet as it stands on its page, except that the places named in it are ours. Every one of those must be there. Gives what it
 *  exports. */
export async function runSnippet<Exports = unknown>(page: string, places: Readonly<Record<string, string>>, index = 0): Promise<Exports> {
  let code = snippetsOf(page)[index] ?? '';
  for (const [there, here] of Object.entries(places)) {
    if (!code.includes(there)) throw new Error(`${page} does not say ${there}`);
    code = code.replaceAll(there, here);
  }
  const file = join(workshop(), 'snippet.ts');
  writeFileSync(file, code);
  return import(/* @vite-ignore */ pathToFileURL(file).href);
}

/** The model that the snippets ask. */
export async function* answer(question: string): AsyncGenerator<string> {
  for (const piece of `You asked: ${question}`.match(/.{1,5}/gs) ?? []) yield piece;
}
