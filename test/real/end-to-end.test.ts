// A whole answer through the shipped consumer to servers that really run. Time is real, so the answers are short and quick.

import { setTimeout as pause } from 'node:timers/promises';
import { xml } from '@xmpp/client';
import { createTransport } from 'nodemailer';
import { expect, it } from 'vitest';
import { email } from '../../src/adapters/email.js';
import { irc } from '../../src/adapters/irc.js';
import { xmpp } from '../../src/adapters/xmpp.js';
import { createStreamConsumer, type Outcome, type StreamConsumer } from '../../src/index.js';
import { describeWith } from './installed.js';
import { heardInChannel } from './irc-person.js';
import { textOf } from './mail-text.js';
import { startProsody } from './prosody.js';
import { startSmtp } from './smtp.js';
import { connectXmpp, lastVersions, readArchive, untilReady } from './xmpp-person.js';

const sentences = Array.from({ length: 24 }, (_, index) => `Wave ${index} < tide & "shore" 👩‍👩‍👧 漢字. `);
const answer = sentences.join('').trim();
const core = (text: string) => text.replace(/\s/g, '');

async function say(consumer: StreamConsumer, halfway?: () => Promise<void>): Promise<Outcome> {
  for (const [index, sentence] of sentences.entries()) {
    consumer.onDelta(sentence);
    if (index === sentences.length / 2) await halfway?.();
    await pause(20);
  }
  consumer.finish();
  return consumer.settled;
}

describeWith('prosody', 'end to end: xmpp on a real Prosody', (path) => {
  const config = { editInterval: 0.1, bufferThreshold: 4_000 };

  it('leaves one whole copy, and an archive of its first frame and its last', async () => {
    const prosody = await startProsody(path);
    const bot = await connectXmpp(prosody, 'bot');
    const ann = await connectXmpp(prosody, 'ann');
    const outcome = await say(createStreamConsumer({ adapter: xmpp(bot), chatId: 'ann@localhost', config }));
    const archive = await readArchive(ann);
    for (const connection of [bot, ann]) connection.reconnect.stop();
    await prosody.stop();
    expect(outcome).toMatchObject({ status: 'delivered', alreadySent: true, unshown: '' });
    expect(lastVersions(archive)).toEqual([answer]);
    expect(archive).toHaveLength(2);
  });

  it('leaves one whole copy although the server dies mid-answer and comes back', async () => {
    const prosody = await startProsody(path);
    const bot = await connectXmpp(prosody, 'bot');
    await bot.send(xml('presence'));
    const consumer = createStreamConsumer({ adapter: xmpp(bot), chatId: 'ann@localhost', config });
    const outcome = await say(consumer, async () => {
      await prosody.kill();
      await prosody.restart();
      await untilReady(bot, prosody);
    });
    const ann = await connectXmpp(prosody, 'ann');
    const archive = await readArchive(ann);
    for (const connection of [bot, ann]) connection.reconnect.stop();
    await prosody.stop();
    expect(outcome).toMatchObject({ status: 'delivered', alreadySent: true, unshown: '' });
    expect(core(lastVersions(archive).join(''))).toBe(core(answer));
  });
});

describeWith('ngircd', 'end to end: irc on a real ngIRCd', (path) => {
  it('brings every word once, in lines that arrive whole', async () => {
    const { came: outcome, lines } = await heardInChannel(path, '#open', (bot) =>
      say(createStreamConsumer({ adapter: irc(bot, { lineIntervalMs: 0 }), chatId: '#open' })),
    );
    expect(outcome).toMatchObject({ status: 'delivered', alreadySent: true, unshown: '' });
    expect(core(lines.join(''))).toBe(core(answer));
    expect(outcome.calls).toBe(lines.length);
  });
});

it('end to end: email on smtp-server, one mail for the whole answer', async () => {
  const server = await startSmtp();
  const transport = createTransport({ host: '127.0.0.1', port: server.port, ignoreTLS: true });
  const adapter = email(transport, { from: 'bot@example.org' });
  const outcome = await say(createStreamConsumer({ adapter, chatId: 'ann@example.org' }));
  await server.close();
  expect(outcome).toMatchObject({ status: 'delivered', alreadySent: true, unshown: '' });
  expect(server.taken.map(textOf)).toEqual([answer]);
});
