import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { client, xml } from '@xmpp/client';
import type { Prosody } from './prosody.js';

type XmppConnection = ReturnType<typeof client>;
type Stanza = Parameters<XmppConnection['send']>[0];

type Account = Pick<Prosody, 'service' | 'password' | 'streamManagement'>;

/** Signs in. Errors of the connection are left to the tests: they show in what the adapter answers. */
export async function connectXmpp(prosody: Account, username: string): Promise<XmppConnection> {
  const { service, password } = prosody;
  const connection = client({
    service,
    domain: 'localhost',
    resource: 'test',
    username,
    timeout: 15_000,
    // By default a login takes ten thousand rounds of hashing, which tests have no use for.
    credentials: (authenticate) => authenticate({ username, password }, 'PLAIN', xml('user-agent')),
  });
  connection.on('error', () => {});
  // @xmpp/client 0.14 decodes every chunk for itself, and spoils a character that two of them share (connection/index.js, _onData).
  connection.on('connect', () => (connection.socket as unknown as Socket).setEncoding('utf8'));
  connection.reconnect.delay = 50;
  await connection.start();
  await untilReady(connection, prosody);
  return connection;
}

/** Resolves when the connection has a session, and the server counts if it does: `@xmpp/client` 0.14 miscounts stanzas that come in
 *  while it asks for that, and the server hangs up. */
export async function untilReady(connection: XmppConnection, { streamManagement }: Pick<Prosody, 'streamManagement'>): Promise<void> {
  const isReady = () => connection.status === 'online' && (connection.streamManagement.enabled || !streamManagement);
  for (const deadline = Date.now() + 15_000; !isReady(); await pause(10))
    if (Date.now() > deadline) throw new Error('no session after 15 s');
}

/** Enters a room, which comes into being with its first occupant (XEP-0045). */
export async function joinRoom(connection: XmppConnection, room: string, nick: string): Promise<void> {
  const entered = new Promise<void>((resolve) => {
    connection.on('stanza', (stanza: Stanza) => {
      if (stanza.is('presence') && stanza.attrs.from === `${room}/${nick}`) resolve();
    });
  });
  await connection.send(xml('presence', { to: `${room}/${nick}` }, xml('x', { xmlns: 'http://jabber.org/protocol/muc' })));
  await entered;
}

export interface SeenMessage {
  id: string;
  body: string;
  /** The message that it corrects. */
  replaces?: string | undefined;
  /** The message that it takes back. */
  retracts?: string | undefined;
}

/** What a stanza says, or undefined if it is no message with a body. */
export function seenMessage(stanza: Stanza): SeenMessage | undefined {
  const body = stanza.is('message') && stanza.attrs.type !== 'error' ? stanza.getChildText('body') : null;
  if (body === null) return undefined;
  return {
    id: String(stanza.attrs.id),
    body,
    replaces: stanza.getChild('replace', 'urn:xmpp:message-correct:0')?.attrs.id,
    retracts: stanza.getChild('retract', 'urn:xmpp:message-retract:1')?.attrs.id,
  };
}

/** Everything that the archive of this account holds, oldest first (XEP-0313). */
export async function readArchive(connection: XmppConnection): Promise<SeenMessage[]> {
  const seen: SeenMessage[] = [];
  const collect = (stanza: Stanza) => {
    const archived = stanza.getChild('result', 'urn:xmpp:mam:2')?.getChild('forwarded', 'urn:xmpp:forward:0')?.getChild('message');
    const message = archived && seenMessage(archived);
    if (message) seen.push(message);
  };
  connection.on('stanza', collect);
  await connection.iqCaller.request(xml('iq', { type: 'set' }, xml('query', { xmlns: 'urn:xmpp:mam:2' })));
  connection.removeListener('stanza', collect);
  return seen;
}

/** What a reader of the archive sees: every message in its last version. */
export function lastVersions(archive: readonly SeenMessage[]): string[] {
  const byId = new Map<string, string>();
  for (const { id, body, replaces } of archive) byId.set(replaces ?? id, body);
  return [...byId.values()];
}
