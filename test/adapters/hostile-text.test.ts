// What a model may be talked into writing. One test for each threat that an adapter stands between; whether a message says so or not, the
// reader sees the characters, and nobody and nothing else hears of them.

import { EventEmitter } from 'node:events';
import { REST } from '@discordjs/rest';
import { LogLevel, WebClient } from '@slack/web-api';
import { xml } from '@xmpp/client';
import { Api } from 'grammy';
import MarkdownIt from 'markdown-it';
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { discord } from '../../src/adapters/discord.js';
import { email } from '../../src/adapters/email.js';
import { irc } from '../../src/adapters/irc.js';
import { matrix } from '../../src/adapters/matrix.js';
import { slack } from '../../src/adapters/slack.js';
import { telegram } from '../../src/adapters/telegram.js';
import { terminal } from '../../src/adapters/terminal.js';
import { xmpp } from '../../src/adapters/xmpp.js';
import type { Adapter, MessageId } from '../../src/index.js';
import { startDiscordEmulator, startMatrixEmulator, startSlackEmulator, startTelegramEmulator } from '../../src/testing/index.js';
import { headerOf, textOf } from '../real/mail-text.js';
import { startSmtp } from '../real/smtp.js';
import { Screen } from '../terminal/screen.js';
import { editing, failure, live, sending } from './requests.js';

let running: { close(): Promise<unknown> } | undefined;
afterEach(() => running?.close());

function open<S extends { close(): Promise<unknown> }>(server: S): S {
  running = server;
  return server;
}

/** Sends a harmless text, then the hostile one as an edit, then again as a message of its own. */
async function show(adapter: Adapter, chatId: string | number, text: string): Promise<void> {
  const sent = await adapter.send({ chatId, text: 'hello', ...sending() });
  const messageId: MessageId = (sent.ok && sent.messageId) || '';
  expect(await adapter.edit({ chatId, messageId, text, ...editing() })).toMatchObject({ ok: true });
  expect(await adapter.send({ chatId, text, ...sending(), idempotencyKey: 'key-2' })).toMatchObject({ ok: true });
}

describe('discord', () => {
  const channel = '123456789012345678';

  it('@everyone, @here, a person and a role are shown, and nobody is pinged', async () => {
    const emulator = open(await startDiscordEmulator({ limits: 'none' }));
    const rest = new REST({ api: emulator.apiUrl, retries: 0, rejectOnRateLimit: () => true }).setToken('t');
    const text = '@everyone @here <@123456789012345678> <@&123456789012345679>';
    await show(discord(rest), channel, text);
    expect(emulator.messages(channel)).toMatchObject([
      { text, pings: [] },
      { text, pings: [] },
    ]);
  });
});

describe('slack', () => {
  const text = '<!channel> <!here> <@U1> <!subteam^S1> @ann & <https://evil.example|bank.example>';

  async function start(options = {}) {
    const emulator = open(await startSlackEmulator({ limits: 'none' }));
    return { emulator, adapter: slack(new WebClient('xoxb', { slackApiUrl: emulator.apiUrl, logLevel: LogLevel.ERROR }), options) };
  }

  it('<!channel>, a person and a group are shown, and nobody is pinged', async () => {
    const { emulator, adapter } = await start();
    await show(adapter, 'C1', text);
    expect(emulator.messages('C1')).toMatchObject([
      { text, mentions: [] },
      { text, mentions: [] },
    ]);
  });

  it('a link cannot go by another name', async () => {
    const { emulator, adapter } = await start();
    await show(adapter, 'C1', text);
    for (const { body } of emulator.requests) expect(JSON.stringify(body)).not.toContain('<https');
  });

  it('nobody is pinged by a native stream either', async () => {
    const { emulator, adapter } = await start({ nativeStream: true });
    const opened = await adapter.openStream?.({ chatId: 'D1', text, metadata: { threadTs: '1.1' }, idempotencyKey: 'k', signal: live() });
    const frame = { chatId: 'D1', messageId: (opened?.ok && opened.messageId) || '', signal: live() };
    await adapter.appendStream?.({ ...frame, added: text, whole: text + text });
    await adapter.closeStream?.({ ...frame, added: '<!channel>', whole: `${text}${text}<!channel>` });
    expect(emulator.messages('D1')).toMatchObject([{ text: `${text}${text}<!channel>`, mentions: [] }]);
  });

  it('links grow no preview, which would fetch them', async () => {
    const { emulator, adapter } = await start();
    await adapter.send({ chatId: 'C1', text: 'https://evil.example/?stolen', ...sending() });
    expect(emulator.requests[0]?.body).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
  });
});

describe('telegram', () => {
  it('markup is text unless a parse mode was asked for, and links grow no preview', async () => {
    const emulator = open(await startTelegramEmulator({ limits: 'none' }));
    const text = '<b>bold</b> *bold* [bank.example](https://evil.example) <a href="tg://user?id=1">Ann</a>';
    await show(telegram(new Api('1:t', { apiRoot: emulator.url })), 42, text);
    expect(emulator.messages(42)).toMatchObject([
      { text, entities: [], linkPreview: false },
      { text, entities: [], linkPreview: false },
    ]);
  });
});

describe('matrix', () => {
  const text =
    '<img src="mxc://evil/x" onerror="alert(1)"> <mx-reply>Ann said</mx-reply> <a href="https://matrix.to/#/@ann:server.test">Ann</a> @room';

  async function start(options = {}) {
    const emulator = open(await startMatrixEmulator({ limits: 'none' }));
    return { emulator, adapter: matrix({ baseUrl: emulator.url, accessToken: 't' }, options) };
  }

  it('HTML is text, and neither a person nor @room is pinged', async () => {
    const { emulator, adapter } = await start();
    await show(adapter, '!r', text);
    expect(emulator.messages('!r')).toMatchObject([
      { text, html: undefined },
      { text, html: undefined },
    ]);
    for (const { body } of emulator.requests) expect(body).toMatchObject({ 'm.mentions': {} });
  });

  it('HTML is text beside Markdown that is rendered, too', async () => {
    const markdown = new MarkdownIt();
    const { emulator, adapter } = await start({ html: (source: string) => markdown.render(source) });
    await show(adapter, '!r', `**bold** ${text} [x](javascript:alert)`);
    for (const { html } of emulator.messages('!r')) {
      expect(html).toContain('<strong>bold</strong> &lt;img src=');
      expect(html).not.toMatch(/<(img|mx-reply|a)\b/);
    }
    for (const { body } of emulator.requests) expect(body).toMatchObject({ 'm.mentions': {} });
  });
});

describe('irc', () => {
  /** A server that answers every ping. */
  function start() {
    const client = Object.assign(new EventEmitter(), {
      connected: true,
      user: { nick: 'bot' },
      written: [] as string[][],
      raw(...words: string[]) {
        client.written.push(words);
        if (words[0] === 'PING') client.emit('raw', { line: `PONG irc.test :${words[1]}`, from_server: true });
      },
    });
    return { client, adapter: irc(client, { burst: 10 }) };
  }

  it('a line break begins another line of text, never a command', async () => {
    const { client, adapter } = start();
    await adapter.send({ chatId: '#open', text: 'hello\r\nQUIT :bye\rJOIN #evil\nPRIVMSG ann :psst', ...sending() });
    const lines = ['hello', 'QUIT :bye', 'JOIN #evil', 'PRIVMSG ann :psst'].map((line) => ['PRIVMSG', '#open', line]);
    expect(client.written.slice(0, -1)).toEqual(lines);
  });

  it('control characters are left out: no command to another client, no bell, no colours, no escape', async () => {
    const { client, adapter } = start();
    await adapter.send({ chatId: '#open', text: '\u0001DCC SEND x\u0001 \u0007\u001b[2J\u00034,4hidden\u000f\0 tab\tstays', ...sending() });
    expect(client.written[0]).toEqual(['PRIVMSG', '#open', 'DCC SEND x [2J4,4hidden tab\tstays']);
  });

  it('nothing but a channel or a nick is written to', async () => {
    const { client, adapter } = start();
    for (const chatId of ['#open,ann', '#open x', '#open\r\nQUIT', ':x', '']) {
      expect(failure(await adapter.send({ chatId, text: 'hello', ...sending() })).reason).toBe('rejected');
    }
    expect(client.written).toEqual([]);
  });
});

describe('email', () => {
  async function start() {
    const server = open(await startSmtp());
    return {
      server,
      adapter: email(createTransport({ host: '127.0.0.1', port: server.port, ignoreTLS: true }), { from: 'bot@example.org' }),
    };
  }

  it('a line break in a subject, or in the id that is answered, makes no header', async () => {
    const { server, adapter } = await start();
    const injected = '\r\nBcc: evil@example.org\r\nX-Evil: yes\r\n\r\n<p>';
    const metadata = { subject: `Tides${injected}`, references: [`<a@example.org>${injected}`] };
    await adapter.send({ chatId: 'ann@example.org', text: 'hello', replyTo: `<b@example.org>${injected}`, metadata, ...sending() });
    const [message = ''] = server.taken;
    for (const header of ['Bcc', 'X-Evil']) expect(headerOf(message, header)).toBeUndefined();
    expect(textOf(message)).toBe('hello');
  });

  it('a lone dot ends no message, and text is never HTML', async () => {
    const { server, adapter } = await start();
    const text = 'hello\r\n.\r\nMAIL FROM:<evil@example.org>\r\n<script>alert(1)</script>';
    await adapter.send({ chatId: 'ann@example.org', text, ...sending() });
    expect(server.taken.map(textOf)).toEqual([text.replaceAll('\r\n', '\n')]);
    expect(headerOf(server.taken[0] ?? '', 'Content-Type')).toMatch(/^text\/plain/);
  });

  it('nobody but the one address is written to', async () => {
    const { server, adapter } = await start();
    for (const chatId of ['a@example.org, b@example.org', 'a@example.org\r\nBcc: b@example.org', 'Ann <a@example.org>']) {
      expect(failure(await adapter.send({ chatId, text: 'hello', ...sending() })).reason).toBe('rejected');
    }
    expect(server.taken).toEqual([]);
  });
});

describe('xmpp', () => {
  it('neither tags nor characters that XML cannot carry get into the stream', async () => {
    const written: string[] = [];
    const client = Object.assign(new EventEmitter(), {
      status: 'online',
      streamManagement: new EventEmitter(),
      iqCaller: { request: () => Promise.reject(new Error()) },
      async send(stanza: ReturnType<typeof xml>) {
        written.push(String(stanza));
        if (stanza.is('iq')) client.emit('stanza', xml('iq', { type: 'result', id: stanza.attrs.id }));
      },
    });
    const text = '</body></message><presence type="unavailable"/> ]]> &amp; \u0007\0\u001b\uFFFE half \uD83D';
    await show(xmpp(client), 'ann@server.test', text);
    const messages = written.filter((stanza) => stanza.startsWith('<message'));
    for (const stanza of messages.slice(1)) {
      expect(stanza).toContain(
        '&lt;/body&gt;&lt;/message&gt;&lt;presence type="unavailable"/&gt; ]]&gt; &amp;amp; \uFFFD\uFFFD\uFFFD\uFFFD half \uFFFD</body>',
      );
    }
    expect(messages).toHaveLength(3);
  });
});

describe('terminal', () => {
  it('no text moves the cursor, recolours the screen or answers in the user’s name', async () => {
    const screen = new Screen();
    await terminal({ stream: screen }).send({
      chatId: 'x',
      text: '\u001b[2J\u001b[6n\u001b]52;c;ZXZpbA==\u0007\rEVIL',
      ...sending(),
      final: true,
    });
    expect(screen.text).toContain('␛[2J␛[6n␛]52;c;ZXZpbA==␇␍EVIL');
  });
});
