import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.js';
import { complaintAboutNode } from '../../src/cli/node-version.js';
import { FakeIo } from './fake-io.js';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

describe('the command line', () => {
  it.each([
    [[], 'which command?'],
    [['pip'], "unknown command 'pip'; did you mean 'pipe'?"],
    [['xyz'], "unknown command 'xyz'"],
    [['pipe', '--fromm', 'text'], "unknown option '--fromm'; did you mean '--from'?"],
    [['pipe', '--xyz'], "unknown option '--xyz'"],
    [['pipe', '--from'], "Option '--from <value>' argument missing"],
    [['pipe', '--from', 'antropic'], "did you mean 'anthropic'?"],
    [['pipe', '--to', 'telegrm', '--chat', '42'], "did you mean 'telegram'?"],
    [['pipe', '--to', 'telegram'], '--to telegram needs --chat ID'],
    [['pipe', '--edit-interval', 'fast'], "--edit-interval takes a number, not 'fast'"],
    [['pipe', '--edit-interval', '99999'], 'seconds from 0 to 3600'],
    [['pipe', '--cursor', 'x'.repeat(65)], 'cursor'],
    [['pipe', '--config', '/nowhere.yaml'], '/nowhere.yaml: no such file'],
    [['pipe', '--tape-text'], '--tape-text needs --tape FILE'],
    [['pipe', 'file.txt'], "unexpected argument 'file.txt'"],
    [['serve', '--port', '0'], '--port takes a whole number from 1 to 65535'],
    [['serve', '--port', 'x'], "--port takes a number, not 'x'"],
    [['replay'], 'replay needs a FILE'],
    [['diagram', '--format', 'png'], "--format takes mermaid, svg, json, not 'png'"],
    [['diagram', '--chart', 'strem'], "--chart takes stream, budget, conversation, not 'strem'; did you mean 'stream'?"],
    [['diagram', '--format', 'svg', '--state', 'streeming'], "did you mean 'streaming'?"],
    [['diagram', '--state', 'streaming'], '--state goes with --format svg'],
  ])('%j is refused with one line and exit code 2', async (args, line) => {
    const io = new FakeIo();
    expect(await io.run(args)).toBe(2);
    const [complaint, ...hint] = io.stderr.text.split('\n');
    // What is wrong in a file is not explained by a list of commands.
    const isInFile = args.includes('--config');
    expect(complaint).toMatch(/^tokentape: /);
    expect(complaint).toContain(line);
    const command = commands.some(({ name }) => name === args[0]) ? `${args[0]} ` : '';
    expect(hint).toEqual(isInFile ? [''] : [`Try: tokentape ${command}--help`, '']);
    expect(io.stdout.text).toBe('');
  });

  it.each([[['--help']], [['-h']], [['help']]])('%j lists every command', async (args) => {
    const io = new FakeIo();
    expect(await io.run(args)).toBe(0);
    for (const { name, summary } of commands) expect(io.stdout.text).toContain(`  ${name.padEnd(8)} ${summary}\n`);
  });

  it.each(commands.map(({ name }) => name))('%s explains itself', async (name) => {
    const io = new FakeIo();
    expect(await io.run([name, '--help'])).toBe(0);
    expect(io.stdout.text).toMatch(new RegExp(`^Usage: .*tokentape ${name}`));
  });

  it('tells its version', async () => {
    const io = new FakeIo();
    expect(await io.run(['--version'])).toBe(0);
    expect(io.stdout.text).toBe(`${manifest.version}\n`);
  });
});

describe('an old Node', () => {
  it.each(['12.22.12', '18.20.8', '20.18.3'])('%s is told in one line what is needed', (version) => {
    expect(complaintAboutNode(version)).toBe(`tokentape: needs Node 20.19 or later; this is ${version}`);
  });

  it.each(['20.19.0', '20.20.2', '22.0.0', '26.1.0'])('%s will do', (version) => expect(complaintAboutNode(version)).toBeUndefined());

  it('is what package.json says', () => {
    expect(manifest.engines.node).toBe('>=20.19');
    expect(complaintAboutNode('20.18.0')).toContain('20.19');
  });
});
