import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.js';
import { systemClock } from '../../src/clock.js';
import {
  type Emulator,
  freePort,
  startDiscordEmulator,
  startMatrixEmulator,
  startSlackEmulator,
  startTelegramEmulator,
} from '../../src/testing/index.js';
import { FakeIo } from './fake-io.js';

const channel = '123456789012345678';
const room = '!room:server.test';

interface Place {
  emulator: Emulator;
  chat: string;
  env: Record<string, string>;
  /** What the chat shows. */
  shown(): readonly { text: string }[];
}

/** A platform with one token and, where that is possible, one chat. */
const places: Record<string, () => Promise<Place>> = {
  async telegram() {
    const token = '12345:planted-telegram-token';
    const emulator = await startTelegramEmulator({ token });
    return {
      emulator,
      chat: '42',
      env: { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: emulator.url },
      shown: () => emulator.messages(42),
    };
  },
  async slack() {
    const token = 'xoxb-planted-slack-token';
    const emulator = await startSlackEmulator({ token, channels: ['C1'] });
    return { emulator, chat: 'C1', env: { SLACK_BOT_TOKEN: token, SLACK_API_URL: emulator.apiUrl }, shown: () => emulator.messages('C1') };
  },
  async discord() {
    const token = 'planted-discord-token';
    const emulator = await startDiscordEmulator({ token, channels: [channel] });
    return {
      emulator,
      chat: channel,
      env: { DISCORD_BOT_TOKEN: token, DISCORD_API_URL: `${emulator.apiUrl}/v10` },
      shown: () => emulator.messages(channel),
    };
  },
  async matrix() {
    const accessToken = 'planted-matrix-token';
    const emulator = await startMatrixEmulator({ accessToken, rooms: [room, '!secret:server.test'], encrypted: ['!secret:server.test'] });
    return {
      emulator,
      chat: room,
      env: { MATRIX_BASE_URL: emulator.url, MATRIX_ACCESS_TOKEN: accessToken },
      shown: () => emulator.messages(room),
    };
  },
};

let running: Emulator | undefined;
afterEach(() => running?.close());

async function open(platform: string): Promise<Place> {
  const place = await places[platform]?.();
  if (place === undefined) throw new Error(`no platform ${platform}`);
  running = place.emulator;
  return place;
}

/** Runs the command, and notes whether it asked for text. */
async function pipeTo(platform: string, args: readonly string[], env: Record<string, string | undefined>, input = 'Hello, world.') {
  const io = Object.assign(new FakeIo(), { clock: systemClock, env });
  const typed = io.stdin;
  let hasRead = false;
  const stdin = {
    [Symbol.asyncIterator]() {
      hasRead = true;
      return typed[Symbol.asyncIterator]();
    },
  };
  const exit = run(['pipe', '--to', platform, ...args], Object.assign(io, { stdin }));
  io.type(input);
  io.end();
  return { code: await exit, said: io.stderr.text, printed: io.stdout.text, hasRead };
}

describe.each(Object.keys(places))('pipe --to %s', (platform) => {
  it('brings the text there, once, and says nothing if it worked', async () => {
    const { chat, env, shown } = await open(platform);
    expect(await pipeTo(platform, ['--chat', chat], env)).toEqual({ code: 0, said: '', printed: '', hasRead: true });
    expect(shown().map(({ text }) => text)).toEqual(['Hello, world.']);
  });

  it('keeps a tape, without the token', async () => {
    const { chat, env } = await open(platform);
    const directory = await mkdtemp(join(tmpdir(), 'tokentape-'));
    const tape = join(directory, 'stream.ndjson');
    await pipeTo(platform, ['--chat', chat, '--tape', tape, '--tape-text'], env);
    const text = readFileSync(tape, 'utf8');
    await rm(directory, { recursive: true });
    expect(text).toContain('"kind":"end"');
    expect(text).not.toContain('planted');
  });
});

describe('what is missing or wrong is said in one line, before any text is read', () => {
  const wrong: readonly (readonly [
    platform: string,
    change: (place: Place) => { env?: Record<string, string | undefined>; chat?: string },
    line: RegExp,
  ])[] = [
    [
      'telegram',
      () => ({ env: { TELEGRAM_BOT_TOKEN: undefined } }),
      /TELEGRAM_BOT_TOKEN is not set in the environment: the token that @BotFather gave/,
    ],
    [
      'telegram',
      () => ({ env: { TELEGRAM_BOT_TOKEN: '1:planted-wrong' } }),
      /telegram does not accept what is in TELEGRAM_BOT_TOKEN \(Unauthorized\)/,
    ],
    ['telegram', () => ({ chat: 'Ann' }), /--chat takes a number or @channel for telegram, not 'Ann'/],
    ['slack', () => ({ env: { SLACK_BOT_TOKEN: '' } }), /SLACK_BOT_TOKEN is not set/],
    [
      'slack',
      () => ({ env: { SLACK_BOT_TOKEN: 'xoxb-planted-wrong' } }),
      /slack does not accept what is in SLACK_BOT_TOKEN \(invalid_auth\)/,
    ],
    ['slack', () => ({ chat: 'C2' }), /slack has no chat 'C2' for this account \(channel_not_found\)/],
    ['slack', () => ({ chat: '#general' }), /--chat takes the id of a conversation .*not '#general'/],
    ['discord', () => ({ env: { DISCORD_BOT_TOKEN: undefined } }), /DISCORD_BOT_TOKEN is not set/],
    [
      'discord',
      () => ({ env: { DISCORD_BOT_TOKEN: 'planted-wrong' } }),
      /discord does not accept what is in DISCORD_BOT_TOKEN \(0: 401: Unauthorized\)/,
    ],
    [
      'discord',
      () => ({ chat: '123456789012345679' }),
      /discord has no chat '123456789012345679' for this account \(10003: Unknown Channel\)/,
    ],
    ['discord', () => ({ chat: 'general' }), /--chat takes the id of a channel .*not 'general'/],
    ['matrix', () => ({ env: { MATRIX_ACCESS_TOKEN: undefined } }), /MATRIX_ACCESS_TOKEN is not set/],
    ['matrix', () => ({ env: { MATRIX_BASE_URL: undefined } }), /MATRIX_BASE_URL is not set/],
    ['matrix', () => ({ env: { MATRIX_BASE_URL: 'server.test' } }), /matrix: baseUrl must be an http or https URL/],
    [
      'matrix',
      () => ({ env: { MATRIX_ACCESS_TOKEN: 'planted-wrong' } }),
      /matrix does not accept what is in MATRIX_ACCESS_TOKEN \(M_UNKNOWN_TOKEN/,
    ],
    [
      'matrix',
      () => ({ chat: '!other:server.test' }),
      /matrix has no chat '!other:server.test' for this account \(it has not joined that room\)/,
    ],
    ['matrix', () => ({ chat: '!secret:server.test' }), /the room '!secret:server.test' is encrypted/],
    ['matrix', () => ({ chat: '#room:server.test' }), /--chat takes a room's id/],
  ];
  it.each(wrong)('%s, %#', async (platform, change, line) => {
    const place = await open(platform);
    const { env = {}, chat = place.chat } = change(place);
    const { code, said, printed, hasRead } = await pipeTo(platform, ['--chat', chat], { ...place.env, ...env });
    expect(said).toMatch(line);
    expect(said).toMatch(/^tokentape: [^\n]+\n$/);
    expect(said).not.toContain('planted');
    expect({ code, printed, hasRead, shown: place.shown() }).toEqual({ code: 2, printed: '', hasRead: false, shown: [] });
  });

  it('telegram has no such chat', async () => {
    const { emulator, env } = await open('telegram');
    emulator.inject({ kind: 'refuse', error: 'Bad Request: chat not found' });
    const { code, said, hasRead } = await pipeTo('telegram', ['--chat', '43'], env);
    expect(said).toBe("tokentape: telegram has no chat '43' for this account (Bad Request: chat not found)\n");
    expect({ code, hasRead }).toEqual({ code: 2, hasRead: false });
  });

  it.each(Object.keys(places))('%s is not there', async (platform) => {
    const { emulator, chat, env } = await open(platform);
    await emulator.close();
    const { code, said, hasRead } = await pipeTo(platform, ['--chat', chat], env);
    expect(said).toMatch(/^tokentape: \w+ does not answer \(no answer: ECONNREFUSED\)\n$/);
    expect({ code, hasRead }).toEqual({ code: 2, hasRead: false });
  });

  it.each(Object.keys(places))('%s is asked once, whatever it answers', async (platform) => {
    const { emulator, chat, env } = await open(platform);
    emulator.inject({ kind: 'html502', times: Number.POSITIVE_INFINITY });
    const { code, said } = await pipeTo(platform, ['--chat', chat], env);
    expect(said).toMatch(/^tokentape: \w+ does not answer [^\n]*\n$/);
    expect([code, emulator.requests.length]).toEqual([2, 1]);
  });

  it('slack without the right to ask about channels is written to all the same', async () => {
    const { emulator, chat, env, shown } = await open('slack');
    emulator.inject({ kind: 'refuse', error: 'missing_scope', on: 'conversations.info' });
    expect((await pipeTo('slack', ['--chat', chat], env)).code).toBe(0);
    expect(shown()).toHaveLength(1);
  });

  it('no chat is named, or one where there is none to name', async () => {
    expect(await pipeTo('telegram', [], {})).toMatchObject({ code: 2, said: expect.stringContaining('--to telegram needs --chat ID') });
    expect(await pipeTo('terminal', ['--chat', '42'], {})).toMatchObject({ code: 2, said: expect.stringContaining('--chat goes with') });
    expect(await pipeTo('web', ['--thread', '42'], {})).toMatchObject({ code: 2, said: expect.stringContaining('--thread goes with') });
  });
});

describe('a thread is written to if it is named', () => {
  it('telegram: a topic', async () => {
    const { emulator, env } = await open('telegram');
    await pipeTo('telegram', ['--chat', '-1001', '--thread', '7'], env);
    expect(emulator.requests.find(({ name }) => name === 'sendMessage')?.body).toMatchObject({ chat_id: -1001, message_thread_id: 7 });
  });

  it('slack', async () => {
    const { emulator, chat, env } = await open('slack');
    await pipeTo('slack', ['--chat', chat, '--thread', '1.1'], env);
    expect(emulator.requests.find(({ name }) => name === 'chat.postMessage')?.body).toMatchObject({ thread_ts: '1.1' });
  });
});

it('says what to install where a client is missing', async () => {
  const port = await freePort();
  const { load } = await import('../../src/cli/targets/target.js');
  const missing = () => load('grammy', () => Promise.reject(Object.assign(new Error('x'), { code: 'ERR_MODULE_NOT_FOUND' })));
  await expect(missing()).rejects.toThrow('grammy is not installed: npm install grammy');
  await expect(load('grammy', () => Promise.reject(new Error(`${port}`)))).rejects.toThrow(`${port}`);
});
