import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../../src/cli/run.js';
import { settle } from '../../src/virtual-clock.js';
import { Screen } from '../terminal/screen.js';
import { FakeIo } from './fake-io.js';

const chunk = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;

describe('pipe into a file', () => {
  it('prints the text as it is, and nothing else', async () => {
    const io = new FakeIo();
    expect(await io.run(['pipe'], 'Hello, *world*.\nBye.\n')).toBe(0);
    expect(io.stdout.text).toBe('Hello, *world*.\nBye.\n');
    expect(io.stderr.text).toBe('');
  });

  it('understands chunks without being told', async () => {
    const io = new FakeIo();
    expect(await io.run(['pipe'], chunk('Hel') + chunk('lo', 'stop'))).toBe(0);
    expect(io.stdout.text).toBe('Hello\n');
  });

  it('takes what looks like chunks for text when told so', async () => {
    const io = new FakeIo();
    expect(await io.run(['pipe', '--from', 'text'], 'data: 1')).toBe(0);
    expect(io.stdout.text).toBe('data: 1\n');
  });

  it('puts a letter together that arrives in two pieces', async () => {
    const io = new FakeIo();
    const exit = run(['pipe'], io);
    const bytes = Buffer.from('Grüße');
    io.type(bytes.subarray(0, 3));
    io.type(bytes.subarray(3));
    io.end();
    expect(await io.settle(exit)).toBe(0);
    expect(io.stdout.text).toBe('Grüße\n');
  });

  it('delivers what came before a line that cannot be read, says which, and fails', async () => {
    const io = new FakeIo();
    expect(await io.run(['pipe'], `${chunk('Half')}data: {oops\n\n`)).toBe(1);
    expect(io.stdout.text).toBe('Half\n');
    expect(io.stderr.text).toMatch(/^partial: .*line 3 is not JSON/);
  });

  it('fails when a run breaks off', async () => {
    const io = new FakeIo();
    expect(await io.run(['pipe', '--from', 'openai-chat'], chunk('Half'))).toBe(1);
    expect(io.stdout.text).toBe('Half\n');
    expect(io.stderr.text).toMatch(/^partial: /);
  });

  it('fails when there is nothing to show', async () => {
    const io = new FakeIo();
    expect(await io.run(['pipe'], '')).toBe(1);
    expect(io.stderr.text).toMatch(/^undelivered: /);
  });

  it('fails, in one line, when nobody reads', async () => {
    const io = new FakeIo();
    io.stdout.write = (_, done) => {
      done?.(new Error('write EPIPE'));
      return true;
    };
    expect(await io.run(['pipe'], 'Hello')).toBe(1);
    expect(io.stderr.text).toMatch(/^undelivered: .*nobody reads the output any more \(write EPIPE\)\n$/);
  });

  it('says on a terminal beside it how things stand', async () => {
    const io = new FakeIo('errors');
    const exit = run(['pipe'], io);
    io.type('Some words');
    await io.clock.advance(500);
    expect(io.screen.text).toMatch(/^\w+(\.\w+)* · 0 calls · 0 shown · 10 pending$/);
    io.end();
    expect(await io.settle(exit)).toBe(0);
    expect(io.stdout.text).toBe('Some words\n');
    expect(io.screen.text).toBe('delivered: 10 characters in 1 message, 1 call');
  });
});

describe('pipe onto a terminal', () => {
  it('shows the text as it grows, a cursor behind it, and the state below it', async () => {
    const io = new FakeIo('both');
    const exit = run(['pipe'], io);
    io.type('Hello, ');
    await io.clock.advance(1_000);
    expect(io.screen.text).toMatch(/^Hello, ▉\n?streaming\.\w+ · 1 call · /);
    io.type('world');
    await io.clock.advance(1_000);
    expect(io.screen.text).toMatch(/^Hello, world ▉\nstreaming\.\w+ · 2 calls · /);
    io.end();
    expect(await io.settle(exit)).toBe(0);
    expect(io.screen.text).toMatch(/^Hello, world\ndelivered: 12 characters in 1 message, \d calls$/);
  });

  it('stops at Ctrl-C, takes the cursor away, and says what came of it', async () => {
    const io = new FakeIo('both');
    const exit = run(['pipe'], io);
    io.type('Once upon a');
    await io.clock.advance(1_000);
    io.interrupt();
    expect(await io.settle(exit)).toBe(1);
    expect(io.screen.text).toMatch(/^Once upon a\ncancelled: 11 characters in 1 message, \d calls$/);
  });

  it('takes the cursor it is told to, or none', async () => {
    const io = new FakeIo('both');
    const exit = run(['pipe', '--cursor', ''], io);
    io.type('Hello');
    await io.clock.advance(1_000);
    expect(io.screen.text).toMatch(/^Hello\nstreaming/);
    io.end();
    await io.settle(exit);
  });

  it('does what the command line says before what the file says of this platform', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tokentape-pipe-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'gateway.yaml');
    writeFileSync(file, 'streaming:\n  cursor: " file"\n  platforms:\n    terminal:\n      cursor: " platform"\n');
    for (const [args, cursor] of [
      [[], ' platform'],
      [['--cursor', ' line'], ' line'],
    ] as const) {
      const io = new FakeIo('both');
      const exit = run(['pipe', '--config', file, ...args], io);
      io.type('Hello');
      const shown = async () => {
        await io.clock.advance(1_000);
        return io.screen.text;
      };
      await expect.poll(shown).toMatch(new RegExp(`^Hello${cursor}\\nstreaming`));
      io.end();
      await io.settle(exit);
    }
  });

  it('keeps a long answer whole on a small screen', async () => {
    const io = new FakeIo('both', new Screen(30, 8));
    const exit = run(['pipe', '--edit-interval', '0'], io);
    const words = Array.from({ length: 300 }, (_, index) => `word${index}`);
    for (const word of words) {
      io.type(`${word} `);
      await io.clock.advance(20);
    }
    io.end();
    expect(await io.settle(exit)).toBe(0);
    const [answer = ''] = io.screen.text.split('\ndelivered: ');
    expect(answer.replace(/\s/g, '')).toBe(words.join(''));
  });

  it('asks for text when it is started without a pipe', async () => {
    const io = new FakeIo('both');
    io.stdin.isTTY = true;
    const exit = run(['pipe'], io);
    await settle();
    expect(io.screen.text).toContain('Ctrl-D ends it');
    io.end();
    await io.settle(exit);
  });
});
