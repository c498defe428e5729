// What the pages show is compiled as it stands there, and run against servers of ours.

import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Adapter, Outcome } from '../../src/index.js';
import {
  startDiscordEmulator,
  startHomeAssistantEmulator,
  startMatrixEmulator,
  startSignalEmulator,
  startSlackEmulator,
  startTelegramEmulator,
} from '../../src/testing/index.js';
import { headerOf, textOf } from '../real/mail-text.js';
import { startSmtp } from '../real/smtp.js';
import { answer, assumed, runSnippet, snippetsOf, workshop } from './snippets.js';

const pages = readdirSync(new URL('../../docs/adapters/', import.meta.url))
  .filter((page) => page !== 'README.md')
  .map((page) => `adapters/${page}`);

it('every page has at least one, and all of them compile', { timeout: 60_000 }, () => {
  const folder = workshop();
  const snippets = [...pages, 'testing.md'].flatMap((page) => {
    expect(snippetsOf(page), page).not.toEqual([]);
    return snippetsOf(page).map((code, index) => [`${page.replace(/\W/g, '-')}-${index}.ts`, code] as const);
  });
  for (const [name, code] of snippets) writeFileSync(join(folder, name), code);
  writeFileSync(join(folder, 'assumed.ts'), assumed);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', compilerOptions: { rootDir: '../..' }, include: ['.', '../../src/**/*.d.ts'] }),
  );
  const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
  const { stdout, status } = spawnSync(tsc, ['-p', folder], { encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

it.each(pages)('%s says how to get in, what to write, what is allowed, and what happens on each failure', (page) => {
  const headings = [...readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8').matchAll(/^## (.*)$/gm)].map(
    ([, title]) => title,
  );
  if (page !== 'adapters/chat-sdk.md') expect(headings[0]).toMatch(/^Create the (bot|app|account|token)$/);
  for (const title of ['Use it', 'After a crash', 'What happens on each failure']) expect(headings).toContain(title);
  const lines =
    snippetsOf(page)[0]
      ?.split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('import ')) ?? [];
  expect(lines.length).toBeLessThanOrEqual(15);
});

describe('the snippet of', () => {
  let running: { close(): Promise<unknown> } | undefined;
  const open = <E extends { close(): Promise<unknown> }>(emulator: E): E => {
    running = emulator;
    return emulator;
  };
  beforeEach(() => void vi.stubGlobal('answer', answer));
  afterEach(async () => {
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    vi.doUnmock('discord.js');
    vi.doUnmock('@slack/bolt');
    await running?.close();
  });
  const shown = (messages: () => readonly { text: string }[]) => expect.poll(() => messages().map(({ text }) => text), { timeout: 15_000 });

  it('telegram answers what is said to the bot', async () => {
    const emulator = open(await startTelegramEmulator({ token: '1:planted-telegram-token' }));
    vi.stubEnv('TELEGRAM_BOT_TOKEN', '1:planted-telegram-token');
    const { bot } = await runSnippet<{ bot: { stop(): Promise<void> } }>('adapters/telegram.md', {
      "process.env.TELEGRAM_BOT_TOKEN ?? ''": `process.env.TELEGRAM_BOT_TOKEN ?? '', { client: { apiRoot: '${emulator.url}' } }`,
      'await bot.start();': 'void bot.start(); export { bot };',
    });
    emulator.say(42, 'why?');
    await shown(() => emulator.messages(42)).toEqual(['why?', 'You asked: why?']);
    await bot.stop();
  });

  it('slack answers who mentions the app', async () => {
    const emulator = open(await startSlackEmulator({ token: 'xoxb-planted-slack-token', limits: 'none' }));
    const apps: FakeApp[] = [];
    class App extends FakeApp {
      constructor() {
        super();
        apps.push(this);
      }
    }
    vi.doMock('@slack/bolt', () => ({ App }));
    await runSnippet('adapters/slack.md', {});
    const client = new WebClient('xoxb-planted-slack-token', { slackApiUrl: emulator.apiUrl, logLevel: LogLevel.ERROR });
    const event = { channel: 'C1', user: 'U1', ts: '1.1', text: 'why?' };
    await apps[0]?.handlers.app_mention?.({ event, client, context: { teamId: 'T1' } });
    await shown(() => emulator.messages('C1')).toEqual(['You asked: why?']);
  });

  describe('discord', () => {
    const channel = '123456789012345678';

    async function start(index: number) {
      const emulator = open(await startDiscordEmulator({ token: 'planted-discord-token' }));
      vi.stubEnv('DISCORD_BOT_TOKEN', 'planted-discord-token');
      const clients: FakeClient[] = [];
      class Client extends FakeClient {
        constructor() {
          super();
          clients.push(this);
        }
      }
      vi.doMock('discord.js', () => ({ Client, GatewayIntentBits: {} }));
      await runSnippet('adapters/discord.md', { 'retries: 0': `api: '${emulator.apiUrl}', retries: 0` }, index);
      return { emulator, client: clients[0] };
    }

    it('answers what is said in a channel', async () => {
      const { emulator, client } = await start(0);
      client?.emit('messageCreate', { author: { bot: false }, channelId: channel, id: emulator.say(channel, 'why?'), content: 'why?' });
      await shown(() => emulator.messages(channel)).toEqual(['why?', 'You asked: why?']);
    });

    it('answers a command', async () => {
      const { emulator, client } = await start(1);
      const { id, token, application_id: applicationId } = emulator.interact(channel);
      const options = { getString: () => 'why?' };
      client?.emit('interactionCreate', { id, token, applicationId, channelId: channel, options, isChatInputCommand: () => true });
      await shown(() => emulator.messages(channel)).toEqual(['You asked: why?']);
    });
  });

  it('matrix answers in a room, with HTML if asked', async () => {
    const emulator = open(await startMatrixEmulator({ accessToken: 'planted-matrix-token' }));
    vi.stubEnv('MATRIX_ACCESS_TOKEN', 'planted-matrix-token');
    const there = { 'https://example.org': emulator.url };
    const { answerIn } = await runSnippet<{ answerIn: Reply }>('adapters/matrix.md', there);
    const outcome = await answerIn('!r', '$asked', 'why?');
    expect(outcome.status).toBe('delivered');
    expect(emulator.messages('!r')).toMatchObject([{ text: 'You asked: why?', replyTo: '$asked' }]);
    const { adapter } = await runSnippet<{ adapter: Adapter }>('adapters/matrix.md', there, 1);
    await adapter.send({ chatId: '!r', text: '*b* <b>', final: true, idempotencyKey: 'k', signal: new AbortController().signal });
    expect(emulator.messages('!r').at(-1)?.html).toBe('<p><em>b</em> &lt;b&gt;</p>\n');
  });

  it('signal answers who asked', async () => {
    const emulator = open(await startSignalEmulator());
    const { answerTo } = await runSnippet<{ answerTo: Reply }>('adapters/signal.md', { 'http://127.0.0.1:8080': emulator.url });
    expect((await answerTo('+1', 17, 'why?')).status).toBe('delivered');
    expect(emulator.messages('+1')).toMatchObject([{ text: 'You asked: why?', quotes: 17 }]);
  });

  it('homeassistant tells the house', async () => {
    const emulator = open(await startHomeAssistantEmulator({ accessToken: 'planted-homeassistant-token' }));
    vi.stubEnv('HOMEASSISTANT_TOKEN', 'planted-homeassistant-token');
    const { tell } = await runSnippet<{ tell: Reply }>('adapters/homeassistant.md', { 'http://homeassistant.local:8123': emulator.url });
    expect((await tell('why?')).status).toBe('delivered');
    expect(emulator.notifications()).toMatchObject([{ text: 'You asked: why?', title: 'The house' }]);
  });

  it('chat-sdk writes through a wrapped adapter', async () => {
    const emulator = open(await startSlackEmulator({ limits: 'none' }));
    vi.stubEnv('SLACK_BOT_TOKEN', 'xoxb-planted-slack-token');
    vi.stubEnv('SLACK_SIGNING_SECRET', 'planted-signing-secret');
    vi.stubEnv('SLACK_API_URL', emulator.apiUrl);
    const { reply } = await runSnippet<{ reply: Reply }>('adapters/chat-sdk.md', {});
    expect((await reply('slack:C1:1.1', answer('why?'))).status).toBe('delivered');
    expect(emulator.messages('C1').map(({ text }) => text)).toEqual(['You asked: why?']);
  });

  it('email answers in the thread', async () => {
    const server = open(await startSmtp({ password: 'planted-smtp-password' }));
    vi.stubEnv('SMTP_PASSWORD', 'planted-smtp-password');
    const { reply } = await runSnippet<{ reply: Reply }>('adapters/email.md', {
      "host: 'smtp.example.org', port: 465, secure: true": `host: '127.0.0.1', port: ${server.port}, ignoreTLS: true`,
    });
    const asked = ['ann@example.org', 'Tides', '<asked@example.com>', ['<root@example.com>'], 'why?'];
    expect((await reply(...asked)).status).toBe('delivered');
    const [message = ''] = server.taken;
    expect([headerOf(message, 'Subject'), headerOf(message, 'In-Reply-To'), textOf(message)]).toEqual([
      'Re: Tides',
      '<asked@example.com>',
      'You asked: why?',
    ]);
  });

  it('testing loses an answer and keeps the message', async () => {
    const said: unknown[] = [];
    vi.spyOn(console, 'log').mockImplementation((...args) => void said.push(...args));
    await runSnippet('testing.md', {});
    vi.restoreAllMocks();
    expect(said[0]).toBe(1);
    expect(said[1]).toMatchObject([{ name: 'sendMessage', fault: 'cutAfter', result: 'cut' }]);
  });
});

/** What the pages export. */
type Reply = (...args: readonly unknown[]) => Promise<Outcome>;

/** Bolt's App, as far as the snippet uses it. */
class FakeApp {
  readonly handlers: Record<string, (args: object) => Promise<void>> = {};
  event(name: string, handler: (args: object) => Promise<void>): void {
    this.handlers[name] = handler;
  }
  async start(): Promise<void> {}
}

/** The Client of discord.js, as far as the snippets use it. */
class FakeClient extends EventEmitter {
  async login(): Promise<void> {}
}
