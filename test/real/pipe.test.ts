// `tokentape pipe --to` onto servers that really run.

import { xml } from '@xmpp/client';
import { afterEach, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.js';
import { systemClock } from '../../src/clock.js';
import { freePort } from '../../src/testing/index.js';
import { FakeIo } from '../cli/fake-io.js';
import { describeWith } from './installed.js';
import { connectIrc, joinChannel, roundTrip } from './irc-person.js';
import { textOf } from './mail-text.js';
import { startNgircd } from './ngircd.js';
import { startProsody } from './prosody.js';
import { startSmtp } from './smtp.js';
import { connectXmpp, joinRoom, readArchive } from './xmpp-person.js';

let cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.reverse()) await undo();
  cleanUp = [];
});

async function pipeTo(platform: string, chat: string, env: Record<string, string>) {
  const io = Object.assign(new FakeIo(), { clock: systemClock, env });
  const exit = run(['pipe', '--to', platform, '--chat', chat], io);
  io.type('Hello, world.');
  io.end();
  return { code: await exit, said: io.stderr.text };
}

const worked = { code: 0, said: '' };
const refused = (line: RegExp) => ({ code: 2, said: expect.stringMatching(new RegExp(`^tokentape: ${line.source}\n$`)) });

describeWith('prosody', 'pipe --to xmpp', (path) => {
  async function start() {
    const prosody = await startProsody(path);
    const ann = await connectXmpp(prosody, 'ann');
    cleanUp.push(prosody.stop, () => ann.reconnect.stop());
    const env = { XMPP_JID: 'bot@localhost', XMPP_PASSWORD: prosody.password, XMPP_SERVICE: prosody.service };
    return { prosody, ann, env };
  }

  it('brings the text to a person, and to a room', async () => {
    const { ann, env } = await start();
    expect(await pipeTo('xmpp', 'ann@localhost', env)).toEqual(worked);
    expect((await readArchive(ann)).at(-1)?.body).toBe('Hello, world.');

    const seen: string[] = [];
    ann.on('stanza', (stanza) => {
      const body = stanza.is('message') && stanza.attrs.type === 'groupchat' ? stanza.getChildText('body') : null;
      if (body) seen.push(body);
    });
    await joinRoom(ann, 'lobby@rooms.localhost', 'ann');
    expect(await pipeTo('xmpp', 'lobby@rooms.localhost', env)).toEqual(worked);
    await ann.iqCaller.request(xml('iq', { type: 'get' }, xml('ping', { xmlns: 'urn:xmpp:ping' })));
    expect(seen.at(-1)).toBe('Hello, world.');
  });

  it('says what is wrong', async () => {
    const { prosody, env } = await start();
    expect(await pipeTo('xmpp', 'ann@localhost', { ...env, XMPP_PASSWORD: 'planted-wrong' })).toEqual(
      refused(/xmpp does not accept what is in XMPP_PASSWORD \(not-authorized\)/),
    );
    expect(await pipeTo('xmpp', 'nowhere@rooms.localhost', env)).toEqual(refused(/xmpp has no chat 'nowhere@rooms.localhost' .*/));
    expect(await pipeTo('xmpp', 'ann', env)).toEqual(refused(/--chat takes an address, .*/));
    expect(await pipeTo('xmpp', 'ann@localhost', { ...env, XMPP_JID: 'bot' })).toEqual(refused(/XMPP_JID is no address: 'bot'/));
    await prosody.kill();
    expect(await pipeTo('xmpp', 'ann@localhost', env)).toEqual(refused(/xmpp does not answer \(.*\)/));
  });
});

describeWith('ngircd', 'pipe --to irc', (path) => {
  async function start() {
    const server = await startNgircd(path);
    cleanUp.push(server.stop);
    const ann = await connectIrc(server.port, 'ann');
    const seen: string[] = [];
    ann.on('privmsg', ({ message, target }) => seen.push(`${target}: ${message}`));
    return { server, ann, seen, env: { IRC_SERVER: `irc://127.0.0.1:${server.port}`, IRC_NICK: 'bot' } };
  }

  it('brings the text to a channel, and to a person', async () => {
    const { ann, seen, env } = await start();
    await joinChannel(ann, '#open');
    expect(await pipeTo('irc', '#open', env)).toEqual(worked);
    expect(await pipeTo('irc', 'ann', env)).toEqual(worked);
    await roundTrip(ann);
    expect(seen).toEqual(['#open: Hello, world.', 'ann: Hello, world.']);
  });

  it('says what is wrong', async () => {
    const { server, env } = await start();
    expect(await pipeTo('irc', 'nobody', env)).toEqual(refused(/irc has no chat 'nobody' .*/));
    expect(await pipeTo('irc', '#open', { ...env, IRC_NICK: 'ann' })).toEqual(refused(/irc: the nick in IRC_NICK is taken .*/));
    expect(await pipeTo('irc', '#invited', env)).toEqual(refused(/irc has no chat '#invited' .*/));
    expect(await pipeTo('irc', '#open evil', env)).toEqual(refused(/--chat takes a #channel or a nick .*/));
    await server.kill();
    expect(await pipeTo('irc', '#open', env)).toEqual(refused(/irc does not answer \(no connection\)/));
  });

  it('signs in with a password where the server wants one', async () => {
    const server = await startNgircd(path, { password: 'planted-irc-password' });
    cleanUp.push(server.stop);
    const env = { IRC_SERVER: `irc://127.0.0.1:${server.port}`, IRC_NICK: 'bot' };
    expect(await pipeTo('irc', '#open', { ...env, IRC_PASSWORD: 'planted-irc-password' })).toEqual(worked);
    const wrong = await pipeTo('irc', '#open', { ...env, IRC_PASSWORD: 'planted-wrong' });
    expect(wrong).toEqual(refused(/irc (does not accept what is in IRC_PASSWORD|lets nobody in) .*/));
    expect(wrong.said).not.toContain('planted');
  });
});

describe('pipe --to email', () => {
  async function start() {
    const server = await startSmtp({ password: 'planted-smtp-password' });
    cleanUp.push(server.close);
    const url = (password: string) => `smtp://bot:${password}@127.0.0.1:${server.port}/?ignoreTLS=true`;
    return { server, url, env: { SMTP_URL: url('planted-smtp-password'), EMAIL_FROM: 'Bot <bot@example.org>' } };
  }

  it('brings the text', async () => {
    const { server, env } = await start();
    expect(await pipeTo('email', 'ann@example.org', env)).toEqual(worked);
    expect(server.taken.map(textOf)).toEqual(['Hello, world.']);
  });

  it('says what is wrong', async () => {
    const { server, url, env } = await start();
    const wrong = await pipeTo('email', 'ann@example.org', { ...env, SMTP_URL: url('planted-wrong') });
    expect(wrong).toEqual(refused(/the mail server does not accept what is in SMTP_URL \(login refused: 535\)/));
    expect(await pipeTo('email', 'ann', env)).toEqual(refused(/--chat takes one address for email, not 'ann'/));
    expect(await pipeTo('email', 'ann@example.org', { ...env, EMAIL_FROM: 'Bot' })).toEqual(refused(/EMAIL_FROM holds no address/));
    const bad = await pipeTo('email', 'ann@example.org', { ...env, SMTP_URL: 'bot:planted@127.0.0.1' });
    expect(bad).toEqual(refused(/SMTP_URL is no smtp:\/\/ or smtps:\/\/ address/));
    const port = await freePort();
    expect(await pipeTo('email', 'ann@example.org', { ...env, SMTP_URL: `smtp://127.0.0.1:${port}` })).toEqual(
      refused(/the mail server does not answer \(ECONNREFUSED\)/),
    );
    expect(server.taken).toEqual([]);
  });
});
