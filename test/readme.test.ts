import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

// Whatever the README shows is run here, as it stands there.
const root = fileURLToPath(new URL('../', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({ language, code }));
const [start, pipe] = blocks.filter(({ language }) => language === 'sh').map(({ code }) => code.trim());
const scripts = blocks.filter(({ language }) => language === 'js');

describe('the README', () => {
  it('has no block that is not run', () => {
    expect(blocks.map(({ language }) => language)).toEqual(['sh', 'sh', 'js']);
  });

  it('starts the chat with its first command', async () => {
    // `npm ci` is how this clone came to be tested, and the build that `npm start` begins with has been made.
    expect(start).toBe('npm ci && npm start');
    const npm = spawn('npm', ['start', '--silent', '--ignore-scripts'], {
      cwd: root,
      detached: true,
      env: { ...process.env, OPENAI_BASE_URL: '', OPENAI_API_KEY: '' },
    });
    onTestFinished(() => {
      if (npm.pid !== undefined && npm.exitCode === null) process.kill(-npm.pid, 'SIGTERM');
    });
    let said = '';
    for await (const chunk of npm.stdout.iterator({ destroyOnReturn: false })) {
      said += chunk;
      if (said.includes('sample agent')) break;
    }
    const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(said)?.[0] ?? '';
    expect((await fetch(url)).status).toBe(200);
  });

  it('pipes an answer into the terminal with its second command', () => {
    const bin = mkdtempSync(join(tmpdir(), 'tokentape-'));
    onTestFinished(() => rmSync(bin, { recursive: true }));
    writeFileSync(join(bin, 'some-llm'), '#!/bin/sh\necho "You asked: $1"\n', { mode: 0o755 });
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
    const { stdout, status } = spawnSync('sh', ['-c', pipe ?? ''], { cwd: root, env, encoding: 'utf8' });
    expect(stdout).toBe('You asked: question\n');
    expect(status).toBe(0);
  }, 60_000);

  it('embeds it in a bot', async () => {
    const { chat, receive } = fakeBot('Because light scatters.');
    await runScript(scripts[0]?.code ?? '');
    await receive('Why is the sky blue?');
    expect([...chat.values()]).toEqual(['Because light scatters.']);
  });

  it('leads to files that are there', () => {
    for (const [, path = ''] of readme.matchAll(/\]\((?!https?:)([^)#]+)/g))
      expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  });

  it('says what package.json says', () => {
    const { engines, peerDependencies, peerDependenciesMeta = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(readme).toContain(`Node ${engines.node.replace('>=', '')} or later`);
    const needed = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
    expect(readme).toContain(`npm install ${['tokentape', ...needed].join(' ')}\``);
  });
});

interface Message {
  chatId: string;
  text: string;
}

/** The bot and the model that the example speaks of. */
function fakeBot(answer: string) {
  const chat = new Map<number, string>();
  let onMessage = async (_: Message) => {};
  const bot = {
    async send(_: string, text: string) {
      chat.set(chat.size + 1, text);
      return chat.size;
    },
    async edit(_: string, id: number, text: string) {
      chat.set(id, text);
      return true;
    },
    onMessage(listener: (message: Message) => Promise<void>) {
      onMessage = listener;
    },
  };
  const model = {
    async *stream() {
      yield* answer.match(/.{1,5}/g) ?? [];
    },
  };
  Object.assign(globalThis, { bot, model });
  return { chat, receive: (text: string) => onMessage({ chatId: '42', text }) };
}

/** Runs a block as a module of this package, so that `tokentape` means what was built. */
async function runScript(code: string): Promise<void> {
  const folder = join(root, 'reports');
  mkdirSync(folder, { recursive: true });
  const file = join(mkdtempSync(join(folder, 'readme-')), 'block.mjs');
  writeFileSync(file, code);
  onTestFinished(() => rmSync(join(file, '..'), { recursive: true }));
  await import(/* @vite-ignore */ pathToFileURL(file).href);
}
