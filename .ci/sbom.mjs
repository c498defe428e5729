// What an installation of the packed package holds, as CycloneDX: `node .ci/sbom.mjs tokentape-0.1.0.tgz sbom.json`. Fails if that is
// anything but the package, its dependencies and theirs, and xstate.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [, , tarball = '', out = 'sbom.json'] = process.argv;
const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const expected = ['tokentape', 'xstate', ...Object.keys(dependencies)].sort();
const folder = mkdtempSync(join(tmpdir(), 'tokentape-sbom-'));
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "name": "installation", "version": "0.0.0" }');
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', resolve(tarball), 'xstate@5'], { cwd: folder });
  const bill = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], { cwd: folder, encoding: 'utf8' });
  const found = JSON.parse(bill)
    .components.map(({ name }) => name)
    .sort();
  if (`${found}` !== `${expected}`) throw new Error(`expected ${expected.join(', ')}; it holds ${found.join(', ')}`);
  writeFileSync(out, bill);
  console.log(`${found.length} packages: ${found.join(', ')}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
