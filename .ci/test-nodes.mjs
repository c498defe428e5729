// Runs the tests that need no browser on every Node that the package is for, each from the `node` package of npm. Ends with
// `N passed, N failed`. Versions can be named: `node .ci/test-nodes.mjs 22 26`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const versions = process.argv.length > 2 ? process.argv.slice(2) : ['20', '22', '24', '26'];
const results = versions.map(tryOn);
const passed = results.filter(Boolean).length;
console.log(`${passed} passed, ${results.length - passed} failed`);
process.exitCode = passed < results.length ? 1 : 0;

function tryOn(version) {
  const node = nodeOf(version);
  if (node === undefined) return false;
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  console.log(`== on Node ${stdout.trim()}`);
  const suite = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', '.ci/nodes.vitest.config.mjs', '--reporter=dot'];
  return spawnSync(node, suite, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

/** The newest Node of that line. The one that runs this is taken if it is of it. */
function nodeOf(version) {
  if (process.versions.node.startsWith(`${version}.`)) return process.execPath;
  const folder = join(root, 'reports/nodes', version);
  const node = join(folder, 'node_modules/node/bin/node');
  if (existsSync(node)) return node;
  mkdirSync(folder, { recursive: true });
  // The package fetches the binary for this machine, itself a package, when it is installed.
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
  const install = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--silent', `node@${version}`], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (existsSync(node)) return node;
  console.log(`FAILED: Node ${version} could not be installed\n${install.stdout}${install.stderr}`);
  return undefined;
}
