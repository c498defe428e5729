import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { dialects } from '../../src/sources/dialects/dialects.js';
import { decoders } from '../../src/sources/wire/events.js';

const page = await readFile(new URL('../../docs/sources.md', import.meta.url), 'utf8');

it.each([...Object.keys(dialects), ...Object.keys(decoders)])('docs/sources.md names the option %s', (name) => {
  expect(page).toContain(`\`'${name}'\``);
});

it('docs/sources.md tells every code of an error that the code knows', async () => {
  const source = await readFile(new URL('../../src/sources/source-error.ts', import.meta.url), 'utf8');
  const codes = [...source.matchAll(/\| '(source-[a-z-]+)'/g)].map((match) => match[1]);
  expect(codes.length).toBeGreaterThan(5);
  for (const code of codes) expect(page).toContain(`| \`${code}\` `);
});
