import { EventEmitter } from 'node:events';
import { xml } from '@xmpp/client';
import { describe, expect, it } from 'vitest';
import type { Reason } from '../../src/adapter.js';
import { stanzaErrors } from '../../src/adapters/errors/xmpp.js';
import { xmpp } from '../../src/adapters/xmpp.js';
import { editing, failure, live, sending } from './requests.js';

type Stanza = ReturnType<typeof xml>;

const chatId = 'ann@server.test';
const room = 'lobby@rooms.server.test';

/** A client whose server answers as the test says. */
class ScriptedClient extends EventEmitter {
  status = 'online';
  readonly streamManagement = Object.assign(new EventEmitter(), { enabled: false });
  readonly written: Stanza[] = [];
  answer: (stanza: Stanza) => void = () => {};
  /** What is answered to questions about the archive. */
  archive: (query: Stanza) => Stanza = () => {
    throw Object.assign(new Error(), { condition: 'feature-not-implemented', type: 'cancel' });
  };
  readonly iqCaller = { request: async (query: Stanza) => this.archive(query) };

  async send(stanza: Stanza): Promise<void> {
    this.written.push(stanza);
    this.answer(stanza);
  }

  hear(stanza: Stanza): void {
    this.emit('stanza', stanza);
  }
}

const stanzasNs = 'urn:ietf:params:xml:ns:xmpp-stanzas';
const bounced = (id: string, condition: string, type: string, text?: string) =>
  xml(
    'message',
    { type: 'error', id },
    xml('error', { type }, xml(condition, { xmlns: stanzasNs }), ...(text === undefined ? [] : [xml('text', { xmlns: stanzasNs }, text)])),
  );

/** Answers every ping, as a server does. */
function obliging(): ScriptedClient {
  const client = new ScriptedClient();
  client.answer = (stanza) => {
    if (stanza.is('iq')) queueMicrotask(() => client.hear(xml('iq', { type: 'result', id: stanza.attrs.id })));
  };
  return client;
}

describe('what comes back and what it means', () => {
  const said: readonly (readonly [condition: string, type: string, reason: Reason])[] = [
    ['resource-constraint', 'wait', 'rateLimited'],
    ['policy-violation', 'wait', 'rateLimited'],
    ['service-unavailable', 'cancel', 'forbidden'],
    ['item-not-found', 'cancel', 'forbidden'],
    ['gone', 'cancel', 'forbidden'],
    ['jid-malformed', 'modify', 'forbidden'],
    ['remote-server-not-found', 'cancel', 'forbidden'],
    ['forbidden', 'auth', 'forbidden'],
    ['not-allowed', 'cancel', 'forbidden'],
    ['not-authorized', 'auth', 'forbidden'],
    ['registration-required', 'auth', 'forbidden'],
    ['subscription-required', 'auth', 'forbidden'],
    ['not-acceptable', 'modify', 'transient'],
    ['recipient-unavailable', 'wait', 'transient'],
    ['remote-server-timeout', 'wait', 'transient'],
    ['internal-server-error', 'cancel', 'transient'],
    ['resource-constraint', 'modify', 'rejected'],
    ['policy-violation', 'modify', 'rejected'],
    ['bad-request', 'modify', 'rejected'],
    ['feature-not-implemented', 'cancel', 'rejected'],
    ['undefined-condition', 'cancel', 'rejected'],
    ['something-new', 'wait', 'transient'],
    ['something-new', 'auth', 'forbidden'],
    ['something-new', 'cancel', 'rejected'],
  ];
  for (const [condition, type, reason] of said) {
    it(`${condition} (${type}) → ${reason}`, async () => {
      const client = new ScriptedClient();
      client.answer = (stanza) => {
        if (stanza.is('message')) client.hear(bounced(stanza.attrs.id, condition, type, 'because'));
      };
      expect(await xmpp(client).edit({ chatId, messageId: 'k', text: 'one', ...editing() })).toEqual({
        ok: false,
        reason,
        message: `${condition} (${type}): because`,
      });
    });
  }

  it('no row is left out above', () => {
    const tried = said.map(([condition, type]) => `${condition} ${type}`);
    const rows = stanzaErrors.map(({ condition, type }) => [condition, type] as const);
    for (const [condition, type] of rows) expect(tried.some((key) => key.startsWith(`${condition} ${type ?? ''}`))).toBe(true);
  });
});

describe('xmpp', () => {
  it('says at the next edit that a message came back after all', async () => {
    const client = obliging();
    const adapter = xmpp(client);
    expect(await adapter.send({ chatId, text: 'one', ...sending() })).toMatchObject({ ok: true });
    client.hear(bounced('key-1', 'remote-server-not-found', 'cancel'));
    const edit = { chatId, messageId: 'key-1', text: 'one two', ...editing() };
    expect(failure(await adapter.edit(edit)).reason).toBe('forbidden');
    expect(await adapter.edit(edit)).toMatchObject({ ok: true });
    client.hear(bounced(client.written.find((stanza) => stanza.getChild('replace'))?.attrs.id, 'item-not-found', 'cancel'));
    expect(failure(await adapter.edit(edit)).reason).toBe('forbidden');
  });

  it('takes neither a stranger’s message nor an early count for the copy of a room', async () => {
    const client = new ScriptedClient();
    client.streamManagement.enabled = true;
    client.answer = (stanza) => {
      queueMicrotask(() => {
        client.streamManagement.emit('ack', stanza);
        client.hear(xml('message', { type: 'chat', from: 'mallory@server.test/x', id: stanza.attrs.id }));
        client.hear(xml('message', { type: 'groupchat', from: `${room}/bot`, id: 'another' }));
      });
    };
    const patience = new AbortController();
    const call = xmpp(client, { type: 'groupchat' }).send({ chatId: room, text: 'one', ...sending(), signal: patience.signal });
    await new Promise(setImmediate);
    patience.abort();
    expect(failure(await call).reason).toBe('maybeDelivered');
  });

  it('waits for a session that may be resumed, and takes its count', async () => {
    const client = new ScriptedClient();
    client.streamManagement.enabled = true;
    const call = xmpp(client).send({ chatId, text: 'one', ...sending() });
    client.emit('disconnect');
    client.streamManagement.emit('ack', client.written[0]);
    expect(await call).toEqual({ ok: true, messageId: 'key-1' });
  });

  it('does not wait for one that cannot', async () => {
    const client = new ScriptedClient();
    const call = xmpp(client).send({ chatId, text: 'one', ...sending() });
    client.emit('disconnect');
    expect(failure(await call).reason).toBe('maybeDelivered');
  });

  it('says nothing about a stanza that could not be written to the end', async () => {
    const client = new ScriptedClient();
    client.answer = () => {
      throw new Error('write EPIPE');
    };
    expect(failure(await xmpp(client).send({ chatId, text: 'one', ...sending() })).reason).toBe('maybeDelivered');
    expect(failure(await xmpp(client).edit({ chatId, messageId: 'k', text: 'one', ...editing() })).reason).toBe('transient');
  });

  it('writes nothing while the client is away', async () => {
    const client = new ScriptedClient();
    client.status = 'disconnect';
    expect(failure(await xmpp(client).send({ chatId, text: 'one', ...sending() })).reason).toBe('transient');
    expect(client.written).toEqual([]);
  });

  it('listens once to a client, however many adapters it serves', () => {
    const client = new ScriptedClient();
    for (let count = 0; count < 20; count += 1) xmpp(client);
    expect(client.listenerCount('stanza')).toBe(1);
  });

  it('keeps interim corrections out of archives, and names what a message answers', async () => {
    const client = obliging();
    const adapter = xmpp(client);
    await adapter.send({ chatId, text: 'one', ...sending(), replyTo: 'asked' });
    await adapter.edit({ chatId, messageId: 'key-1', text: 'one two', final: false, signal: live() });
    await adapter.edit({ chatId, messageId: 'key-1', text: 'one two', final: true, signal: live() });
    const [message, interim, last] = client.written.filter((stanza) => stanza.is('message'));
    expect(message?.getChild('reply', 'urn:xmpp:reply:0')?.attrs).toMatchObject({ id: 'asked', to: chatId });
    expect(message?.getChild('origin-id', 'urn:xmpp:sid:0')?.attrs.id).toBe('key-1');
    expect(interim?.getChild('no-store', 'urn:xmpp:hints')).toBeDefined();
    expect(last?.getChild('no-store', 'urn:xmpp:hints')).toBeUndefined();
  });

  it('retracts nothing in a room by an id that the room did not give', async () => {
    const adapter = xmpp(obliging(), { type: 'groupchat' });
    expect(await adapter.delete?.({ chatId: room, messageId: 'k', signal: live() })).toMatchObject({ ok: false, reason: 'rejected' });
  });
});

describe('xmpp, asked for a message', () => {
  const mam = 'urn:xmpp:mam:2';
  const archived = (queryid: string, id: string, body: string, stamp: string, to = `${chatId}/phone`) =>
    xml(
      'message',
      {},
      xml(
        'result',
        { xmlns: mam, queryid },
        xml(
          'forwarded',
          { xmlns: 'urn:xmpp:forward:0' },
          xml('delay', { xmlns: 'urn:xmpp:delay', stamp }),
          xml('message', { id, to }, xml('body', {}, body)),
        ),
      ),
    );
  const fin = (complete: boolean, first?: string) =>
    xml(
      'iq',
      {},
      xml(
        'fin',
        { xmlns: mam, complete: String(complete) },
        xml('set', { xmlns: 'http://jabber.org/protocol/rsm' }, xml('first', {}, first ?? '')),
      ),
    );
  const prefs = (policy: string) => xml('iq', {}, xml('prefs', { xmlns: mam, default: policy }, xml('always'), xml('never')));

  function keeping(policy: string, pages: readonly (readonly [id: string, body: string, stamp: string, to?: string])[][]) {
    const client = new ScriptedClient();
    const asked: string[] = [];
    client.archive = (iq) => {
      if (iq.getChild('prefs')) return prefs(policy);
      const query = iq.getChild('query');
      const before = query?.getChild('set')?.getChildText('before') ?? '';
      asked.push(before);
      const index = asked.length - 1;
      for (const [id, body, stamp, to] of pages[index] ?? []) client.hear(archived(String(query?.attrs.queryid), id, body, stamp, to));
      return fin(index === pages.length - 1, `page-${index}`);
    };
    return { adapter: xmpp(client), asked };
  }

  const find = { chatId, idempotencyKey: 'key-1', text: 'one', signal: live() };

  it('pages back through the archive until it is found', async () => {
    const pages = [[['later', 'x', '2026-01-01T00:02:00Z']], [['key-1', 'one', '2026-01-01T00:01:00Z']]] as const;
    const { adapter, asked } = keeping(
      'always',
      pages.map((page) => [...page]),
    );
    expect(await adapter.find?.(find)).toEqual({ ok: true, message: { id: 'key-1', text: 'one' } });
    expect(asked).toEqual(['', 'page-0']);
  });

  it('reads no further back than the moment at which it was sent', async () => {
    const { adapter, asked } = keeping('always', [[['old', 'x', '2026-01-01T00:00:00Z']], [['key-1', 'one', '2025-01-01T00:00:00Z']]]);
    expect(await adapter.find?.({ ...find, sentAt: Date.parse('2026-01-01T00:02:00Z') })).toEqual({ ok: true, message: null });
    expect(asked).toEqual(['']);
  });

  it('is certain that there is none only if the archive keeps everything', async () => {
    expect(await keeping('always', [[]]).adapter.find?.(find)).toEqual({ ok: true, message: null });
    for (const policy of ['roster', 'never']) expect(await keeping(policy, [[]]).adapter.find?.(find)).toMatchObject({ ok: false });
  });

  it('takes no message to someone else, whatever its id', async () => {
    const { adapter } = keeping('always', [[['key-1', 'one', '2026-01-01T00:00:00Z', 'mallory@server.test']]]);
    expect(await adapter.find?.(find)).toEqual({ ok: true, message: null });
  });

  it('does not know without an archive, or without a connection', async () => {
    const client = new ScriptedClient();
    expect(await xmpp(client).find?.(find)).toMatchObject({ ok: false, reason: 'rejected' });
    client.status = 'offline';
    expect(await xmpp(client).find?.(find)).toMatchObject({ ok: false, reason: 'transient' });
  });
});
