import { afterEach, describe, expect, it } from 'vitest';
import { type Dialect, type Emulator, type EmulatorOptions, type Fault, startEmulator } from '../../src/testing/index.js';

/** The smallest platform there is: it keeps the texts it was given. */
function notebook() {
  const texts: unknown[] = [];
  const dialect: Dialect = {
    nameOf: ({ segments }) => segments.at(-1) ?? '',
    handle: ({ body }) => {
      texts.push((body as { text: unknown }).text);
      return { status: 200, body: { kept: texts.length } };
    },
    wait: (seconds) => ({ status: 429, headers: seconds === undefined ? {} : { 'retry-after': String(seconds) }, body: { wait: seconds } }),
    refuse: (error, status) => ({ status: status ?? 400, body: { error } }),
  };
  return { texts, dialect };
}

let running: Emulator | undefined;
afterEach(() => running?.close());

async function start(options: EmulatorOptions = {}) {
  const { texts, dialect } = notebook();
  const emulator = await startEmulator(dialect, options);
  running = emulator;
  const write = (text: string, init: RequestInit = {}) =>
    fetch(`${emulator.url}/secret-token/write`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer secret-token' },
      body: JSON.stringify({ text }),
      ...init,
    });
  return { texts, emulator, write };
}

const withFault = (fault: Fault) => start({ faults: [fault] });

describe('an emulator', () => {
  it('listens on the loopback interface, answers, and logs what came in', async () => {
    const { emulator, write } = await start();
    const response = await write('hello');
    expect(await response.json()).toEqual({ kept: 1 });
    expect(emulator.url).toBe(`http://127.0.0.1:${emulator.port}`);
    expect(emulator.requests).toMatchObject([
      { name: 'write', httpMethod: 'POST', body: { text: 'hello' }, result: 'answered', handled: true, status: 200, answer: { kept: 1 } },
    ]);
  });

  it('keeps tokens out of its log', async () => {
    const { emulator, write } = await start();
    await write('hello', { body: JSON.stringify({ text: 'hello', token: 'secret-token' }) });
    expect(emulator.requests).toMatchObject([{ body: { text: 'hello' } }]);
    expect(JSON.stringify(emulator.requests)).not.toContain('secret-token');
  });

  it('reads form bodies as well as JSON', async () => {
    const { texts, write } = await start();
    await write('', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'text=a+%26+b' });
    expect(texts).toEqual(['a & b']);
  });

  it('says wait with a time', async () => {
    const { texts, write } = await withFault({ kind: 'wait', seconds: 3 });
    const response = await write('hello');
    expect([response.status, response.headers.get('retry-after'), texts]).toEqual([429, '3', []]);
  });

  it('says wait without a time', async () => {
    const { write } = await withFault({ kind: 'wait' });
    const response = await write('hello');
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, null]);
  });

  it('refuses in the words given', async () => {
    const { texts, write } = await withFault({ kind: 'refuse', error: 'no such page', status: 404 });
    const response = await write('hello');
    expect([response.status, await response.json(), texts]).toEqual([404, { error: 'no such page' }, []]);
  });

  it('answers with a proxy page', async () => {
    const { texts, write } = await withFault({ kind: 'html502' });
    const response = await write('hello');
    expect([response.status, texts]).toEqual([502, []]);
    expect(await response.text()).toContain('Bad Gateway');
  });

  it('cuts the connection before applying a call', async () => {
    const { texts, emulator, write } = await withFault({ kind: 'cutBefore' });
    await expect(write('hello')).rejects.toThrow();
    expect(texts).toEqual([]);
    expect(emulator.requests).toMatchObject([{ result: 'cut', handled: false }]);
  });

  it('cuts the connection after applying a call', async () => {
    const { texts, emulator, write } = await withFault({ kind: 'cutAfter' });
    await expect(write('hello')).rejects.toThrow();
    expect(texts).toEqual(['hello']);
    expect(emulator.requests).toMatchObject([{ result: 'cut', handled: true }]);
  });

  it('answers late by its own clock', async () => {
    const timers: (() => void)[] = [];
    const clock = { now: () => 0, setTimeout: (run: () => void) => timers.push(run), clearTimeout: () => {} };
    const { texts, write } = await start({ clock, faults: [{ kind: 'slow', ms: 5_000 }] });
    const response = write('hello');
    await expect.poll(() => timers.length).toBe(1);
    expect(texts).toEqual(['hello']);
    timers[0]?.();
    expect((await response).status).toBe(200);
  });

  it('hangs until the client leaves', async () => {
    const { texts, emulator, write } = await withFault({ kind: 'hang' });
    const leave = new AbortController();
    const response = write('hello', { signal: leave.signal });
    await expect.poll(() => emulator.requests.length).toBe(1);
    leave.abort();
    await expect(response).rejects.toThrow();
    await expect.poll(() => emulator.requests[0]?.result).toBe('gone');
    expect(texts).toEqual([]);
  });

  it('closes although a call hangs', async () => {
    const { emulator, write } = await withFault({ kind: 'hang' });
    const response = write('hello').catch(() => 'dropped');
    await expect.poll(() => emulator.requests.length).toBe(1);
    await emulator.close();
    expect(await response).toBe('dropped');
    await emulator.close();
  });

  it('aims a fault at a call by name, after so many, so many times', async () => {
    const { write } = await withFault({ kind: 'refuse', error: 'no', on: ['write'], after: 1, times: 2 });
    const statuses = [];
    for (const text of ['a', 'b', 'c', 'd']) statuses.push((await write(text)).status);
    expect(statuses).toEqual([200, 400, 400, 200]);
  });

  it('leaves calls alone that a fault does not aim at', async () => {
    const { write } = await withFault({ kind: 'refuse', error: 'no', on: (call) => call.name === 'read' });
    expect((await write('a')).status).toBe(200);
  });

  it('takes more faults while it runs', async () => {
    const { emulator, write } = await start();
    emulator.inject({ kind: 'refuse', error: 'no' });
    expect((await write('a')).status).toBe(400);
  });
});
