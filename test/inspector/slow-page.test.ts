import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import { type Inspector, startInspector } from '../../src/inspector/inspector.js';
import { parseLine } from '../../src/tape/read-tape.js';
import type { TapeRecord } from '../../src/tape/record.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { longTape } from './long-tape.js';

const streams = 12;

/** The server's side of every connection that asked for something. */
function serverSockets(): Set<Socket> {
  const sockets = new Set<Socket>();
  const take = (message: unknown) => void sockets.add((message as { socket: Socket }).socket);
  subscribe('http.server.request.start', take);
  onTestFinished(() => void unsubscribe('http.server.request.start', take));
  return sockets;
}

/** A page that asks for all there is and reads none of it. */
async function deafPage({ url }: Inspector, path: string): Promise<Socket> {
  const { host, port, pathname } = new URL(url);
  const page = connect(Number(port), '127.0.0.1');
  page.on('error', () => {});
  onTestFinished(() => void page.destroy());
  await new Promise((resolve) => page.once('connect', resolve));
  page.pause();
  page.write(`GET ${pathname}${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  return page;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Streams in virtual time. Returns when each call was made. `every` is called in between, in real time. */
async function deliver(sink: Inspector['sink'] | undefined, every: () => Promise<unknown>): Promise<string[]> {
  const clock = new VirtualClock();
  const calls: string[] = [];
  const consumers = Array.from({ length: streams }, (_, index) => {
    const called = async ({ text }: { text: string }) => {
      calls.push(`${index} at ${clock.now()}: ${text.length}`);
      await new Promise((resolve) => clock.setTimeout(() => resolve(undefined), 30));
      return { ok: true as const, messageId: 1 };
    };
    const limits = { maxLength: 4_096, lengthOf: (text: string) => text.length };
    const adapter = { name: 'sheet', limits, can: { edit: true }, send: called, edit: called };
    return createStreamConsumer({ adapter, chatId: index, streamId: `stream-${index}`, clock, ...(sink && { tape: sink }) });
  });
  for (let round = 0; round < 12; round += 1) {
    for (const consumer of consumers) consumer.onDelta(`Round ${round}: ${'x'.repeat(80)} `);
    await clock.advance(100);
    await every();
  }
  for (const consumer of consumers) consumer.finish();
  let settled = 0;
  for (const consumer of consumers) void consumer.settled.then(({ status }) => (settled += status === 'delivered' ? 1 : 0));
  await clock.runUntil(() => settled === streams);
  return calls;
}

async function inspector(): Promise<Inspector> {
  const started = await startInspector({ port: 0, text: 'on' });
  onTestFinished(() => started.close());
  return started;
}

describe('pages that do not read, and pages that vanish', () => {
  test('change no call, nor when it is made', async () => {
    const without = await deliver(undefined, turn);
    const sockets = serverSockets();
    const live = await inspector();
    const deaf = await Promise.all(Array.from({ length: 20 }, () => deafPage(live, 'events')));
    const vanishing = await Promise.all(Array.from({ length: 10 }, () => deafPage(live, 'events')));
    await expect.poll(() => sockets.size).toBe(30);

    const calls = await deliver(live.sink, async () => {
      vanishing.pop()?.destroy();
      await turn();
    });

    expect(calls).toEqual(without);
    await expect.poll(() => [...sockets].filter(({ destroyed }) => destroyed).length).toBe(10);
    expect(deaf.every(({ destroyed }) => !destroyed)).toBe(true);
  });

  test('hold no memory, however much they miss', async () => {
    const sockets = serverSockets();
    const { sink, ...live } = await inspector();
    await deafPage({ sink, ...live }, 'events');
    await expect.poll(() => sockets.size).toBe(1);

    // Told one by one these are some 20 MB, which no socket takes.
    const lines = longTape('long', 50_000);
    let most = 0;
    for (const [index, line] of lines.entries()) {
      sink.write(parseLine(line) as TapeRecord, line);
      if (index % 5 !== 0) continue;
      await turn();
      most = Math.max(most, ...[...sockets].map(({ writableLength }) => writableLength));
    }

    expect(most).toBeLessThan(100_000);
  });

  test('are not read from either while they do not take what they asked for', async () => {
    const sockets = serverSockets();
    const live = await inspector();
    for (const line of longTape('long', 500)) live.sink.write(parseLine(line) as TapeRecord, line);
    const { pathname, host } = new URL(live.url);
    const path = 'streams/long/rows?from=0&count=500';
    const page = await deafPage(live, path);
    // The answers to all of these would be a hundred megabytes.
    for (let index = 0; index < 2_000; index += 1) page.write(`GET ${pathname}${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await expect.poll(() => [...sockets].some((socket) => socket.writableLength > 0)).toBe(true);
    for (let index = 0; index < 200; index += 1) await turn();

    expect(Math.max(...[...sockets].map(({ writableLength }) => writableLength))).toBeLessThan(2_000_000);
  });
});
