import MarkdownIt from 'markdown-it';
import { afterEach, describe, expect, it } from 'vitest';
import type { Reason } from '../../src/adapter.js';
import { errcodes } from '../../src/adapters/errors/matrix.js';
import { type MatrixOptions, matrix } from '../../src/adapters/matrix.js';
import { TokentapeError } from '../../src/errors.js';
import { type MatrixEmulator, type MatrixEmulatorOptions, startMatrixEmulator } from '../../src/testing/index.js';
import { manualClock } from '../testing/manual-clock.js';
import { editing, failure, live, sending } from './requests.js';

const accessToken = 'planted-matrix-token';
const chatId = '!room:server.test';

let running: MatrixEmulator | undefined;
afterEach(() => running?.close());

async function start(options: MatrixOptions = {}, emulated: MatrixEmulatorOptions = {}) {
  const emulator = await startMatrixEmulator({ accessToken, limits: 'none', ...emulated });
  running = emulator;
  return { emulator, adapter: matrix({ baseUrl: `${emulator.url}/`, accessToken }, options) };
}

/** An adapter on a server that answers everything so. */
function answered(response: () => Response, options: MatrixOptions = {}) {
  return matrix({ baseUrl: 'https://server.test', accessToken, fetch: async () => response() }, options);
}

describe('what a homeserver says and what it means', () => {
  const said: readonly (readonly [errcode: string, status: number | undefined, reason: Reason])[] = [
    ['M_FORBIDDEN', undefined, 'forbidden'],
    ['M_UNKNOWN_TOKEN', undefined, 'forbidden'],
    ['M_MISSING_TOKEN', undefined, 'forbidden'],
    ['M_USER_DEACTIVATED', undefined, 'forbidden'],
    ['M_USER_SUSPENDED', undefined, 'forbidden'],
    ['M_NOT_FOUND', undefined, 'forbidden'],
    ['M_TOO_LARGE', undefined, 'tooLong'],
    ['M_BAD_JSON', undefined, 'rejected'],
    ['M_NOT_JSON', undefined, 'rejected'],
    ['M_INVALID_PARAM', undefined, 'rejected'],
    ['M_SOMETHING_NEW', 403, 'forbidden'],
    ['M_SOMETHING_NEW', 404, 'forbidden'],
    ['M_SOMETHING_NEW', 400, 'rejected'],
    ['M_UNKNOWN', undefined, 'transient'],
  ];
  for (const [error, status, reason] of said) {
    it(`${error}${status === undefined ? '' : ` with status ${status}`} → ${reason}`, async () => {
      const { emulator, adapter } = await start();
      emulator.inject({ kind: 'refuse', error, status });
      expect(failure(await adapter.edit({ chatId, messageId: '$1', text: 'one', ...editing() })).reason).toBe(reason);
      expect(emulator.requests).toHaveLength(1);
    });
  }

  it('no row is left out above, or of the waits below', () => {
    const known = [...said.map(([errcode]) => errcode), 'M_LIMIT_EXCEEDED'];
    for (const errcode of Object.keys(errcodes)) expect(known).toContain(errcode);
  });

  it('a server that breaks down over a new message says nothing about it', async () => {
    const { emulator, adapter } = await start();
    emulator.inject({ kind: 'refuse', error: 'M_UNKNOWN' });
    expect(failure(await adapter.send({ chatId, text: 'one', ...sending() })).reason).toBe('maybeDelivered');
  });

  const waits: readonly (readonly [title: string, headers: Record<string, string>, body: object, retryAfterMs: number | undefined])[] = [
    ['seconds in the header', { 'retry-after': '7' }, { retry_after_ms: 1 }, 7_000],
    ['a part of a second in the header', { 'retry-after': '1.5' }, { retry_after_ms: 1 }, 1_500],
    ['a number that is none', { 'retry-after': '-1' }, { retry_after_ms: 3 }, 3],
    ['a date in the header', { 'retry-after': 'Thu, 01 Jan 1970 00:00:12 GMT' }, { retry_after_ms: 1 }, 2_000],
    ['a date that has passed', { 'retry-after': 'Thu, 01 Jan 1970 00:00:01 GMT' }, {}, 0],
    ['the field of old servers', {}, { retry_after_ms: 1_500 }, 1_500],
    ['nothing', {}, {}, undefined],
  ];
  for (const [title, headers, body, retryAfterMs] of waits) {
    it(`M_LIMIT_EXCEEDED with ${title}`, async () => {
      const adapter = answered(() => Response.json({ errcode: 'M_LIMIT_EXCEEDED', ...body }, { status: 429, headers }), {
        clock: { now: () => 10_000 },
      });
      expect(await adapter.send({ chatId, text: 'one', ...sending() })).toMatchObject({
        reason: 'rateLimited',
        retryAfterMs,
        scope: 'token',
      });
    });
  }

  it('an answer that is none leaves open what happened', async () => {
    const adapter = answered(() => new Response('<html>Please log in to this network</html>'));
    expect(failure(await adapter.send({ chatId, text: 'one', ...sending() })).reason).toBe('maybeDelivered');
  });
});

describe('matrix', () => {
  it('edits the first event, however often, and pings nobody', async () => {
    const { emulator, adapter } = await start();
    const sent = await adapter.send({ chatId, text: 'one', ...sending() });
    const messageId = sent.ok ? (sent.messageId ?? '') : '';
    for (const text of ['one two', 'one two three']) {
      expect(await adapter.edit({ chatId, messageId, text, ...editing() })).toEqual({ ok: true, messageId });
    }
    expect(emulator.messages(chatId)).toMatchObject([{ id: messageId, text: 'one two three', edits: 2, msgtype: 'm.notice' }]);
    expect(emulator.requests.at(-1)?.body).toEqual({
      msgtype: 'm.notice',
      body: '* one two three',
      'm.mentions': {},
      'm.new_content': { msgtype: 'm.notice', body: 'one two three', 'm.mentions': {} },
      'm.relates_to': { rel_type: 'm.replace', event_id: messageId },
    });
  });

  it('takes the key for its transaction: a lost answer may be asked for again', async () => {
    const { emulator, adapter } = await start();
    emulator.inject({ kind: 'cutAfter' });
    expect(failure(await adapter.send({ chatId, text: 'one', ...sending() })).reason).toBe('maybeDelivered');
    expect(await adapter.send({ chatId, text: 'one', ...sending() })).toMatchObject({ ok: true });
    expect(emulator.messages(chatId)).toHaveLength(1);
  });

  it('answers in a thread, or a message, or neither', async () => {
    const { emulator, adapter } = await start({ notice: false });
    const metadata = { threadRoot: '$root' };
    await adapter.send({ chatId, text: 'a', ...sending(), idempotencyKey: 'a' });
    await adapter.send({ chatId, text: 'b', ...sending(), idempotencyKey: 'b', replyTo: '$asked' });
    await adapter.send({ chatId, text: 'c', ...sending(), idempotencyKey: 'c', metadata });
    await adapter.send({ chatId, text: 'd', ...sending(), idempotencyKey: 'd', metadata, replyTo: '$asked' });
    expect(emulator.messages(chatId)).toMatchObject([
      { text: 'a', replyTo: undefined, threadRoot: undefined, msgtype: 'm.text' },
      { text: 'b', replyTo: '$asked', threadRoot: undefined },
      { text: 'c', replyTo: undefined, threadRoot: '$root' },
      { text: 'd', replyTo: '$asked', threadRoot: '$root' },
    ]);
  });

  it('is never refused an edit as long as it declares, whatever has to be escaped', async () => {
    const { emulator, adapter } = await start();
    const { maxLength, lengthOf } = adapter.limits;
    for (const character of ['x', '"', '\n', '\u0007', '漢']) {
      const text = character.repeat(Math.floor(maxLength / lengthOf(character)));
      const sent = await adapter.send({ chatId, text, ...sending(), idempotencyKey: `key-${character.codePointAt(0)}` });
      const messageId = sent.ok ? (sent.messageId ?? '') : '';
      expect(await adapter.edit({ chatId, messageId, text, ...editing() })).toMatchObject({ ok: true });
    }
    expect(emulator.requests.filter(({ status }) => status !== 200)).toEqual([]);
  });

  it('replaces half a surrogate pair', async () => {
    const { emulator, adapter } = await start();
    await adapter.send({ chatId, text: 'half \uD83D', ...sending() });
    expect(emulator.messages(chatId)).toMatchObject([{ text: 'half \uFFFD' }]);
  });

  it('is told to wait when it is faster than the server allows, and by how much', async () => {
    const clock = manualClock();
    const { adapter } = await start({}, { limits: 'documented', clock });
    const send = (key: number) => adapter.send({ chatId, text: 'one', final: false, signal: live(), idempotencyKey: `key-${key}` });
    for (let key = 0; key < 10; key += 1) expect(await send(key)).toMatchObject({ ok: true });
    expect(await send(10)).toMatchObject({ reason: 'rateLimited', retryAfterMs: 5_000 });
    clock.advance(5_000);
    expect(await send(10)).toMatchObject({ ok: true });
  });

  it('never tells its token, even if the server does', async () => {
    const adapter = answered(() => Response.json({ errcode: 'M_UNKNOWN_TOKEN', error: `unknown token ${accessToken}` }, { status: 401 }));
    const result = await adapter.send({ chatId, text: 'one', ...sending() });
    expect(result).toEqual({ ok: false, reason: 'forbidden', message: 'M_UNKNOWN_TOKEN: unknown token [access token]' });
  });

  it('follows no redirect, which would carry the token elsewhere', async () => {
    let redirect: RequestInit['redirect'];
    const adapter = matrix({
      baseUrl: 'https://server.test',
      accessToken,
      fetch: async (_, init) => {
        redirect = init?.redirect;
        return Response.json({ event_id: '$1' });
      },
    });
    await adapter.send({ chatId, text: 'one', ...sending() });
    expect(redirect).toBe('error');
  });

  it('checks address and token at the door', () => {
    const bad = [
      { baseUrl: 'server.test', accessToken },
      { baseUrl: 'ftp://server.test', accessToken },
      { baseUrl: 'https://bot:secret@server.test', accessToken },
      { baseUrl: 'https://server.test', accessToken: '' },
      { baseUrl: 'https://server.test', accessToken: `${accessToken}\n` },
    ];
    for (const server of bad) {
      const attempt = () => matrix(server);
      expect(attempt).toThrow(TokentapeError);
      expect(attempt).not.toThrow(/planted|secret/);
    }
  });
});

describe('matrix with HTML', () => {
  const markdown = new MarkdownIt();
  const html = (text: string) => markdown.render(text);

  it('sends it beside the text, in both halves of an edit', async () => {
    const { emulator, adapter } = await start({ html });
    const sent = await adapter.send({ chatId, text: '**one**', ...sending() });
    expect(emulator.messages(chatId)).toMatchObject([{ text: '**one**', html: '<p><strong>one</strong></p>\n' }]);
    const messageId = (sent.ok && sent.messageId) || '';
    await adapter.edit({ chatId, messageId, text: '**one** two', ...editing() });
    const content = {
      msgtype: 'm.notice',
      body: '**one** two',
      format: 'org.matrix.custom.html',
      formatted_body: '<p><strong>one</strong> two</p>\n',
      'm.mentions': {},
    };
    expect(emulator.requests.at(-1)?.body).toEqual({
      ...content,
      body: '* **one** two',
      formatted_body: '* <p><strong>one</strong> two</p>\n',
      'm.new_content': content,
      'm.relates_to': { rel_type: 'm.replace', event_id: messageId },
    });
  });

  it('is never refused an edit as long as it declares, and leaves HTML out that does not fit', async () => {
    for (const swell of [1, 1.5, 4]) {
      const { emulator, adapter } = await start({ html: (text) => '<'.repeat(Math.floor(text.length * swell)) });
      const text = 'x'.repeat(adapter.limits.maxLength);
      const sent = await adapter.send({ chatId, text, ...sending() });
      const messageId = (sent.ok && sent.messageId) || '';
      expect(await adapter.edit({ chatId, messageId, text, ...editing() })).toMatchObject({ ok: true });
      expect(emulator.messages(chatId)[0]?.html?.length).toBe(swell > 1.5 ? undefined : Math.floor(text.length * swell));
      await emulator.close();
    }
  });

  it('goes on without it where it cannot be made', async () => {
    const { emulator, adapter } = await start({
      html: () => {
        throw new Error();
      },
    });
    expect(await adapter.send({ chatId, text: 'one', ...sending() })).toMatchObject({ ok: true });
    expect(emulator.messages(chatId)).toMatchObject([{ text: 'one', html: undefined }]);
  });
});

describe('matrix, asked for a message', () => {
  const find = { chatId, idempotencyKey: 'key-2', text: 'two', signal: live() };
  const send = (key: string, text: string) => ({ chatId, text, ...sending(), idempotencyKey: key });

  it('tells it by its transaction', async () => {
    const { emulator, adapter } = await start();
    await adapter.send(send('key-1', 'two'));
    const sent = await adapter.send(send('key-2', 'two'));
    emulator.say(chatId, 'two');
    expect(await adapter.find?.(find)).toEqual({ ok: true, message: { id: sent.ok && sent.messageId, text: 'two' } });
  });

  it('is not certain when the server may have forgotten the transaction', async () => {
    const { emulator, adapter } = await start();
    emulator.say(chatId, 'two');
    expect(await adapter.find?.(find)).toMatchObject({ ok: false });
    expect(await adapter.find?.({ ...find, text: undefined })).toMatchObject({ ok: false });
    expect(await adapter.find?.({ ...find, text: 'three' })).toEqual({ ok: true, message: null });
  });

  it('reads it back in its latest version, and not once it was redacted', async () => {
    const { emulator, adapter } = await start();
    const sent = await adapter.send(send('key-2', 'one'));
    const messageId = (sent.ok && sent.messageId) || '';
    for (const text of ['one two', 'one two three']) await adapter.edit({ chatId, messageId, text, ...editing() });
    expect(await adapter.find?.({ chatId, messageId, signal: live() })).toEqual({
      ok: true,
      message: { id: messageId, text: 'one two three' },
    });
    emulator.remove(chatId, String(messageId));
    expect(await adapter.find?.({ chatId, messageId, signal: live() })).toEqual({ ok: true, message: null });
  });

  it('looks through pages, back to the moment at which it was sent', async () => {
    const clock = manualClock(1_750_000_000_000);
    const { emulator, adapter } = await start({}, { clock });
    for (let count = 0; count < 150; count += 1) emulator.say(chatId, `${count}`);
    expect(await adapter.find?.(find)).toEqual({ ok: true, message: null });
    clock.advance(120_000);
    expect(await adapter.find?.({ ...find, sentAt: clock.now() })).toEqual({ ok: true, message: null });
    expect(emulator.requests.map(({ name }) => name)).toEqual(Array(3).fill('messages'));
  });
});

describe('the sign that somebody is typing', () => {
  it('is put and taken away for the account, whose name is asked for once', async () => {
    const { emulator, adapter } = await start();
    expect(await adapter.typing?.({ chatId, signal: live() })).toEqual({ ok: true });
    expect(await adapter.endTyping?.({ chatId, signal: live() })).toEqual({ ok: true });
    expect(emulator.requests.map(({ name, body }) => [name, body])).toEqual([
      ['whoami', {}],
      ['typing', { typing: true, timeout: adapter.limits.typingExpiryMs }],
      ['typing', { typing: false }],
    ]);
  });

  it('that has to wait holds up no message', async () => {
    const { emulator, adapter } = await start();
    await adapter.typing?.({ chatId, signal: live() });
    emulator.inject({ kind: 'wait', seconds: 5 });
    expect(await adapter.typing?.({ chatId, signal: live() })).toMatchObject({ reason: 'rateLimited', scope: 'call' });
  });

  it('is not shown when nobody says whose account it is', async () => {
    const adapter = answered(() => Response.json({}));
    expect(await adapter.typing?.({ chatId, signal: live() })).toMatchObject({ ok: false, reason: 'transient' });
  });
});
