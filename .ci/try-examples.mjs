// Runs every example as a stranger would: `node .ci/try-examples.mjs tokentape-0.1.0.tgz` installs all of them in one go, with that
// package, checks their types, and compares what each prints with what its README says it prints. Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../examples', import.meta.url));
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const tarball = resolve(process.argv[2] ?? '');
const examples = readdirSync(source, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const folder = mkdtempSync(join(tmpdir(), 'tokentape-examples-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const results = [];

cpSync(source, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
const manifest = {
  private: true,
  workspaces: examples,
  overrides: { tokentape: `file:${tarball}` },
  devDependencies: { '@ai-sdk/provider': '*', '@types/node': '^20', '@types/ws': '^8', '@types/xmpp__client': '^0.14' },
};
writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
const install = run('npm', ['install', '--no-audit', '--no-fund', '--silent'], folder, 300_000);
if (install.status !== 0) report('npm install', install.output);
else {
  for (const resolution of ['nodenext', 'bundler']) checkTypes(resolution);
  for (const name of examples) tryExample(name);
}

const failed = results.filter((reason) => reason !== '').length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** Strict, with both ways in which TypeScript finds a package's types today. */
function checkTypes(resolution) {
  const options = ['--module', resolution === 'nodenext' ? 'nodenext' : 'preserve', '--moduleResolution', resolution];
  const { status, output } = run(process.execPath, [tsc, '-p', folder, ...options], folder, 120_000);
  report(`types with ${resolution}`, status === 0 ? '' : output);
}

function tryExample(name) {
  const readme = readFileSync(join(folder, name, 'README.md'), 'utf8');
  const expected = /^```text\n(.*?)^```/ms.exec(readme)?.[1];
  const { status, output } = run('npm', ['start', '--silent'], join(folder, name), 60_000);
  if (status !== 0) report(name, `exit code ${status}\n${output}`);
  else report(name, output === expected ? '' : `printed\n${output}`);
}

function run(command, args, cwd, timeout) {
  const { status, signal, stdout, stderr } = spawnSync(command, args, { cwd, timeout, encoding: 'utf8' });
  return { status: status ?? signal, output: stdout + stderr };
}

function report(name, reason) {
  console.log(`${reason === '' ? 'ok' : 'FAILED'}  ${name}${reason && `: ${reason}`}`);
  results.push(reason);
}
