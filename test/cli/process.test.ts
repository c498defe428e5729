import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readTape } from '../../src/tape/read-tape.js';
import { replayFile } from '../../src/tape/replay.js';

// The real program, as it was built (`npm test` builds it first). What it does in detail is tested without processes.
const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const trace = new URL('../../../shared/traces/groq-text.chunks.txt', import.meta.url);

function start(...args: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, OPENAI_BASE_URL: '', OPENAI_API_KEY: '' } });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  return child;
}

async function lineOf(stream: Readable, pattern: RegExp): Promise<string> {
  let text = '';
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<string>) {
    text += chunk;
    const found = pattern.exec(text);
    if (found) return found[1] ?? found[0];
  }
  throw new Error(`ended without ${pattern}: ${text}`);
}

describe('tokentape pipe', () => {
  it('is a filter like any other', () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [main, 'pipe'], { input: 'Hello\n', encoding: 'utf8' });
    expect({ stdout, stderr, status }).toEqual({ stdout: 'Hello\n', stderr: '', status: 0 });
  });

  it('ends quietly when its reader goes away', () => {
    const command = `head -c 3000000 /dev/zero | tr '\\0' x | "${process.execPath}" "${main}" pipe --from text | head -c 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect(stdout).toBe('x');
    expect(stderr).toMatch(/^[a-z]+: .*\n$/);
  });

  it('shows the whole of a recorded answer', ({ skip }) => {
    if (!existsSync(trace)) skip('the recordings are not beside this project');
    const input = readFileSync(trace, 'utf8');
    const said = input
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line).choices?.[0]?.delta?.content ?? '')
      .join('');
    const { stdout, status } = spawnSync(process.execPath, [main, 'pipe'], { input, encoding: 'utf8' });
    expect(stdout).toBe(`${said}\n`);
    expect(status).toBe(0);
  });

  it('stops at Ctrl-C on a real terminal, without the cursor', ({ skip }) => {
    const python = spawnSync('python3', ['-c', 'import pty']);
    if (python.status !== 0) skip('there is no Python to make a pseudo-terminal with');
    const { stdout } = spawnSync('python3', ['-c', onPseudoTerminal, process.execPath, main], { encoding: 'utf8', timeout: 15_000 });
    const { screen, code } = JSON.parse(stdout) as { screen: string; code: number };
    expect(screen).toContain('Hello there ▉');
    expect(screen).toMatch(/streaming\.\w+ · 1 call/);
    // The last that was drawn, and what came after it.
    const last = screen.split('\u001b[J').at(-1) ?? '';
    expect(last.startsWith('Hello there\u001b')).toBe(true);
    expect(last).toMatch(/cancelled: 11 characters in 1 message, 2 calls\s+$/);
    expect(code).toBe(1);
  });
});

describe('SIGTERM', () => {
  async function tapeOf(child: ChildProcessWithoutNullStreams, path: string) {
    const exit = once(child, 'exit');
    return { exit: await exit, records: await readTape(path) };
  }

  function tapePath(): string {
    const directory = mkdtempSync(join(tmpdir(), 'drain-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    return join(directory, 'a.ndjson');
  }

  /** Pipes into a file: what is written there is there once, when it is complete. */
  async function pipeInto(path: string, ...options: string[]) {
    const child = start('pipe', '--tape', path, '--tape-text', ...options);
    child.stdin.write('Hello there');
    await expect.poll(() => existsSync(path) && readFileSync(path, 'utf8')).toContain('Hello there');
    child.kill('SIGTERM');
    return child;
  }

  it('lets an answer come to its end', async () => {
    const path = tapePath();
    const child = await pipeInto(path);
    child.stdin.end(', and goodbye');
    const { exit, records } = await tapeOf(child, path);
    expect(exit).toEqual([0, null]);
    expect(records.at(-1)).toMatchObject({ kind: 'end', outcome: { status: 'delivered' } });
    expect(JSON.stringify(records.at(-1))).toContain('Hello there, and goodbye');
  });

  it('marks what has not come to its end in time', async () => {
    const path = tapePath();
    const config = `${path}.yaml`;
    writeFileSync(config, 'streaming:\n  interrupted_mark: " (interrupted)"\n');
    const child = await pipeInto(path, '--config', config);
    const { exit, records } = await tapeOf(child, path);
    expect(exit).toEqual([1, null]);
    expect(records.at(-1)).toMatchObject({ kind: 'end', outcome: { status: 'partial', failure: { reason: 'interrupted' } } });
    expect(JSON.stringify(records.at(-1))).toContain('Hello there (interrupted)');
  });

  it('ends a chat that is answering, and every answer has its end', async () => {
    const directory = dirname(tapePath());
    const gateway = start('serve', '--tapes', directory);
    const url = await lineOf(gateway.stdout, /listening on (\S+)\n/);
    const body = JSON.stringify({ text: 'Tell me something long' });
    await fetch(`${url}questions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await expect.poll(() => readdirSync(directory).length).toBe(1);
    const path = join(directory, readdirSync(directory)[0] ?? '');
    await expect.poll(() => readFileSync(path, 'utf8')).toContain('"result":"ok"');
    gateway.kill('SIGTERM');
    const { exit, records } = await tapeOf(gateway, path);
    expect(exit).toEqual([0, null]);
    expect(records.at(-1)?.kind).toBe('end');
    expect(await replayFile(path)).toMatchObject({ identical: true, open: [] });
  });
});

describe('tokentape serve', () => {
  it('serves its page, and leaves at once when told, whoever still listens', async () => {
    const gateway = start('serve');
    const url = await lineOf(gateway.stdout, /listening on (\S+)\n/);
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>tokentape</title>');

    await new Promise<void>((resolve) => {
      const listening = request(`${url}events`, (response) => response.once('data', () => resolve()));
      listening.on('error', () => {});
      listening.end();
    });
    const exit = once(gateway, 'exit');
    gateway.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });

  it('takes an edit of its configuration for the next answer, and refuses a wrong one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'serve-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'gateway.yaml');
    writeFileSync(file, 'streaming: { edit_interval: 1 }\n');
    const gateway = start('serve', '--config', file);
    const url = await lineOf(gateway.stdout, /listening on (\S+)\n/);

    writeFileSync(file, 'streaming: { edit_interval: soon }\n');
    expect(await lineOf(gateway.stderr, /.*\n.*\n/)).toBe(
      `tokentape: ${file}:1:29: streaming.edit_interval: must be a number of seconds from 0 to 3600, got "soon"\nThe configuration stays as it was.\n`,
    );
    writeFileSync(file, 'streaming: { transport: off }\n');
    expect(await lineOf(gateway.stdout, /.*applied.*\n/)).toBe(`${file}: applied, from the next answer on\n`);

    await fetch(`${url}questions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"text":"Who are you?"}' });
    const metrics = async () => (await fetch(`${url}metrics`)).text();
    await expect.poll(metrics).toContain('tokentape_answers_total{gateway="web chat",status="undelivered"} 1\n');
  });

  it('names the port that is taken', async () => {
    const first = start('serve');
    const { port } = new URL(await lineOf(first.stdout, /listening on (\S+)\n/));
    const second = start('serve', '--port', port);
    const exit = once(second, 'exit');
    expect(await lineOf(second.stderr, /.*\n/)).toBe(`tokentape: port ${port} is taken; name another, or none\n`);
    expect((await exit)[0]).toBe(1);
  });
});

/** Runs `pipe` with its input open and its output on a pseudo-terminal, presses Ctrl-C once the text is on the screen, and tells what
 *  the screen was sent. */
const onPseudoTerminal = `
import json, os, pty, select, signal, subprocess, sys
ours, theirs = pty.openpty()
child = subprocess.Popen([sys.argv[1], sys.argv[2], 'pipe'], stdin=subprocess.PIPE, stdout=theirs, stderr=theirs)
os.close(theirs)
child.stdin.write(b'Hello there'); child.stdin.flush()
screen = b''; stopped = False
while select.select([ours], [], [], 10)[0]:
    try: data = os.read(ours, 4096)
    except OSError: break
    if not data: break
    screen += data
    if not stopped and b'1 call ' in screen:
        stopped = True
        child.send_signal(signal.SIGINT)
print(json.dumps({'screen': screen.decode(), 'code': child.wait()}))
`;
