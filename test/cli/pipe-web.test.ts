import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.js';
import { systemClock } from '../../src/clock.js';
import { settle } from '../../src/virtual-clock.js';
import { testGateway } from '../gateway/start.js';
import { FakeIo } from './fake-io.js';

/** A port that was free a moment ago. */
async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

describe('pipe into the web chat', () => {
  it('writes into the chat that runs already', async () => {
    const gateway = await testGateway();
    const { port } = new URL(gateway.url);
    const io = Object.assign(new FakeIo(), { clock: systemClock });
    const exit = run(['pipe', '--to', 'web', '--port', port, '--edit-interval', '0'], io);
    io.type('From afar');
    await expect.poll(() => gateway.board.get('message:1')).toMatchObject({ author: 'bot', text: 'From afar', final: false });
    io.type('.');
    io.end();
    expect(await exit).toBe(0);
    expect(gateway.board.get('message:1')).toMatchObject({ text: 'From afar.', final: true });
    expect(io.stderr.text).toBe(`Streaming into the chat at ${gateway.url}\n`);
  });

  it('starts a chat of its own where none runs, with the instruments beside it', async () => {
    const io = new FakeIo();
    const port = await freePort();
    const exit = run(['pipe', '--to', 'web', '--port', port], io);
    const url = `http://127.0.0.1:${port}/`;
    await expect.poll(() => io.stderr.text).toBe(`Streaming into the chat at ${url}\n`);
    io.type('Hello there');
    await settle();
    const events = await fetch(`${url}events`);
    const board = new TextDecoder().decode((await events.body?.getReader().read())?.value);
    expect(board).toContain('"text":"Hello there');
    expect(board).toContain('"kind":"stream"');
    io.end();
    expect(await io.settle(exit)).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('keeps its own chat open for a person until Ctrl-C', async () => {
    const io = new FakeIo('errors');
    const port = await freePort();
    const exit = run(['pipe', '--to', 'web', '--port', port], io);
    io.type('Hello there');
    io.end();
    await expect
      .poll(async () => {
        await io.clock.advance(1_000);
        return io.screen.text;
      })
      .toContain('stays open until Ctrl-C');
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    io.interrupt();
    expect(await io.settle(exit)).toBe(0);
  });

  it('says so when the port belongs to something else', async () => {
    const server = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const io = new FakeIo();
    const { port } = server.address() as AddressInfo;
    const exit = run(['pipe', '--to', 'web', '--port', String(port)], io);
    expect(await exit).toBe(1);
    expect(io.stderr.text).toBe(`tokentape: port ${port} is taken; name another, or none\n`);
    server.close();
    server.closeAllConnections();
  });
});
