// What the pages show, run against servers that really run.

import { xml } from '@xmpp/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { answer, runSnippet } from '../adapters/snippets.js';
import { describeWith } from './installed.js';
import { connectIrc, joinChannel } from './irc-person.js';
import { startNgircd } from './ngircd.js';
import { startProsody } from './prosody.js';
import { connectXmpp } from './xmpp-person.js';

let cleanUp: (() => unknown)[] = [];
beforeEach(() => void vi.stubGlobal('answer', answer));
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  for (const undo of cleanUp.reverse()) await undo();
  cleanUp = [];
});

describeWith('prosody', 'the snippet of xmpp', (path) => {
  it('answers who writes to it', async () => {
    const prosody = await startProsody(path);
    const ann = await connectXmpp(prosody, 'ann');
    cleanUp.push(prosody.stop, () => ann.reconnect.stop());
    const bodies: (string | null)[] = [];
    ann.on('stanza', (stanza) => void bodies.push(stanza.getChildText('body')));
    await ann.send(xml('presence'));
    vi.stubEnv('XMPP_PASSWORD', prosody.password);
    const { connection } = await runSnippet<{ connection: { stop(): Promise<void>; reconnect: { stop(): void } } }>('adapters/xmpp.md', {
      "service: 'xmpps://example.org'": `service: '${prosody.service}', domain: 'localhost'`,
      'await connection.start();': 'await connection.start(); export { connection };',
    });
    cleanUp.push(
      () => connection.stop(),
      () => connection.reconnect.stop(),
    );
    await ann.send(xml('message', { to: 'bot@localhost', type: 'chat', id: '1' }, xml('body', {}, 'why?')));
    await expect.poll(() => bodies.at(-1), { timeout: 15_000 }).toBe('You asked: why?');
  });
});

describeWith('ngircd', 'the snippet of irc', (path) => {
  it('answers who speaks to it', async () => {
    const server = await startNgircd(path);
    cleanUp.push(server.stop);
    const ann = await connectIrc(server.port, 'ann');
    await joinChannel(ann, '#open');
    const said: string[] = [];
    let isThere = false;
    ann.on('privmsg', ({ nick, message }) => said.push(`${nick}: ${message}`));
    ann.on('join', ({ nick }) => {
      isThere ||= nick === 'tidebot';
    });
    const { client } = await runSnippet<{ client: { quit(): void } }>('adapters/irc.md', {
      "host: 'irc.example.org', port: 6697, tls: true": `host: '127.0.0.1', port: ${server.port}`,
      '#tides': '#open',
      'const adapter = irc(client);': 'const adapter = irc(client); export { client };',
    });
    cleanUp.push(() => client.quit());
    await expect.poll(() => isThere, { timeout: 15_000 }).toBe(true);
    ann.raw('PRIVMSG', '#open', 'tidebot: why?');
    await expect.poll(() => said, { timeout: 15_000 }).toEqual(['tidebot: You asked: tidebot: why?']);
  });
});
