import { afterEach, describe, expect, it } from 'vitest';
import type { Reason } from '../../src/adapter.js';
import { reasonsByCode, reasonsByResult } from '../../src/adapters/errors/signal.js';
import { type SignalOptions, signal } from '../../src/adapters/signal.js';
import { type Fault, type SignalEmulator, type SignalEmulatorOptions, startSignalEmulator } from '../../src/testing/index.js';
import { editing, failure, live, sending } from './requests.js';

const chatId = '+15550100';
const family = { groups: { kin: ['+15550100', '+15550101'] } };

let running: SignalEmulator | undefined;
afterEach(() => running?.close());

async function start(options: SignalOptions = {}, emulated: SignalEmulatorOptions = {}) {
  const emulator = await startSignalEmulator(emulated);
  running = emulator;
  return { emulator, adapter: signal({ baseUrl: emulator.url }, options) };
}

describe('what signal-cli says and what it means', () => {
  const said: readonly (readonly [error: string, onSend: Reason, onEdit: Reason])[] = [
    ['-1', 'rejected', 'rejected'],
    ['-3', 'maybeDelivered', 'transient'],
    ['-4', 'forbidden', 'forbidden'],
    ['-5', 'rateLimited', 'rateLimited'],
    ['-6', 'forbidden', 'forbidden'],
    ['-32601', 'rejected', 'rejected'],
    ['UNREGISTERED_FAILURE', 'forbidden', 'forbidden'],
    ['IDENTITY_FAILURE', 'forbidden', 'forbidden'],
    ['NETWORK_FAILURE', 'maybeDelivered', 'transient'],
    ['RATE_LIMIT_FAILURE', 'rateLimited', 'rateLimited'],
    ['INVALID_PRE_KEY_FAILURE', 'transient', 'transient'],
    ['SOMETHING_NEW', 'rejected', 'rejected'],
  ];
  for (const [error, onSend, onEdit] of said) {
    it(`${error} → ${onSend}, on an edit ${onEdit}`, async () => {
      const { emulator, adapter } = await start();
      emulator.inject({ kind: 'refuse', error, times: 2 });
      expect(failure(await adapter.send({ chatId, text: 'one', ...sending() })).reason).toBe(onSend);
      expect(failure(await adapter.edit({ chatId, messageId: 1, text: 'one', ...editing() })).reason).toBe(onEdit);
      expect(emulator.requests).toHaveLength(2);
    });
  }

  it('no row is left out above', () => {
    for (const error of Object.keys({ ...reasonsByCode, ...reasonsByResult })) expect(said.map(([known]) => known)).toContain(error);
  });

  const statuses: readonly (readonly [status: number, reason: Reason])[] = [
    [400, 'rejected'],
    [401, 'forbidden'],
    [403, 'forbidden'],
    [404, 'forbidden'],
    [500, 'maybeDelivered'],
  ];
  for (const [status, reason] of statuses) {
    it(`status ${status} → ${reason}`, async () => {
      const adapter = signal({ baseUrl: 'http://127.0.0.1', fetch: async () => new Response('', { status }) });
      expect(failure(await adapter.send({ chatId, text: 'one', ...sending() })).reason).toBe(reason);
    });
  }

  it('a proxy that says wait is waited for', async () => {
    const busy = async () => new Response('', { status: 429, headers: { 'retry-after': '7' } });
    const result = await signal({ baseUrl: 'http://127.0.0.1', fetch: busy }).send({ chatId, text: 'one', ...sending() });
    expect(result).toMatchObject({ reason: 'rateLimited', retryAfterMs: 7_000, scope: 'token' });
  });

  it('the longest wait of several recipients counts, for the whole account', async () => {
    const results = [1, 86_400, 60].map((retryAfterSeconds) => ({ type: 'RATE_LIMIT_FAILURE', retryAfterSeconds }));
    const body = { error: { code: -5, message: 'rate limit', data: { response: { results } } } };
    const adapter = signal({ baseUrl: 'http://127.0.0.1', fetch: async () => Response.json(body) });
    const result = await adapter.send({ chatId, text: 'one', ...sending() });
    expect(result).toMatchObject({ reason: 'rateLimited', retryAfterMs: 86_400_000, scope: 'token' });
  });

  it('a message that reached one of a group was sent', async () => {
    const { emulator, adapter } = await start({}, { ...family, failing: { '+15550101': 'UNREGISTERED_FAILURE' } });
    expect(await adapter.send({ chatId: 'group:kin', text: 'one', ...sending() })).toMatchObject({ ok: true });
    expect(emulator.messages('group:kin')).toHaveLength(1);
  });

  it('a message that may have reached one of a group may have been sent', async () => {
    const failing = { '+15550100': 'RATE_LIMIT_FAILURE', '+15550101': 'NETWORK_FAILURE' } as const;
    const { adapter } = await start({}, { ...family, failing });
    expect(failure(await adapter.send({ chatId: 'group:kin', text: 'one', ...sending() })).reason).toBe('maybeDelivered');
  });
});

describe('signal', () => {
  it('edits by the newest timestamp, which every edit answers', async () => {
    const { emulator, adapter } = await start();
    const sent = await adapter.send({ chatId, text: 'one', ...sending() });
    const ids = [sent.ok ? (sent.messageId ?? 0) : 0];
    for (const text of ['one two', 'one two three']) {
      const edited = await adapter.edit({ chatId, messageId: ids.at(-1) ?? 0, text, ...editing() });
      ids.push(edited.ok ? (edited.messageId ?? 0) : 0);
    }
    expect(new Set(ids).size).toBe(3);
    expect(emulator.messages(chatId)).toMatchObject([{ id: ids[2], text: 'one two three', edits: 2 }]);
  });

  const unclear: readonly Fault[] = [
    { kind: 'cutAfter' },
    { kind: 'cutBefore' },
    { kind: 'html502' },
    { kind: 'refuse', error: 'NETWORK_FAILURE' },
    { kind: 'refuse', error: '-3' },
  ];
  for (const fault of unclear) {
    it(`edits no further after an edit without an answer (${fault.kind === 'refuse' ? fault.error : fault.kind})`, async () => {
      const { emulator, adapter } = await start();
      const sent = await adapter.send({ chatId, text: 'one', ...sending() });
      const messageId = sent.ok ? (sent.messageId ?? 0) : 0;
      emulator.inject(fault);
      const edit = { chatId, messageId, text: 'one two', ...editing() };
      expect(failure(await adapter.edit(edit)).reason).toBe('transient');
      expect(failure(await adapter.edit(edit)).reason).toBe('editUnsupported');
      expect(emulator.requests).toHaveLength(2);
    });
  }

  it('edits on after an edit that certainly did nothing', async () => {
    const { emulator, adapter } = await start();
    const sent = await adapter.send({ chatId, text: 'one', ...sending() });
    const edit = { chatId, messageId: sent.ok ? (sent.messageId ?? 0) : 0, text: 'one two', ...editing() };
    emulator.inject({ kind: 'wait', seconds: 1 });
    await adapter.edit(edit);
    await adapter.edit({ ...edit, signal: AbortSignal.abort() });
    expect(await adapter.edit(edit)).toMatchObject({ ok: true });
    expect(emulator.messages(chatId)).toMatchObject([{ text: 'one two' }]);
  });

  it('edits on after the daemon was away', async () => {
    let isUp = false;
    const { emulator } = await start();
    const adapter = signal({
      baseUrl: emulator.url,
      fetch: (url, init) => (isUp ? fetch(url, init) : Promise.reject(Object.assign(new Error(), { code: 'ECONNREFUSED' }))),
    });
    const edit = { chatId, messageId: 1, text: 'one two', ...editing() };
    expect(failure(await adapter.edit(edit)).reason).toBe('transient');
    isUp = true;
    expect(await adapter.edit(edit)).toMatchObject({ ok: true });
  });

  it('quotes what it answers if it knows who wrote it', async () => {
    const { emulator, adapter } = await start({ account: '+15550199' }, family);
    await adapter.send({ chatId, text: 'a', ...sending(), replyTo: 17 });
    await adapter.send({ chatId: 'group:kin', text: 'b', ...sending(), replyTo: 17 });
    await adapter.send({ chatId: 'group:kin', text: 'c', ...sending(), replyTo: 17, metadata: { quoteAuthor: '+15550101' } });
    expect(emulator.requests.map(({ body }) => (body as { params: unknown }).params)).toEqual([
      { account: '+15550199', recipient: [chatId], message: 'a', quoteTimestamp: 17, quoteAuthor: chatId },
      { account: '+15550199', groupId: 'kin', message: 'b' },
      { account: '+15550199', groupId: 'kin', message: 'c', quoteTimestamp: 17, quoteAuthor: '+15550101' },
    ]);
  });

  it('never becomes a file', async () => {
    const { emulator, adapter } = await start();
    await adapter.send({ chatId, text: '漢'.repeat(666), ...sending() });
    expect(emulator.messages(chatId)).toMatchObject([{ isAttachment: false }]);
    const result = await adapter.edit({ chatId, messageId: 1, text: '漢'.repeat(667), final: true, signal: live() });
    expect(failure(result).reason).toBe('tooLong');
  });
});
