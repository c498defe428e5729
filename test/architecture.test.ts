import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));

/** What a file imports: own files by their path from the root, packages by their name. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)'/gms)].map(([, specifier = '']) =>
    specifier.startsWith('.') ? relative(root, join(root, dirname(file), specifier)) : specifier,
  );
}

/** The folders of `src/` that stand around the core and may use it; the core must not know them. */
const OUTER = ['adapters', 'adapter-parts', 'cli', 'gateway', 'inspector', 'testing', 'diagram', 'kit', 'worker'];
const isOuter = (path: string): boolean => OUTER.some((folder) => path.startsWith(`src/${folder}/`));

describe('the direction of imports', () => {
  test('machines import xstate and each other, and nothing else', () => {
    for (const file of filesIn('machines'))
      for (const imported of importsOf(file))
        expect(imported === 'xstate' || imported.startsWith('machines/'), `${file}: ${imported}`).toBe(true);
  });

  test('machines know no clock, no chance and no process', () => {
    for (const file of filesIn('machines'))
      expect(readFileSync(join(root, file), 'utf8'), file).not.toMatch(
        /Date\.now|performance\.|Math\.random|setTimeout\(|process\.|invoke:/,
      );
  });

  test('the core knows no adapter, no gateway, no inspector and no command line', () => {
    for (const file of filesIn('src').filter((path) => !isOuter(path)))
      for (const imported of importsOf(file)) expect(isOuter(imported), `${file} imports ${imported}`).toBe(false);
  });

  test('the gateway kit and the workers stand beside each other, and know no platform and no command line', () => {
    const own = (file: string) => file.split('/').slice(0, 2).join('/');
    for (const file of [...filesIn('src/kit'), ...filesIn('src/worker')])
      for (const imported of importsOf(file))
        expect(isOuter(imported) && own(imported) !== own(file), `${file} imports ${imported}`).toBe(false);
  });

  test('adapters know the port, and not the machinery behind it', () => {
    const machinery = ['src/create-stream-consumer', 'src/stream/', 'machines/'];
    for (const file of filesIn('src/adapters'))
      for (const imported of importsOf(file))
        expect(
          machinery.some((path) => imported.startsWith(path)),
          `${file} imports ${imported}`,
        ).toBe(false);
  });
});
