import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'irc-framework';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Adapter } from '../../src/adapter.js';
import { irc } from '../../src/adapters/irc.js';
import { failure, live, sending } from '../adapters/requests.js';
import { describeWith } from './installed.js';
import { connectIrc, joinChannel, roundTrip } from './irc-person.js';
import { type Ngircd, startNgircd } from './ngircd.js';

/** A message that someone saw. */
interface Seen {
  /** The whole line, in bytes, as the server wrote it. */
  bytes: number;
  text: string;
}

describeWith('ngircd', 'irc on a real ngIRCd', (path) => {
  let server: Ngircd;
  let bot: Client;
  let ann: Client;
  let annSaw: Seen[];
  let adapter: Adapter;

  async function start(options: { penalties?: boolean }): Promise<void> {
    server = await startNgircd(path, options);
    bot = await connectIrc(server.port, 'bot');
    ann = await connectIrc(server.port, 'ann');
    for (const client of [bot, ann]) await joinChannel(client, '#open');
    annSaw = [];
    ann.on('raw', ({ line }) => {
      const [, text] = /^:bot!\S+ PRIVMSG \S+ :?(.*?)\r?\n?$/.exec(line) ?? [];
      if (text !== undefined) annSaw.push({ bytes: Buffer.byteLength(line.replace(/\r?\n?$/, '')) + 2, text });
    });
    adapter = irc(bot, { lineIntervalMs: 0 });
  }

  afterEach(() => server.stop());

  describe('that is in no hurry', () => {
    beforeEach(() => start({}));

    it('sends one line for each line, and none for a blank one', async () => {
      const text = 'first\n\n  :indented, with a colon\r\nlast\u0001\0';
      expect(await adapter.send({ chatId: '#open', text, ...sending() })).toEqual({ ok: true });
      await roundTrip(ann);
      expect(annSaw.map(({ text }) => text)).toEqual(['first', '  :indented, with a colon', 'last']);
    });

    it('fills a line as far as it declares, and it arrives whole', async () => {
      for (const character of ['x', 'é', '漢', '👩‍👩‍👧']) {
        const text = character.repeat(Math.floor(adapter.limits.maxLength / adapter.limits.lengthOf(character)));
        expect(await adapter.send({ chatId: '#open', text, ...sending() })).toEqual({ ok: true });
        await roundTrip(ann);
        expect(annSaw.at(-1)?.text).toBe(text);
        expect(annSaw.at(-1)?.bytes).toBeLessThanOrEqual(512);
      }
    });

    it('writes to a person', async () => {
      expect(await adapter.send({ chatId: 'ann', text: 'hello', ...sending() })).toEqual({ ok: true });
      await roundTrip(ann);
      expect(annSaw.map(({ text }) => text)).toEqual(['hello']);
    });

    it('says what the server says against a target', async () => {
      const said = [
        ['nobody', '401 No such nick or channel name'],
        ['#nowhere', '401 No such nick or channel name'],
        ['#quiet', '404 Cannot send to channel'],
      ];
      for (const [chatId = '', message] of said) {
        expect(await adapter.send({ chatId, text: 'one\ntwo', ...sending() })).toEqual({ ok: false, reason: 'forbidden', message });
      }
    });

    it('lets no target and no text become a command', async () => {
      for (const chatId of ['#open evil', '#open,ann', ':x', '#open\r\nQUIT', '']) {
        expect(failure(await adapter.send({ chatId, text: 'hello', ...sending() })).reason).toBe('rejected');
      }
      expect(await adapter.send({ chatId: '#open', text: 'hello\rQUIT', ...sending() })).toEqual({ ok: true });
      await roundTrip(ann);
      expect(annSaw.map(({ text }) => text)).toEqual(['hello', 'QUIT']);
    });

    it('does not know what became of a line when the server dies over it', async () => {
      server.freeze();
      const call = adapter.send({ chatId: '#open', text: 'hello', ...sending() });
      await server.kill();
      expect(await call).toEqual({ ok: false, reason: 'maybeDelivered', message: 'the connection broke' });
      expect(await adapter.send({ chatId: '#open', text: 'hello', ...sending() })).toMatchObject({ ok: false, reason: 'transient' });
    });

    it('gives up when told to', async () => {
      server.freeze();
      const patience = new AbortController();
      const call = adapter.send({ chatId: '#open', text: 'hello', ...sending(), signal: patience.signal });
      patience.abort();
      expect(failure(await call).reason).toBe('maybeDelivered');
      expect(await adapter.send({ chatId: '#open', text: 'hello', ...sending(), signal: AbortSignal.abort() })).toMatchObject({
        reason: 'transient',
      });
    });

    it('has no edits', async () => {
      expect(await adapter.edit({ chatId: '#open', messageId: '', text: 'x', final: true, signal: live() })).toMatchObject({
        reason: 'editUnsupported',
      });
    });
  });

  it('paces a long answer so that a server which punishes floods takes every line in time', async () => {
    await start({ penalties: true });
    const paced = irc(bot, { burst: 3, lineIntervalMs: 400 });
    const lines = Array.from({ length: 8 }, (_, index) => `line ${index}`);
    let waits = 0;
    for (const text of lines) {
      let result = await paced.send({ chatId: '#open', text, ...sending() });
      while (!result.ok && result.reason === 'rateLimited') {
        waits += 1;
        await pause(result.retryAfterMs);
        result = await paced.send({ chatId: '#open', text, ...sending() });
      }
      expect(result).toEqual({ ok: true });
    }
    await roundTrip(ann);
    expect(annSaw.map(({ text }) => text)).toEqual(lines);
    expect(waits).toBeGreaterThan(0);
  });
});
