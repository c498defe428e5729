// Runs in a project that has the packed tokentape installed: imports every subpath of its `exports`, either all but the adapters
// (`core`), and then its command is run too, or the adapters (`adapters`). Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('./node_modules/tokentape/', import.meta.url);
const { exports, version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const isAdapter = (subpath) => subpath.startsWith('./adapters/');
const part = process.argv[2];
const results = [];

for (const subpath of Object.entries(exports).flatMap(expand)) {
  if (isAdapter(subpath) !== (part === 'adapters')) continue;
  const name = `tokentape${subpath.slice(1)}`;
  const isData = name.endsWith('.json');
  try {
    const module = await import(name, isData ? { with: { type: 'json' } } : {});
    report(`import ${name}`, Object.keys(module).length > 0 ? '' : 'it exports nothing');
  } catch (error) {
    report(`import ${name}`, error.message);
  }
}
if (part === 'core') {
  tryCommand(['--version'], '', `${version}\n`);
  tryCommand(['pipe'], 'Hello\n', 'Hello\n');
}

const failed = results.filter((reason) => reason !== '').length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** A pattern like `./adapters/*` stands for every file that it can mean, but for those that are closed (`null`). */
function expand([subpath, target]) {
  if (target === null) return [];
  if (!subpath.includes('*')) return [subpath];
  const [folder, suffix] = target.split('*');
  return readdirSync(new URL(folder, root))
    .filter((file) => file.endsWith(suffix))
    .map((file) => subpath.replace('*', file.slice(0, -suffix.length)))
    .filter((path) => exports[path] !== null);
}

function tryCommand(args, input, expected) {
  const command = new URL('./node_modules/.bin/tokentape', import.meta.url);
  const { stdout, stderr } = spawnSync(command.pathname, args, { input, encoding: 'utf8' });
  report(`tokentape ${args.join(' ')}`, stdout === expected ? '' : `said ${JSON.stringify(stdout + stderr)}`);
}

function report(name, reason) {
  console.log(`${reason === '' ? 'ok' : 'FAILED'}  ${name}${reason && `: ${reason}`}`);
  results.push(reason);
}
