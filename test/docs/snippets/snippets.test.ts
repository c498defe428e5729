// Whatever a page shows is tried here: TypeScript is checked and run, and prints what its comments say; commands are run; YAML is a
// configuration. What cannot be run says so on its page, and is counted.

import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseStreamingConfig } from '../../../src/config.js';
import { allPages } from '../pages.js';
import { type Block, blocksOf, root } from './blocks.js';

// What the README shows is run by a test of its own, and the examples by CI.
const blocks = allPages.filter((page) => page !== 'README.md' && !page.startsWith('examples/')).flatMap(blocksOf);
const scripts = blocks.filter(({ language }) => language === 'ts' || language === 'js');
const stageNames = [
  'adapter',
  'chatId',
  'consumer',
  'answer',
  'result',
  'signal',
  'url',
  'headers',
  'body',
  'fetch',
  'startMyServer',
  'myAdapter',
];

// Inside the package, so that `tokentape` means what was built.
const folder = join(root, 'reports', 'snippets');
const bin = 'node_modules/.bin';
const nameOf = ({ page, line }: Block) => `${page.replace(/\W+/g, '-')}-${line}`;
const title = ({ page, line }: Block) => `${page}:${line}`;

let compiler: SpawnSyncReturns<string>;

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(new URL('stage.ts', import.meta.url), join(folder, 'stage.ts'));
  for (const script of scripts) writeFileSync(join(folder, `${nameOf(script)}.${script.language}`), staged(script.code));
  writeFileSync(join(folder, 'irc-framework.d.ts'), "declare module 'irc-framework';\n");
  writeFileSync(join(folder, 'run.js'), 'await import(process.argv[2]);\nprocess.exit();\n');
  const options = { module: 'nodenext', target: 'es2023', lib: ['es2023', 'dom'], types: ['node'], strict: true, skipLibCheck: true };
  const compilerOptions = { ...options, allowJs: true, outDir: 'out', rootDir: '.', noEmitOnError: false };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*'], exclude: ['out'] }));
  compiler = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { cwd: root, encoding: 'utf8' });
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the snippets', () => {
  it('are code that this test knows, or text', () => {
    expect([...new Set(blocks.map(({ language }) => language))].sort()).toEqual(['', 'js', 'sh', 'text', 'ts', 'yaml']);
  });

  it('are run, but for these', () => {
    const exceptions = blocks.filter(({ notRun }) => notRun !== undefined).map(({ page, notRun }) => `${page}: ${notRun}`);
    expect([...new Set(exceptions)]).toMatchInlineSnapshot(`
      [
        "CONTRIBUTING.md: it is what CI does",
        "docs/adapters/chat-sdk.md: it needs an account",
        "docs/adapters/discord.md: it needs an account",
        "docs/adapters/email.md: it needs an account",
        "docs/adapters/homeassistant.md: it needs an account",
        "docs/adapters/irc.md: it needs an account",
        "docs/adapters/matrix.md: it needs an account",
        "docs/adapters/signal.md: it needs an account",
        "docs/adapters/slack.md: it needs an account",
        "docs/adapters/telegram.md: it needs an account",
        "docs/adapters/xmpp.md: it needs an account",
        "docs/start.md: it is what CI does",
        "docs/testing.md: it belongs to a test",
      ]
    `);
  });

  it('are checked by the compiler', () => {
    expect(compiler.stdout.trim()).toBe('');
  });
});

describe('every script runs, and prints what it says', () => {
  it.each(scripts.filter(({ notRun }) => notRun === undefined).map((script) => [title(script), script] as const))('%s', (_, script) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'run.js'), join(folder, 'out', `${nameOf(script)}.js`)], {
      cwd: workplace(),
      encoding: 'utf8',
      input: '{"type":"message_stop"}\n',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const promised = [...script.code.matchAll(/console\.log\(.*\); \/\/ (.+)$/gm)].map(([, text = '']) => text);
    const printed = stdout.split('\n');
    for (const text of promised) expect(printed).toContain(text);
  });
}, 60_000);

describe('every command runs', () => {
  const commands = blocks
    .filter(({ language, notRun }) => language === 'sh' && notRun === undefined)
    .flatMap((block) =>
      block.code
        .trim()
        .split('\n')
        .map((line) => [`${title(block)}: ${line}`, line] as const),
    );

  it.each(commands)('%s', async (_, line) => {
    const cwd = workplace();
    const PATH = `${join(cwd, bin)}${delimiter}${process.env.PATH}`;
    const command = spawn('sh', ['-c', line], { cwd, detached: true, env: { ...process.env, PATH } });
    onTestFinished(() => {
      if (command.pid !== undefined && command.exitCode === null) process.kill(-command.pid, 'SIGTERM');
    });
    let said = '';
    command.stdout.on('data', (chunk) => {
      said += chunk;
    });
    command.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const ended = new Promise((resolve) => command.once('exit', resolve));
    // A server never ends; it has worked when it says where it is.
    await expect.poll(() => command.exitCode !== null || /http:\/\/127\.0\.0\.1:\d+/.test(said), { timeout: 30_000 }).toBe(true);
    if (command.exitCode !== null) expect({ code: await ended, said }).toEqual({ code: 0, said });
  });
}, 60_000);

describe('every YAML is a configuration', () => {
  it.each(blocks.filter(({ language }) => language === 'yaml').map((block) => [title(block), block.code]))('%s', (_, code) => {
    expect(parseStreamingConfig(code).enabled).toBe(true);
  });
});

/** The code as a module that has what it does not declare itself from the stage. */
function staged(code: string): string {
  const isDeclared = (name: string) =>
    new RegExp(`\\b(const|let|var|function\\*?|class)\\s+${name}\\b|^import .*\\b${name}\\b`, 'm').test(code);
  const names = stageNames.filter((name) => new RegExp(`(?<!\\w|[^.]\\.)${name}\\b(?!:)`).test(code) && !isDeclared(name));
  return `${names.length > 0 ? `import { ${names.join(', ')} } from './stage.js'; ` : ''}export {};\n${code}`;
}

/** A folder with what commands and scripts speak of: a configuration, tapes, adapters, and this package's command where an installation puts it. */
function workplace(): string {
  const place = mkdtempSync(join(tmpdir(), 'tokentape-docs-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  mkdirSync(join(place, 'tapes'));
  cpSync(join(root, 'test/tapes/delivered.ndjson'), join(place, 'tapes/abc.ndjson'));
  writeFileSync(join(place, 'gateway.yaml'), 'streaming:\n  edit_interval: 1\n');
  writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(place, 'adapters.js'), 'export default {};\n');
  mkdirSync(join(place, bin), { recursive: true });
  symlinkSync(join(root, 'dist/src/cli/main.js'), join(place, bin, 'tokentape'));
  return place;
}
