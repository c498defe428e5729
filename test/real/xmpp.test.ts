import { xml } from '@xmpp/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { xmpp } from '../../src/adapters/xmpp.js';
import { describeWith } from './installed.js';
import { type Prosody, startProsody } from './prosody.js';
import { connectXmpp, joinRoom, readArchive, type SeenMessage, seenMessage, untilReady } from './xmpp-person.js';

const { signal } = new AbortController();

describeWith('prosody', 'xmpp on a real Prosody', (path) => {
  let prosody: Prosody;
  let bot: Awaited<ReturnType<typeof connectXmpp>>;
  let ann: Awaited<ReturnType<typeof connectXmpp>>;
  let annSaw: SeenMessage[];

  beforeEach(async () => {
    prosody = await startProsody(path);
    bot = await connectXmpp(prosody, 'bot');
    ann = await connectXmpp(prosody, 'ann');
    await ann.send(xml('presence'));
    annSaw = [];
    ann.on('stanza', (stanza) => {
      const message = seenMessage(stanza);
      if (message) annSaw.push(message);
    });
  });

  afterEach(async () => {
    for (const connection of [bot, ann]) connection.reconnect.stop();
    await prosody.stop();
  });

  it('corrects the first message, and the archive keeps the first frame and the last', async () => {
    const adapter = xmpp(bot);
    const to = { chatId: 'ann@localhost', signal };
    expect(await adapter.send({ ...to, text: 'Hel', final: false, idempotencyKey: 'one' })).toEqual({ ok: true, messageId: 'one' });
    expect(await adapter.edit({ ...to, messageId: 'one', text: 'Hello', final: false })).toEqual({ ok: true, messageId: 'one' });
    expect(await adapter.edit({ ...to, messageId: 'one', text: 'Hello, <you> & I', final: true })).toEqual({ ok: true, messageId: 'one' });

    const archive = await readArchive(ann);
    expect(annSaw.map(({ body, replaces }) => [body, replaces])).toEqual([
      ['Hel', undefined],
      ['Hello', 'one'],
      ['Hello, <you> & I', 'one'],
    ]);
    expect(archive.map(({ body, replaces }) => [body, replaces])).toEqual([
      ['Hel', undefined],
      ['Hello, <you> & I', 'one'],
    ]);
  });

  it('says what is wrong with an address', async () => {
    const adapter = xmpp(bot);
    const result = await adapter.send({ chatId: 'nobody@localhost', signal, text: 'hi', final: true, idempotencyKey: 'k' });
    expect(result).toEqual({ ok: false, reason: 'forbidden', message: 'service-unavailable (cancel)' });
  });

  it('answers by the count of the server, without waiting for the client to ask for it', async () => {
    const asked: string[] = [];
    bot.on('send', (element) => asked.push(element.name));
    await xmpp(bot).send({ chatId: 'ann@localhost', signal, text: 'hi', final: true, idempotencyKey: 'k' });
    expect(asked).toEqual(['message', 'r']);
  });

  it('replaces what XML cannot carry, and the stream lives on', async () => {
    const adapter = xmpp(bot);
    const to = { chatId: 'ann@localhost', signal, final: true };
    expect(await adapter.send({ ...to, text: 'bell \u0007 half \uD83D', idempotencyKey: 'k' })).toMatchObject({ ok: true });
    await readArchive(ann);
    expect(annSaw.map(({ body }) => body)).toEqual(['bell \uFFFD half \uFFFD']);
  });

  it('takes a text as long as it declares, measured as it travels', async () => {
    const adapter = xmpp(bot);
    const to = { chatId: 'ann@localhost', signal, final: true };
    const text = '&'.repeat(adapter.limits.maxLength / 5);
    expect(await adapter.send({ ...to, text, idempotencyKey: 'k' })).toMatchObject({ ok: true });
    expect(await adapter.edit({ ...to, messageId: 'k', text: `${text}&&` })).toMatchObject({ ok: false, reason: 'tooLong' });
  });

  it('takes a message back', async () => {
    const adapter = xmpp(bot);
    const to = { chatId: 'ann@localhost', signal };
    await adapter.send({ ...to, text: 'oops', final: true, idempotencyKey: 'k' });
    expect(await adapter.delete?.({ ...to, messageId: 'k' })).toEqual({ ok: true, messageId: 'k' });
    await readArchive(ann);
    expect(annSaw.at(-1)).toMatchObject({ retracts: 'k' });
  });

  it('does not know what became of an edit when the server dies over it, and goes on when the server is back', async () => {
    const adapter = xmpp(bot);
    const to = { chatId: 'ann@localhost', signal };
    await adapter.send({ ...to, text: 'Hel', final: false, idempotencyKey: 'k' });

    prosody.freeze();
    const inFlight = adapter.edit({ ...to, messageId: 'k', text: 'Hello', final: false });
    await prosody.kill();
    await vi.waitUntil(() => bot.status !== 'online');
    expect(await adapter.edit({ ...to, messageId: 'k', text: 'Hello', final: false })).toMatchObject({ ok: false, reason: 'transient' });
    await prosody.restart();
    expect(await inFlight).toEqual({ ok: false, reason: 'transient', message: 'the session could not be resumed' });

    await untilReady(bot, prosody);
    expect(await adapter.edit({ ...to, messageId: 'k', text: 'Hello!', final: true })).toEqual({ ok: true, messageId: 'k' });
    await untilReady(ann, prosody);
    expect((await readArchive(ann)).map(({ body, replaces }) => [body, replaces])).toEqual([
      ['Hel', undefined],
      ['Hello!', 'k'],
    ]);
  });

  it('gives up when told to', async () => {
    prosody.freeze();
    const patience = new AbortController();
    const call = xmpp(bot).send({
      chatId: 'ann@localhost',
      signal: patience.signal,
      text: 'hi',
      final: true,
      idempotencyKey: 'k',
    });
    patience.abort();
    expect(await call).toEqual({ ok: false, reason: 'maybeDelivered', message: 'no answer in time' });
  });

  describe('in a room', () => {
    const room = 'lobby@rooms.localhost';
    const to = { chatId: room, signal };

    it('waits for the copy that the room sends back, and takes a message back by the id that the room gave it', async () => {
      await joinRoom(bot, room, 'bot');
      await joinRoom(ann, room, 'ann');
      const adapter = xmpp(bot, { type: 'groupchat' });
      expect(await adapter.send({ ...to, text: 'Hel', final: false, idempotencyKey: 'k' })).toEqual({ ok: true, messageId: 'k' });
      expect(await adapter.edit({ ...to, messageId: 'k', text: 'Hello', final: true })).toEqual({ ok: true, messageId: 'k' });
      expect(await adapter.delete?.({ ...to, messageId: 'k' })).toEqual({ ok: true, messageId: 'k' });
      await readArchive(ann);
      expect(annSaw.slice(0, 2).map(({ body, replaces }) => [body, replaces])).toEqual([
        ['Hel', undefined],
        ['Hello', 'k'],
      ]);
      expect(annSaw.at(2)?.retracts).toMatch(/^[\w-]{8,}$/);
    });

    it('finds a message in the archive of the room, and none that never was', async () => {
      await joinRoom(bot, room, 'bot');
      const adapter = xmpp(bot, { type: 'groupchat' });
      await adapter.send({ ...to, text: 'one', final: true, idempotencyKey: 'k' });
      const find = { ...to, idempotencyKey: 'k', text: 'one', sentAt: Date.now() };
      expect(await adapter.find?.(find)).toEqual({ ok: true, message: { id: 'k', text: 'one' } });
      expect(await adapter.find?.({ ...find, idempotencyKey: 'other' })).toEqual({ ok: true, message: null });
    });

    it('says that it is not in', async () => {
      await joinRoom(ann, room, 'ann');
      const adapter = xmpp(bot, { type: 'groupchat' });
      const result = await adapter.send({ ...to, text: 'hi', final: true, idempotencyKey: 'k' });
      expect(result).toMatchObject({ ok: false, reason: 'transient', message: expect.stringContaining('not-acceptable') });
    });
  });
});

describeWith('prosody', 'xmpp on a Prosody that keeps no count', (path) => {
  let prosody: Prosody;
  let bot: Awaited<ReturnType<typeof connectXmpp>>;

  beforeEach(async () => {
    prosody = await startProsody(path, { streamManagement: false });
    bot = await connectXmpp(prosody, 'bot');
  });

  afterEach(async () => {
    bot.reconnect.stop();
    await prosody.stop();
  });

  it('asks with a ping', async () => {
    const adapter = xmpp(bot);
    const sent: string[] = [];
    bot.on('send', (element) => sent.push(element.name));
    const to = { chatId: 'ann@localhost', signal };
    expect(await adapter.send({ ...to, text: 'Hel', final: false, idempotencyKey: 'k' })).toEqual({ ok: true, messageId: 'k' });
    expect(await adapter.edit({ ...to, messageId: 'k', text: 'Hello', final: true })).toEqual({ ok: true, messageId: 'k' });
    expect(sent).toEqual(['message', 'iq', 'message', 'iq']);
  });

  it('does not know what became of a message when the server dies over it', async () => {
    prosody.freeze();
    const call = xmpp(bot).send({ chatId: 'ann@localhost', signal, text: 'hi', final: true, idempotencyKey: 'k' });
    await prosody.kill();
    expect(await call).toMatchObject({ ok: false, reason: 'maybeDelivered' });
  });
});
