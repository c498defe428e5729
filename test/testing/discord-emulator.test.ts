import { afterEach, describe, expect, it } from 'vitest';
import { type DiscordEmulator, type DiscordEmulatorOptions, startDiscordEmulator } from '../../src/testing/index.js';
import { manualClock } from './manual-clock.js';

let running: DiscordEmulator | undefined;
afterEach(() => running?.close());

const channel = '123456789012345678';

async function start(options: DiscordEmulatorOptions = {}) {
  const clock = manualClock(1_750_000_000_000);
  const emulator = await startDiscordEmulator({ clock, ...options });
  running = emulator;
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${emulator.apiUrl}/v10${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: 'Bot t' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = (text === '' ? {} : JSON.parse(text)) as { id: string; code?: number; retry_after?: number; global?: boolean };
    return { ...answer, status: response.status, headers: response.headers };
  };
  const post = (body: object, to = channel) => call('POST', `/channels/${to}/messages`, body);
  return { clock, emulator, call, post };
}

describe('the Discord emulator', () => {
  it('tells the bucket in headers, and how long to wait in two forms', async () => {
    const { clock, post } = await start();
    const first = await post({ content: '0' });
    expect(first.headers.get('x-ratelimit-limit')).toBe('5');
    expect(first.headers.get('x-ratelimit-remaining')).toBe('4');
    expect(first.headers.get('x-ratelimit-reset-after')).toBe('5.000');
    for (const content of ['1', '2', '3', '4']) await post({ content });
    clock.advance(500);
    const early = await post({ content: '5' });
    expect(early).toMatchObject({ status: 429, retry_after: 4.5, global: false });
    expect(early.headers.get('retry-after')).toBe('5');
    expect(early.headers.get('x-ratelimit-scope')).toBe('user');
    clock.advance(4_500);
    expect((await post({ content: '5' })).status).toBe(200);
  });

  it('gives every channel and every route a bucket of its own, and the bot one for all', async () => {
    const { post } = await start();
    const answers = [];
    for (let count = 0; count < 51; count += 1) answers.push(await post({ content: 'x' }, `1234567890123456${10 + Math.floor(count / 5)}`));
    expect(answers.slice(0, 50).map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(answers[50]).toMatchObject({ status: 429, global: true });
    expect(answers[50]?.headers.get('x-ratelimit-global')).toBe('true');
  });

  it('makes ids of 17 to 19 digits that hold the time', async () => {
    const { post } = await start();
    const { id } = await post({ content: 'x' });
    expect(id).toMatch(/^\d{17,19}$/);
    expect((BigInt(id) >> 22n) + 1_420_070_400_000n).toBe(1_750_000_000_000n);
  });

  it('refuses a second copy by nonce for a few minutes, if told to', async () => {
    const { clock, emulator, post } = await start();
    const first = await post({ content: 'x', nonce: 'n', enforce_nonce: true });
    expect((await post({ content: 'x', nonce: 'n', enforce_nonce: true })).id).toBe(first.id);
    expect((await post({ content: 'x', nonce: 'n' })).id).not.toBe(first.id);
    clock.advance(10 * 60_000);
    expect((await post({ content: 'x', nonce: 'n', enforce_nonce: true })).id).not.toBe(first.id);
    expect(emulator.messages(channel)).toHaveLength(3);
  });

  it('lets an edit ping again unless it says otherwise', async () => {
    const { emulator, call, post } = await start();
    const { id } = await post({ content: '@everyone', allowed_mentions: { parse: [] } });
    expect(emulator.messages(channel)[0]?.pings).toEqual([]);
    await call('PATCH', `/channels/${channel}/messages/${id}`, { content: '@everyone <@1> <@&2>' });
    expect(emulator.messages(channel)[0]?.pings).toEqual(['everyone', '1', '2']);
    await call('PATCH', `/channels/${channel}/messages/${id}`, { content: '@everyone <@1> <@&2>', allowed_mentions: { roles: ['2'] } });
    expect(emulator.messages(channel)[0]?.pings).toEqual(['2']);
  });

  const refusals: readonly (readonly [method: string, path: string, body: object | undefined, status: number, code: number])[] = [
    ['POST', `/channels/${channel}/messages`, { content: '' }, 400, 50006],
    ['POST', `/channels/${channel}/messages`, { content: 'x'.repeat(2_001) }, 400, 50035],
    ['POST', '/channels/42/messages', { content: 'x' }, 404, 10003],
    ['PATCH', `/channels/${channel}/messages/${channel}`, { content: 'x' }, 404, 10008],
    ['DELETE', `/channels/${channel}/messages/${channel}`, undefined, 404, 10008],
    ['POST', `/channels/${channel}/messages`, { content: 'x', message_reference: { message_id: channel } }, 404, 10008],
  ];
  for (const [method, path, body, status, code] of refusals) {
    it(`answers ${code} to ${method} ${path.slice(0, 40)}`, async () => {
      const { call } = await start();
      expect(await call(method, path, body)).toMatchObject({ status, code });
    });
  }

  it('deletes and types without a body', async () => {
    const { emulator, call, post } = await start();
    const { id } = await post({ content: 'x' });
    expect((await call('DELETE', `/channels/${channel}/messages/${id}`)).status).toBe(204);
    expect((await call('POST', `/channels/${channel}/typing`)).status).toBe(204);
    expect(emulator.messages(channel)).toEqual([]);
  });

  it('lets in only its token', async () => {
    const { post } = await start({ token: 'other' });
    expect((await post({ content: 'x' })).status).toBe(401);
  });

  it('lists what is in a channel, newest first, by the page', async () => {
    const { call, post } = await start({ limits: 'none' });
    const ids = [];
    for (const content of ['a', 'b', 'c']) ids.unshift((await post({ content, nonce: content })).id);
    const list = async (query: string) =>
      Object.values(await call('GET', `/channels/${channel}/messages?${query}`)).filter((one) => (one as { id?: string })?.id);
    expect((await list('limit=2')).map((one) => (one as unknown as { id: string }).id)).toEqual(ids.slice(0, 2));
    const older = await list(`limit=2&before=${ids[1]}`);
    expect(older).toMatchObject([{ id: ids[2], content: 'a', author: { bot: true } }]);
    // Whoever sent it was told the nonce, and nobody else is.
    expect(older[0]).not.toHaveProperty('nonce');
    expect(await call('GET', `/channels/${channel}/messages/${ids[0]}`)).toMatchObject({ content: 'c' });
  });

  it('answers an interaction once, in time, and lets it be filled in for fifteen minutes', async () => {
    const { clock, emulator, call } = await start({ limits: 'none', token: 'right' });
    const { id, token, application_id: application } = emulator.interact(channel);
    const respond = () => call('POST', `/interactions/${id}/${token}/callback`, { type: 5 });
    const fill = (content: string) => call('PATCH', `/webhooks/${application}/${token}/messages/@original`, { content });
    expect((await fill('early')).code).toBe(10_008);
    expect((await respond()).status).toBe(204);
    expect((await respond()).code).toBe(40_060);
    expect(emulator.messages(channel)).toEqual([]);
    expect((await fill('one')).status).toBe(200);
    expect((await fill('two')).status).toBe(200);
    expect((await call('POST', `/webhooks/${application}/${token}`, { content: 'three' })).status).toBe(200);
    expect(emulator.messages(channel).map(({ text }) => text)).toEqual(['two', 'three']);
    clock.advance(15 * 60_000);
    expect(await fill('late')).toMatchObject({ status: 401, code: 50_027 });
    expect((await call('PATCH', `/webhooks/${application}/unknown/messages/@original`, { content: 'x' })).code).toBe(10_015);
  });
});
