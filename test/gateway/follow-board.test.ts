import { createServer, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Board, createBoard } from '../../src/gateway/board.js';
import { followBoard } from '../../src/gateway/follow-board.js';
import type { ChatMessage } from '../../src/gateway/wire.js';
import { settle, VirtualClock } from '../../src/virtual-clock.js';

let board: Board;
let clock: VirtualClock;
let server: ReturnType<typeof createServer>;
let port: number;
/** The server's side of each connection. */
const sockets = new Set<Socket>();

beforeEach(async () => {
  board = createBoard();
  clock = new VirtualClock();
  server = createServer((_, response) => followBoard(board, response, clock));
  sockets.clear();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const message = (id: number, text: string): ChatMessage => ({ kind: 'message', id, author: 'bot', text, final: false, at: 0 });

describe('a page that follows the board', () => {
  it('gets everything first, then each change', async () => {
    board.set('message:1', message(1, 'before'));
    const page = await follow();
    expect(await page.next()).toEqual(['board', { 'message:1': message(1, 'before') }]);
    board.set('message:1', message(1, 'after'));
    expect(await page.next()).toEqual(['put', { key: 'message:1', value: message(1, 'after') }]);
    board.delete('message:1');
    expect(await page.next()).toEqual(['drop', { key: 'message:1' }]);
  });

  it('gets the latest of several changes of one turn, once', async () => {
    const page = await follow();
    await page.next();
    for (const text of ['H', 'He', 'Hel']) board.set('message:1', message(1, text));
    expect(await page.next()).toEqual(['put', { key: 'message:1', value: message(1, 'Hel') }]);
  });

  it('costs nothing while it does not read, and is up to date once it does', async () => {
    const page = await follow();
    await page.next();
    page.pause();
    // Far more than any socket buffer holds: 40 MB, of which 200 kB are the present.
    for (let round = 0; round < 100; round += 1) {
      for (let id = 1; id <= 100; id += 1) board.set(`message:${id}`, message(id, `${round} ${'x'.repeat(4_000)}`));
      await settle();
    }
    const held = [...serverSockets()].reduce((sum, socket) => sum + socket.writableLength, 0);
    expect(held).toBeLessThan(2_000_000);

    page.resume();
    let latest = new Map<string, unknown>();
    while ([...latest.values()].filter((value) => (value as ChatMessage).text.startsWith('99 ')).length < 100) {
      const [event, data] = await page.next();
      if (event === 'board') latest = new Map(Object.entries(data));
      if (event === 'put') latest.set(data.key as string, data.value);
    }
    expect(latest.size).toBe(100);
  });

  it('is given up when it takes nothing for long', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /events HTTP/1.1\r\nHost: x\r\n\r\n');
    socket.pause();
    await until(() => serverSockets().size === 1);
    for (let id = 1; id <= 60; id += 1) board.set(`message:${id}`, message(id, 'x'.repeat(500_000)));
    await until(() => [...serverSockets()].some(({ writableNeedDrain }) => writableNeedDrain));
    await clock.advance(20_000);
    await until(() => serverSockets().size === 0);
    socket.destroy();
  });

  it('hears now and then that the connection still stands', async () => {
    const page = await follow();
    await page.next();
    await clock.advance(20_000);
    await until(() => page.raw().includes(': still here'));
  });
});

function serverSockets() {
  for (const socket of sockets) if (socket.destroyed) sockets.delete(socket);
  return sockets;
}

async function until(isSo: () => boolean): Promise<void> {
  await expect.poll(isSo, { interval: 5, timeout: 5_000 }).toBe(true);
}

/** A page's connection, read event by event. */
async function follow() {
  const response = await new Promise<IncomingMessage>((resolve) => get({ port, host: '127.0.0.1', path: '/events' }, resolve));
  response.setEncoding('utf8');
  let text = '';
  let wake = () => {};
  response.on('data', (chunk) => {
    text += chunk;
    wake();
  });
  let at = 0;
  return {
    pause: () => response.pause(),
    resume: () => response.resume(),
    raw: () => text,
    async next(): Promise<[string, Record<string, unknown>]> {
      for (;;) {
        const end = text.indexOf('\n\n', at);
        if (end === -1) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        const block = text.slice(at, end);
        at = end + 2;
        const found = /^event: (\w+)\ndata: (.*)$/s.exec(block);
        if (found) return [found[1] ?? '', JSON.parse(found[2] ?? '')];
      }
    },
  };
}
