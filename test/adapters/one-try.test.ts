// An answer is lost after the message was taken. Several clients then send it again by themselves; through an adapter none may.

import { createSlackAdapter } from '@chat-adapter/slack';
import { createTelegramAdapter } from '@chat-adapter/telegram';
import { REST } from '@discordjs/rest';
import { LogLevel, retryPolicies, WebClient } from '@slack/web-api';
import { Api } from 'grammy';
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { chatSdk } from '../../src/adapters/chat-sdk.js';
import { discord } from '../../src/adapters/discord.js';
import { discordInteraction } from '../../src/adapters/discord-interaction.js';
import { email } from '../../src/adapters/email.js';
import { homeassistant } from '../../src/adapters/homeassistant.js';
import { matrix } from '../../src/adapters/matrix.js';
import { signal } from '../../src/adapters/signal.js';
import { slack } from '../../src/adapters/slack.js';
import { telegram } from '../../src/adapters/telegram.js';
import { type Adapter, TokentapeError } from '../../src/index.js';
import {
  type Emulator,
  startDiscordEmulator,
  startHomeAssistantEmulator,
  startMatrixEmulator,
  startSignalEmulator,
  startSlackEmulator,
  startTelegramEmulator,
} from '../../src/testing/index.js';
import { startSmtp } from '../real/smtp.js';
import { quiet } from './quiet-logger.js';
import { sending } from './requests.js';

const channel = '123456789012345678';

let running: { close(): Promise<unknown> } | undefined;
afterEach(() => running?.close());

function open<E extends Emulator>(emulator: E): E {
  running = emulator;
  emulator.inject({ kind: 'cutAfter' });
  return emulator;
}

/** What Slack's client does by default, except that its waits are short. */
const { retries = 0 } = retryPolicies.tenRetriesInAboutThirtyMinutes;
const impatient = { retries, minTimeout: 1, maxTimeout: 1 };
const nothing = () => {};
const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR,
};
const slackClient = (slackApiUrl: string) => new WebClient('xoxb', { slackApiUrl, logger: silent, retryConfig: impatient });

describe('by itself, with the options it comes with,', () => {
  it('@slack/web-api stores the message twice', async () => {
    const emulator = open(await startSlackEmulator({ limits: 'none' }));
    await slackClient(emulator.apiUrl).chat.postMessage({ channel: 'C1', text: 'one' });
    expect(emulator.messages('C1').map(({ text }) => text)).toEqual(['one', 'one']);
  });

  it('@discordjs/rest does, too', async () => {
    const emulator = open(await startDiscordEmulator({ limits: 'none' }));
    await new REST({ api: emulator.apiUrl }).setToken('t').post(`/channels/${channel}/messages`, { body: { content: 'one' } });
    expect(emulator.messages(channel).map(({ text }) => text)).toEqual(['one', 'one']);
  });

  it('so does @chat-adapter/slack', async () => {
    const emulator = open(await startSlackEmulator({ limits: 'none' }));
    const webClientOptions = { retryConfig: impatient, logger: silent };
    const wrapped = createSlackAdapter({ botToken: 'xoxb', signingSecret: 'x', apiUrl: emulator.apiUrl, logger: quiet, webClientOptions });
    await wrapped.postMessage('slack:C1:1.1', { raw: 'one' });
    expect(emulator.messages('C1').map(({ text }) => text)).toEqual(['one', 'one']);
  });
});

/** What a user hands us, with the options it comes with, and what is on the screen. */
interface Bench {
  make(): Adapter;
  chatId: string | number;
  shown(): readonly unknown[];
}

const benches: Record<string, () => Promise<Bench>> = {
  async telegram() {
    const emulator = open(await startTelegramEmulator({ limits: 'none' }));
    return { make: () => telegram(new Api('1:t', { apiRoot: emulator.url })), chatId: 42, shown: () => emulator.messages(42) };
  },
  async 'telegram with a transformer that retries'() {
    const emulator = open(await startTelegramEmulator({ limits: 'none' }));
    const api = new Api('1:t', { apiRoot: emulator.url });
    api.config.use((prev, ...call) => prev(...call).catch(() => prev(...call)));
    return { make: () => telegram(api), chatId: 42, shown: () => emulator.messages(42) };
  },
  async slack() {
    const emulator = open(await startSlackEmulator({ limits: 'none' }));
    return { make: () => slack(slackClient(emulator.apiUrl)), chatId: 'C1', shown: () => emulator.messages('C1') };
  },
  async discord() {
    const emulator = open(await startDiscordEmulator({ limits: 'none' }));
    return {
      make: () => discord(new REST({ api: emulator.apiUrl }).setToken('t')),
      chatId: channel,
      shown: () => emulator.messages(channel),
    };
  },
  async 'discord-interaction'() {
    const emulator = open(await startDiscordEmulator({ limits: 'none' }));
    const interaction = { id: channel, applicationId: '1', token: 't' };
    return {
      make: () => discordInteraction(new REST({ api: emulator.apiUrl }).setToken('t'), interaction),
      chatId: channel,
      shown: () => emulator.messages(channel),
    };
  },
  async matrix() {
    const emulator = open(await startMatrixEmulator({ limits: 'none' }));
    return { make: () => matrix({ baseUrl: emulator.url, accessToken: 't' }), chatId: '!r', shown: () => emulator.messages('!r') };
  },
  async signal() {
    const emulator = open(await startSignalEmulator());
    return { make: () => signal({ baseUrl: emulator.url }), chatId: '+1', shown: () => emulator.messages('+1') };
  },
  async homeassistant() {
    const emulator = open(await startHomeAssistantEmulator());
    return { make: () => homeassistant({ baseUrl: emulator.url, accessToken: 't' }), chatId: 'x', shown: emulator.notifications };
  },
  async email() {
    const server = await startSmtp();
    running = server;
    server.fail('message', 'cutAfter');
    const transport = createTransport({ host: '127.0.0.1', port: server.port, ignoreTLS: true });
    return { make: () => email(transport, { from: 'bot@example.org' }), chatId: 'ann@example.org', shown: () => server.taken };
  },
  async 'email with a pool'() {
    const server = await startSmtp();
    running = server;
    const transport = createTransport({ host: '127.0.0.1', port: server.port, ignoreTLS: true, pool: true });
    return { make: () => email(transport, { from: 'bot@example.org' }), chatId: 'ann@example.org', shown: () => server.taken };
  },
  async 'chat-sdk, telegram'() {
    const emulator = open(await startTelegramEmulator({ limits: 'none' }));
    const wrapped = createTelegramAdapter({ botToken: '1:t', apiUrl: emulator.url, secretToken: 'x', logger: quiet });
    return { make: () => chatSdk(wrapped), chatId: 'telegram:42', shown: () => emulator.messages(42) };
  },
  async 'chat-sdk, slack'() {
    const emulator = open(await startSlackEmulator({ limits: 'none' }));
    const wrapped = createSlackAdapter({ botToken: 'xoxb', signingSecret: 'x', apiUrl: emulator.apiUrl, logger: quiet });
    return { make: () => chatSdk(wrapped), chatId: 'slack:C1:1.1', shown: () => emulator.messages('C1') };
  },
};

/** Clients that cannot be used as they come: the adapter says so, and what to set. */
const refused = ['discord', 'discord-interaction', 'email with a pool', 'chat-sdk, slack'];

describe.each(Object.entries(benches))('%s, with a client as it comes,', (name, start) => {
  it(refused.includes(name) ? 'refuses it' : 'sends once, and says that the message may have arrived', async () => {
    const { make, chatId, shown } = await start();
    if (refused.includes(name)) {
      expect(make).toThrow(TokentapeError);
      expect(make).toThrow(/retries|maxRequeues/);
      return;
    }
    const result = await make().send({ chatId, text: 'one', ...sending() });
    expect(result).toMatchObject({ ok: false, reason: 'maybeDelivered' });
    expect(shown()).toHaveLength(1);
  });
});
