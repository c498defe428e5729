import { Api } from 'grammy';
import { afterEach, describe, expect, it } from 'vitest';
import { faultIn } from '../../src/cli/fault-option.js';
import { run } from '../../src/cli/run.js';
import { systemClock } from '../../src/clock.js';
import { freePort } from '../../src/testing/index.js';
import { FakeIo } from './fake-io.js';

let stop = async () => {};
afterEach(() => stop());

async function start(...args: string[]) {
  const io = Object.assign(new FakeIo(), { clock: systemClock });
  const exit = run(['emulate', ...args], io);
  stop = async () => {
    io.interrupt();
    await exit;
  };
  await expect.poll(() => io.stdout.text).toContain('\n\n');
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(io.stdout.text)?.[0] ?? '';
  return { io, exit, url, log: () => io.stdout.text.split('\n\n')[1]?.trim().split('\n') ?? [] };
}

describe('tokentape emulate', () => {
  it('says how to point a client at it, fails as told, and tells every call', async () => {
    const { url, io, exit, log } = await start(
      'telegram',
      '--fault',
      'cutAfter,on=sendMessage',
      '--fault',
      'wait,seconds=3,on=editMessageText',
    );
    expect(io.stdout.text).toContain(`grammY: new Bot(token, { client: { apiRoot: '${url}' } })`);
    const api = new Api('1:planted-token', { apiRoot: url });
    await expect(api.sendMessage(42, 'one')).rejects.toThrow();
    await expect(api.editMessageText(42, 1, 'two')).rejects.toThrow('retry after 3');
    await api.editMessageText(42, 1, 'two');
    expect(log()).toEqual([
      'sendMessage {"chat_id":42,"text":"one"} → cut (cutAfter)',
      'editMessageText {"chat_id":42,"message_id":1,"text":"two"} → 429 (wait)',
      'editMessageText {"chat_id":42,"message_id":1,"text":"two"} → 200',
    ]);
    expect(io.stdout.text).not.toContain('planted');
    io.interrupt();
    expect(await exit).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('lets in the token that it is told, and keeps to the limits unless told otherwise', async () => {
    const { url } = await start('telegram', '--token', '1:right');
    await expect(new Api('1:wrong', { apiRoot: url }).getMe()).rejects.toThrow('Unauthorized');
    const burst = (token: string) =>
      Promise.allSettled([0, 1, 2, 3, 4, 5].map((n) => new Api(token, { apiRoot: url }).sendMessage(42, `${n}`)));
    expect((await burst('1:right')).filter(({ status }) => status === 'rejected')).toHaveLength(1);
    await stop();
    const free = await start('telegram', '--no-limits');
    const calls = [0, 1, 2, 3, 4, 5].map((n) => new Api('1:any', { apiRoot: free.url }).sendMessage(42, `${n}`));
    expect(await Promise.all(calls)).toHaveLength(6);
  });

  it('takes the port that it is told', async () => {
    const port = await freePort();
    expect((await start('telegram', '--port', String(port))).url).toBe(`http://127.0.0.1:${port}`);
  });

  it.each([
    ['slack', '/api/chat.postMessage', { channel: 'C1', text: 'hello' }, 'chat.postMessage'],
    ['discord', '/api/v10/channels/123456789012345678/messages', { content: 'hello' }, 'createMessage'],
    ['matrix', '/_matrix/client/v3/joined_rooms', undefined, 'joinedRooms'],
    ['signal', '/api/v1/rpc', { jsonrpc: '2.0', id: 1, method: 'send', params: { recipient: ['+1'], message: 'hello' } }, 'send'],
    ['homeassistant', '/api/services/persistent_notification/create', { message: 'hello' }, 'create'],
  ])('%s answers', async (platform, path, body, name) => {
    const { url, log } = await start(platform);
    const headers = { authorization: 'Bearer planted-token', 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) });
    expect(response.status).toBe(200);
    expect(log()[0]).toMatch(new RegExp(`^${name.replace('.', '\\.')} .* → 200$`));
  });

  it.each([
    [['emulate'], 'emulate needs a platform: telegram, slack'],
    [['emulate', 'dicord'], "did you mean 'discord'?"],
    [['emulate', 'telegram', '--fault', 'cut'], "--fault takes wait, refuse, cutBefore, cutAfter, html502, slow, hang, not 'cut'"],
    [['emulate', 'telegram', '--fault', 'refuse'], '--fault refuse needs error=…'],
    [['emulate', 'telegram', '--fault', 'slow,ms=soon'], "--fault ms takes a number, not 'soon'"],
    [['emulate', 'telegram', '--fault', 'wait,for=5'], "not 'for=5'"],
  ])('%j is refused', async (args, line) => {
    const io = new FakeIo();
    expect(await io.run(args)).toBe(2);
    expect(io.stderr.text).toContain(line);
  });
});

describe('a fault on the command line', () => {
  it.each([
    ['hang', { kind: 'hang' }],
    ['wait,seconds=2.5', { kind: 'wait', seconds: 2.5 }],
    ['cutAfter,on=chat.update,after=2,times=3', { kind: 'cutAfter', on: 'chat.update', after: 2, times: 3 }],
    ['html502,times=all', { kind: 'html502', times: Number.POSITIVE_INFINITY }],
    ['refuse,status=400,error=Bad Request: no, never', { kind: 'refuse', status: 400, error: 'Bad Request: no, never' }],
  ])('%s', (option, fault) => expect(faultIn(option)).toEqual(fault));
});
