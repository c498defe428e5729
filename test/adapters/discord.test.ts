import { REST, type RESTOptions } from '@discordjs/rest';
import { afterEach, describe, expect, it } from 'vitest';
import type { Reason } from '../../src/adapter.js';
import { type DiscordOptions, discord } from '../../src/adapters/discord.js';
import { codes } from '../../src/adapters/errors/discord.js';
import { TokentapeError } from '../../src/errors.js';
import { type DiscordEmulator, type DiscordEmulatorOptions, startDiscordEmulator } from '../../src/testing/index.js';
import { manualClock } from '../testing/manual-clock.js';
import { editing, failure, live, sending } from './requests.js';

const token = 'planted-discord-token';
const chatId = '123456789012345678';
const missing = '123456789012345679';

let running: DiscordEmulator | undefined;
afterEach(() => running?.close());

const oneTry = { retries: 0, rejectOnRateLimit: () => true } satisfies Partial<RESTOptions>;

async function start(options: DiscordOptions = {}, emulated: DiscordEmulatorOptions = {}) {
  const emulator = await startDiscordEmulator({ token, limits: 'none', ...emulated });
  running = emulator;
  const rest = new REST({ api: emulator.apiUrl, ...oneTry }).setToken(token);
  return { emulator, rest, adapter: discord(rest, options) };
}

describe('what Discord says and what it means', () => {
  const said: readonly (readonly [code: string, status: number | undefined, reason: Reason])[] = [
    ['10008', undefined, 'messageGone'],
    ['10003', undefined, 'forbidden'],
    ['10015', undefined, 'forbidden'],
    ['50035', undefined, 'tooLong'],
    ['50006', undefined, 'rejected'],
    ['50001', undefined, 'forbidden'],
    ['50013', undefined, 'forbidden'],
    ['50007', undefined, 'forbidden'],
    ['50278', undefined, 'forbidden'],
    ['50005', undefined, 'editUnsupported'],
    ['50083', 400, 'forbidden'],
    ['50083', 403, 'forbidden'],
    ['160005', 400, 'forbidden'],
    ['160005', 403, 'forbidden'],
    ['30046', 400, 'rateLimited'],
    ['30046', 429, 'rateLimited'],
    ['20016', 429, 'rateLimited'],
    ['20016', 400, 'rateLimited'],
    ['20028', 400, 'rateLimited'],
    ['20029', 400, 'rateLimited'],
    ['20022', 400, 'rateLimited'],
    ['200000', undefined, 'rejected'],
    ['240000', undefined, 'rejected'],
    ['10062', undefined, 'rejected'],
    ['40060', undefined, 'rejected'],
    ['40094', undefined, 'forbidden'],
    ['50027', 400, 'forbidden'],
    ['0', 401, 'forbidden'],
    ['0', 403, 'forbidden'],
    ['0', 400, 'rejected'],
  ];
  for (const [error, status, reason] of said) {
    it(`${error}${status === undefined ? '' : ` with status ${status}`} → ${reason}`, async () => {
      const { emulator, adapter } = await start();
      emulator.inject({ kind: 'refuse', error, status });
      const result = failure(await adapter.edit({ chatId, messageId: missing, text: 'one', ...editing() }));
      expect(result.reason).toBe(reason);
      expect(emulator.requests).toHaveLength(1);
    });
  }

  it('no row is left out above', () => {
    for (const code of Object.keys(codes)) expect(said.map(([known]) => known)).toContain(code);
  });

  it('a refused form that is not too long is rejected', async () => {
    const { rest, adapter } = await start();
    rest.options.makeRequest = async () =>
      Response.json(
        { code: 50035, message: 'Invalid Form Body', errors: { nonce: { _errors: [{ code: 'X', message: 'x' }] } } },
        { status: 400 },
      );
    expect(failure(await adapter.send({ chatId, text: 'one', ...sending() })).reason).toBe('rejected');
  });

  it('a token that was refused once stays forbidden, although the client then forgets it', async () => {
    const { emulator, rest, adapter } = await start();
    rest.setToken('wrong');
    expect(failure(await adapter.send({ chatId, text: 'one', ...sending() })).reason).toBe('forbidden');
    expect(failure(await adapter.send({ chatId, text: 'one', ...sending() })).reason).toBe('forbidden');
    expect(emulator.requests).toHaveLength(1);
  });

  it('a wait for one route holds calls of that kind, a global one the token', async () => {
    const { emulator, rest, adapter } = await start();
    emulator.inject({ kind: 'wait', seconds: 3 });
    expect(await adapter.send({ chatId, text: 'one', ...sending() })).toMatchObject({ reason: 'rateLimited', scope: 'call' });
    rest.options.makeRequest = async () =>
      new Response('{}', { status: 429, headers: { 'retry-after': '7', 'x-ratelimit-global': 'true' } });
    const global = failure(await adapter.edit({ chatId, messageId: missing, text: 'one', ...editing() }));
    expect(global).toMatchObject({ reason: 'rateLimited', scope: 'token' });
    expect(global.retryAfterMs).toBeGreaterThanOrEqual(7_000);
  });

  it('a wait that others share holds the whole channel', async () => {
    const { rest, adapter } = await start();
    rest.options.makeRequest = async () =>
      Response.json(
        { message: 'The resource is being rate limited.', retry_after: 3, global: false },
        { status: 429, headers: { 'retry-after': '3', 'x-ratelimit-scope': 'shared', via: '1.1 discord' } },
      );
    const shared = failure(await adapter.edit({ chatId, messageId: missing, text: 'one', ...editing() }));
    expect(shared).toMatchObject({ reason: 'rateLimited', scope: 'chat' });
    expect(shared.retryAfterMs).toBeGreaterThanOrEqual(3_000);
  });

  it('a bucket that is known to be empty is not asked', async () => {
    const { emulator, adapter } = await start({}, { limits: 'documented' });
    const results = [];
    for (let count = 0; count < 6; count += 1) {
      results.push(await adapter.send({ chatId, text: `${count}`, ...sending(), idempotencyKey: `k${count}` }));
    }
    expect(results.map(({ ok }) => ok)).toEqual([true, true, true, true, true, false]);
    expect(results[5]).toMatchObject({ reason: 'rateLimited', scope: 'call' });
    expect(emulator.requests).toHaveLength(5);
  });
});

describe('discord', () => {
  const unsafe: readonly (readonly [what: string, options: Partial<RESTOptions>])[] = [
    ['default options', {}],
    ['retries', { ...oneTry, retries: 1 }],
    ['waits', { retries: 0 }],
    ['waits on some routes', { retries: 0, rejectOnRateLimit: ['/guilds'] }],
    ['waits on edits', { retries: 0, rejectOnRateLimit: ({ method }) => method !== 'PATCH' }],
    ['waits unless told otherwise later', { retries: 0, rejectOnRateLimit: async () => true }],
  ];
  for (const [what, options] of unsafe) {
    it(`refuses a client with ${what}, and says what to set`, () => {
      const make = () => discord(new REST(options));
      expect(make).toThrow(TokentapeError);
      expect(make).toThrow('new REST({ retries: 0, rejectOnRateLimit: () => true })');
      expect(make).toThrow(expect.objectContaining({ code: 'unsafeClient' }));
    });
  }

  it('has a reason: with its defaults the client stores a message twice when an answer is lost', async () => {
    const { emulator } = await start();
    emulator.inject({ kind: 'cutAfter' });
    await new REST({ api: emulator.apiUrl }).setToken(token).post(`/channels/${chatId}/messages`, { body: { content: 'one' } });
    expect(emulator.messages(chatId).map(({ text }) => text)).toEqual(['one', 'one']);
  });

  it('takes a client that rejects on every route by prefix', () => {
    expect(() => discord(new REST({ retries: 0, rejectOnRateLimit: ['/'] }))).not.toThrow();
  });

  it('makes one message of two sends with one key, so that a lost answer can be asked for again', async () => {
    const { emulator, adapter } = await start();
    emulator.inject({ kind: 'cutAfter' });
    const request = { chatId, text: 'one', ...sending() };
    expect(failure(await adapter.send(request)).reason).toBe('maybeDelivered');
    const again = await adapter.send(request);
    expect(again).toMatchObject({ ok: true, messageId: emulator.messages(chatId)[0]?.id });
    expect(emulator.messages(chatId)).toHaveLength(1);
  });

  it('lets the model ping nobody, in sends and in edits', async () => {
    const { emulator, adapter } = await start();
    const text = '@everyone @here <@123456789012345678> <@&123456789012345678>';
    const sent = await adapter.send({ chatId, text, ...sending() });
    expect(emulator.messages(chatId)[0]?.pings).toEqual([]);
    await adapter.edit({ chatId, messageId: (sent.ok && sent.messageId) || '', text: `${text}!`, ...editing() });
    expect(emulator.messages(chatId)[0]?.pings).toEqual([]);
  });

  it('lets those be pinged that the owner allows, in every call', async () => {
    const { emulator, adapter } = await start({ allowedMentions: { users: ['123456789012345678'] } });
    const text = '@everyone <@123456789012345678>';
    const sent = await adapter.send({ chatId, text, ...sending() });
    await adapter.edit({ chatId, messageId: (sent.ok && sent.messageId) || '', text: `${text}!`, ...editing() });
    expect(emulator.messages(chatId)[0]).toMatchObject({ pings: ['123456789012345678'], edits: 1 });
  });

  it('suppresses embeds in every call if asked', async () => {
    const { emulator, adapter } = await start({ suppressEmbeds: true });
    const sent = await adapter.send({ chatId, text: 'https://example.org', ...sending() });
    await adapter.edit({ chatId, messageId: (sent.ok && sent.messageId) || '', text: 'https://example.org/a', ...editing() });
    expect(emulator.requests.map(({ body }) => (body as { flags?: number }).flags)).toEqual([4, 4]);
  });

  it('counts code points: 2000 emoji fit, 2001 do not', async () => {
    const { adapter } = await start();
    expect((await adapter.send({ chatId, text: '👍'.repeat(2_000), ...sending() })).ok).toBe(true);
    expect(failure(await adapter.send({ chatId, text: '👍'.repeat(2_001), ...sending() })).reason).toBe('tooLong');
  });

  it('answers a message, even one that is gone', async () => {
    const { emulator, adapter } = await start();
    const asked = emulator.say(chatId, 'why?');
    expect((await adapter.send({ chatId, text: 'because', replyTo: asked, ...sending() })).ok).toBe(true);
    expect(emulator.messages(chatId)[1]?.replyTo).toBe(asked);
    expect((await adapter.send({ chatId, text: 'because', replyTo: missing, ...sending(), idempotencyKey: 'key-2' })).ok).toBe(true);
  });

  it('cannot edit what someone else wrote, nor write to a channel that is not there', async () => {
    const { emulator, adapter } = await start({}, { channels: [chatId] });
    const theirs = emulator.say(chatId, 'hello');
    expect(failure(await adapter.edit({ chatId, messageId: theirs, text: 'bye', ...editing() })).reason).toBe('editUnsupported');
    expect(failure(await adapter.send({ chatId: missing, text: 'one', ...sending() })).reason).toBe('forbidden');
  });

  it('does not mind deleting what is gone', async () => {
    const { adapter } = await start();
    expect(await adapter.delete?.({ chatId, messageId: missing, signal: live() })).toEqual({ ok: true });
  });
});

describe('discord, asked for a message', () => {
  const minute = 60_000;

  async function startAt(startMs: number) {
    const clock = manualClock(startMs);
    const { emulator, adapter } = await start({}, { clock });
    const send = async (text: string) => {
      const sent = await adapter.send({ chatId, text, ...sending(), idempotencyKey: `key-${clock.now()}-${text.length}` });
      return sent.ok ? sent.messageId : undefined;
    };
    const find = (text: string | undefined, sentAt: number | undefined) =>
      adapter.find?.({ chatId, idempotencyKey: 'x', text, sentAt, signal: live() });
    return { clock, emulator, adapter, send, find };
  }
  const now = 1_750_000_000_000;

  it('tells it by author, text and time, because a nonce is not told again', async () => {
    const { clock, emulator, send, find } = await startAt(now);
    await send('one ▉');
    clock.advance(10 * minute);
    emulator.say(chatId, 'one ▉');
    const id = await send('one ▉ ');
    expect(await find('one ▉ ', clock.now())).toEqual({ ok: true, message: { id, text: 'one ▉' } });
  });

  it('takes nothing for it that is older, or that someone else wrote', async () => {
    const { clock, emulator, send, find } = await startAt(now);
    await send('one');
    clock.advance(2 * minute);
    emulator.say(chatId, 'one');
    expect(await find('one', clock.now())).toEqual({ ok: true, message: null });
  });

  it('does not choose between two, and needs text and time', async () => {
    const { clock, send, find } = await startAt(now);
    await send('one');
    clock.advance(1);
    await send('one');
    expect(await find('one', now)).toMatchObject({ ok: false, message: 'several messages may be it' });
    expect(await find(undefined, now)).toMatchObject({ ok: false });
    expect(await find('one', undefined)).toMatchObject({ ok: false });
  });

  it('looks through a thousand messages, and no further', async () => {
    const { clock, emulator, send, find } = await startAt(now);
    const id = await send('one');
    for (let count = 0; count < 250; count += 1) emulator.say(chatId, `${count}`);
    expect(await find('one', now)).toEqual({ ok: true, message: { id, text: 'one' } });
    expect(emulator.requests.filter(({ name }) => name === 'listMessages')).toHaveLength(3);
    for (let count = 0; count < 1_000; count += 1) emulator.say(chatId, `${count}`);
    clock.advance(1);
    expect(await find('one', now)).toMatchObject({ ok: false, message: 'it is not among the newest messages' });
  });

  it('reads it back by its id, unless it was deleted', async () => {
    const { emulator, adapter, send } = await startAt(now);
    const id = (await send('one')) ?? '';
    expect(await adapter.find?.({ chatId, messageId: id, signal: live() })).toEqual({ ok: true, message: { id, text: 'one' } });
    emulator.remove(chatId, id);
    expect(await adapter.find?.({ chatId, messageId: id, signal: live() })).toEqual({ ok: true, message: null });
    expect(await adapter.find?.({ chatId: '1', messageId: id, signal: live() })).toMatchObject({ ok: false, reason: 'forbidden' });
  });
});

describe('the sign that somebody is typing', () => {
  it('is asked for in the channel, and lasts ten seconds', async () => {
    const { emulator, adapter } = await start();
    expect(await adapter.typing?.({ chatId, signal: live() })).toEqual({ ok: true });
    expect(emulator.requests.map(({ name }) => name)).toEqual(['triggerTyping']);
    expect(adapter.limits.typingExpiryMs).toBe(10_000);
  });

  it('is refused where the bot may not write', async () => {
    const { adapter } = await start({}, { channels: [chatId] });
    expect(failure((await adapter.typing?.({ chatId: missing, signal: live() })) as never).reason).toBe('forbidden');
  });
});
