import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSlackEmulator } from '../../src/testing/index.js';
import { MemoryTape, record, runs } from '../tape/recording.js';

// What a person is told when something is wrong, by the real program as it was built (`npm test` builds it first): one line, and an exit
// code. docs/errors.md lists the same.
const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'errors-'));
  chmodSync(folder, 0o755);
  const tape = new MemoryTape('on');
  await record(tape, runs.delivered);
  const files = {
    'answer.ndjson': tape.ndjson,
    'notes.txt': 'Buy milk.\nBuy bread.\n',
    'empty.ndjson': '',
    'locked.ndjson': tape.ndjson,
    'bad.yaml': 'streaming:\n  edit_interval: fast\n',
    'typo.yaml': 'streaming:\n  edit_intervall: 1\n',
    'locked.yaml': 'streaming: {}\n',
    'bots.mjs': 'export const bots = {};\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  for (const name of ['tapes', 'locked']) mkdirSync(join(folder, name));
  for (const name of ['locked.ndjson', 'locked.yaml', 'locked']) chmodSync(join(folder, name), 0);
});
afterAll(() => {
  for (const name of ['locked.ndjson', 'locked.yaml', 'locked']) chmodSync(join(folder, name), 0o700);
  rmSync(folder, { recursive: true });
});

/** Nobody in particular: the administrator may read everything, and would meet no such error. */
const anybody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

function run(args: string[], { env = {}, flags = [] as string[] } = {}) {
  const options = { cwd: folder, encoding: 'utf8', input: '', timeout: 30_000, ...anybody } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, main, ...args], {
    ...options,
    env: { PATH: process.env.PATH, OPENAI_BASE_URL: '', OPENAI_API_KEY: '', ...env },
  });
  return { stdout, stderr, status };
}

describe('a command line that is wrong', () => {
  it.each([
    ['pipe --fromm text', "unknown option '--fromm'; did you mean '--from'?"],
    ['pip', "unknown command 'pip'; did you mean 'pipe'?"],
    ['pipe notes.txt', "unexpected argument 'notes.txt'"],
    ['serve --port x', "--port takes a number, not 'x'"],
    ['recover tapes', 'recover needs --adapters MODULE'],
    ['recover tapes --adapters none.mjs', "--adapters: none.mjs cannot be loaded: Cannot find module 'FOLDER/none.mjs'"],
    ['recover tapes --adapters bots.mjs', 'bots.mjs has no default export of adapters by name'],
  ])('%s', (args, line) => {
    const help = args === 'pip' ? '--help' : `${args.split(' ')[0]} --help`;
    const stderr = `tokentape: ${line.replace('FOLDER', folder)}\nTry: tokentape ${help}\n`;
    expect(run(args.split(' '))).toEqual({ stdout: '', stderr, status: 2 });
    if (!line.includes('FOLDER')) expect(page).toContain(`\`${line}\``);
  });
});

describe('a configuration that cannot be used', () => {
  it.each([
    ['serve --config none.yaml', 'none.yaml: no such file; create it, or pass the path of the file that holds the streaming block'],
    ['serve --config tapes', 'tapes: is a folder; pass the path of a YAML file in it'],
    ['serve --config locked.yaml', 'locked.yaml: may not be read; give this user read permission'],
    ['serve --config bad.yaml', 'bad.yaml:2:18: streaming.edit_interval: must be a number of seconds from 0 to 3600, got "fast"'],
    ['pipe --config typo.yaml', 'typo.yaml:2:3: streaming.edit_intervall: unknown key, did you mean edit_interval?'],
  ])('%s', (args, line) => {
    expect(run(args.split(' '))).toEqual({ stdout: '', stderr: `tokentape: ${line}\n`, status: 2 });
    expect(page).toContain(`\`${line}\``);
  });

  it('an endpoint that is no address', () => {
    const line = "OPENAI_BASE_URL: must be an address such as http://127.0.0.1:11434/v1, got 'localhost:11434'";
    expect(run(['serve'], { env: { OPENAI_BASE_URL: 'localhost:11434' } })).toEqual({
      stdout: '',
      stderr: `tokentape: ${line}\n`,
      status: 2,
    });
    expect(page).toContain(`\`${line}\``);
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['replay none.ndjson', 'none.ndjson: there is no such file or folder; check the path'],
    ['tape verify none.ndjson', 'none.ndjson: there is no such file or folder; check the path'],
    ['tape show none.ndjson', 'none.ndjson: there is no such file or folder; check the path'],
    ['inspect none.ndjson', 'none.ndjson: there is no such file or folder; check the path'],
    ['recover none --adapters bots.mjs', 'none: there is no such file or folder; check the path'],
    ['replay notes.txt', 'notes.txt: is not a tape: no line of it is a record'],
    ['tape verify notes.txt', 'notes.txt: is not a tape: no line of it is a record'],
    ['tape show notes.txt', 'notes.txt: is not a tape: no line of it is a record'],
    ['tape what-if notes.txt', 'notes.txt: is not a tape: no line of it is a record'],
    ['inspect notes.txt', 'notes.txt: is not a tape: no line of it is a record'],
    ['recover notes.txt --adapters bots.mjs', 'notes.txt: is not a tape: no line of it is a record'],
    ['replay empty.ndjson', 'empty.ndjson: is empty: nothing was recorded'],
    ['replay tapes', 'tapes: there is no tape in this folder; tapes end in .ndjson'],
    ['tape show tapes', 'tapes: is a folder; name one of the tapes in it'],
    ['replay locked.ndjson', 'locked.ndjson: this user may not; change the permissions, or use another user'],
    ['pipe --tape none/answer.ndjson', 'none: there is no such file or folder; check the path'],
    ['pipe --tape tapes', 'tapes: is a folder; name a file in it'],
    ['pipe --tape locked/answer.ndjson', 'locked: this user may not; change the permissions, or use another user'],
  ])('%s', (args, line) => {
    chmodSync(join(folder, 'tapes'), 0o777);
    chmodSync(folder, 0o777);
    expect(run(args.split(' '))).toEqual({ stdout: '', stderr: `tokentape: ${line}\n`, status: 1 });
    expect(page).toContain(`\`${line}\``);
  });

  it('is told apart from one that can', () => {
    expect(run(['replay', 'answer.ndjson'])).toMatchObject({ stderr: '', status: 0 });
  });
});

describe('a port that cannot be had', () => {
  it.each(['serve', 'inspect answer.ndjson'])('%s', async (command) => {
    const first = spawn(process.execPath, [main, 'serve'], { stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env.PATH } });
    try {
      const port = await portOf(first);
      const line = `port ${port} is taken; name another, or none`;
      expect(run([...command.split(' '), '--port', port])).toEqual({ stdout: '', stderr: `tokentape: ${line}\n`, status: 1 });
      expect(page).toContain(`\`${line.replace(port, '7346')}\``);
    } finally {
      first.kill('SIGKILL');
    }
  });
});

describe('a platform that lets nobody in', () => {
  const env = { SLACK_BOT_TOKEN: 'xoxb-right' };
  const trouble = async (args: string[], { env: given = env, refusal = '' } = {}) => {
    const emulator = await startSlackEmulator({ token: env.SLACK_BOT_TOKEN, channels: ['C1'] });
    onTestFinished(() => emulator.close());
    if (refusal) emulator.inject({ kind: 'refuse', error: refusal, on: 'chat.postMessage' });
    return runBeside(['pipe', '--to', 'slack', ...args], { ...given, SLACK_API_URL: emulator.apiUrl });
  };

  it.each([
    ['without a token', { SLACK_BOT_TOKEN: '' }, 'C1', 'SLACK_BOT_TOKEN is not set in the environment: the bot token of the app, xoxb-…'],
    ['with a wrong token', { SLACK_BOT_TOKEN: 'xoxb-wrong' }, 'C1', 'slack does not accept what is in SLACK_BOT_TOKEN (invalid_auth)'],
    ['in a chat that is none', env, 'C2', "slack has no chat 'C2' for this account (channel_not_found)"],
  ])('%s', async (_, given, chat, line) => {
    expect(await trouble(['--chat', chat], { env: given })).toEqual({ stdout: '', stderr: `tokentape: ${line}\n`, status: 2 });
    expect(page).toContain(`\`${line}\``);
  });

  it('and does not let this account write', async () => {
    const { stderr, status } = await trouble(['--chat', 'C1'], { refusal: 'restricted_action' });
    expect(stderr).toMatch(/^undelivered: .*restricted_action.*\n$/);
    expect(status).toBe(1);
  });
});

describe('a Node that is too old', () => {
  it('is told in one line, by the program itself', () => {
    const old = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.20.8"})';
    const line = 'needs Node 20.19 or later; this is 18.20.8';
    expect(run(['serve'], { flags: ['--import', old] })).toEqual({ stdout: '', stderr: `tokentape: ${line}\n`, status: 1 });
    expect(page).toContain(`\`${line}\``);
  });
});

describe('an answer', () => {
  it('that is not delivered ends with 1, and says what is missing', () => {
    const { stderr, status } = run(['pipe', '--from', 'anthropic']);
    expect(stderr).toMatch(/^undelivered: .*\n$/);
    expect(status).toBe(1);
  });
});

/** The same while this process goes on: it has the server that is asked. */
async function runBeside(args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, env: { PATH: process.env.PATH, ...env } });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text) => {
      said[name] += text;
    });
  child.stdin.end('Hello there.');
  const [status] = await once(child, 'close');
  return { ...said, status };
}

async function portOf(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  for (;;) {
    const url = /listening on (\S+)\n/.exec(text)?.[1];
    if (url) return new URL(url).port;
    if (child.stdout) await once(child.stdout, 'data');
  }
}
