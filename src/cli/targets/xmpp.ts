import type { Client } from '@xmpp/client';
import { noAnswer as lostAnswer } from '../../adapter-parts/one-call.js';
import { TargetError } from '../target-error.js';
import { badChat, type Connect, load, needed, noAnswer, patienceMs, wrongChat, wrongToken } from './target.js';

type Xmpp = typeof import('@xmpp/client');

export const connectXmpp: Connect = async ({ chat, env }) => {
  const jid = needed(env, 'XMPP_JID', 'the address of the account, bot@example.org');
  const password = needed(env, 'XMPP_PASSWORD', 'its password');
  const [, username, domain] = /^([^@/\s]+)@([^@/\s]+)$/.exec(jid) ?? [];
  if (username === undefined || domain === undefined) throw new TargetError(`XMPP_JID is no address: '${jid}'`);
  if (!/^[^@/\s]+@[^@/\s]+$/.test(chat)) throw badChat('xmpp', chat, 'an address, ann@example.org or a room');
  const library = await load('@xmpp/client', () => import('@xmpp/client'));
  // Not before: this adapter builds its stanzas with the client's own functions, and a command line without it has to run.
  const { xmpp } = await import('../../adapters/xmpp.js');
  const service = env.XMPP_SERVICE?.trim() || `xmpps://${domain}`;
  const client = library.client({ service, domain, username, password, resource: 'tokentape', timeout: patienceMs });
  // Whatever goes wrong shows in what is answered.
  client.on('error', () => {});
  try {
    await client.start().catch((error: unknown) => {
      const { name, condition } = error as { name?: string; condition?: string };
      throw name === 'SASLError'
        ? wrongToken('xmpp', 'XMPP_PASSWORD', condition)
        : noAnswer('xmpp', condition ?? lostAnswer(error, true).message);
    });
    const isRoom = await isRoomAt(client, library, chat);
    if (isRoom) await enter(client, library, chat, username);
    return {
      adapter: xmpp(client, { type: isRoom ? 'groupchat' : 'chat' }),
      chatId: chat,
      config: { editInterval: 3, bufferThreshold: 4_000 },
      close: () => stop(client),
    };
  } catch (error) {
    await stop(client);
    throw error;
  }
};

async function stop(client: Client): Promise<void> {
  client.reconnect.stop();
  await client.stop().catch(() => {});
}

/** Rooms say what they are (XEP-0045, section 6.4); of people nothing is told to strangers. */
async function isRoomAt(client: Client, { xml }: Xmpp, chat: string): Promise<boolean> {
  const question = xml('iq', { type: 'get', to: chat }, xml('query', { xmlns: 'http://jabber.org/protocol/disco#info' }));
  const answer = await client.iqCaller.request(question, patienceMs).catch((error: unknown) => {
    const { condition } = error as { condition?: string };
    if (condition === 'item-not-found' || condition === 'remote-server-not-found') throw wrongChat('xmpp', chat, condition);
    return undefined;
  });
  const identity = answer?.getChild('query')?.getChild('identity');
  return identity?.attrs.category === 'conference';
}

/** Joins a room, without its history. */
function enter(client: Client, { xml }: Xmpp, room: string, nick: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      clearTimeout(timer);
      client.removeListener('stanza', hear);
      end();
    };
    const hear = (stanza: Parameters<typeof client.send>[0]) => {
      if (!stanza.is('presence') || stanza.attrs.from !== `${room}/${nick}`) return;
      const condition = stanza.getChild('error')?.getChildElements()[0]?.name;
      settle(() => (condition === undefined ? resolve() : reject(wrongChat('xmpp', room, condition))));
    };
    const timer = setTimeout(() => settle(() => reject(noAnswer('xmpp', 'the room says nothing'))), patienceMs);
    client.on('stanza', hear);
    const history = xml('history', { maxstanzas: '0' });
    void client.send(xml('presence', { to: `${room}/${nick}` }, xml('x', { xmlns: 'http://jabber.org/protocol/muc' }, history)));
  });
}
