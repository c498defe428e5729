// The archive that a server keeps of what was said (XEP-0313), of an account or of a room.

import { xml } from '@xmpp/client';
import type { FindRequest, Found } from '../../adapter.js';
import { earliest, readHistory, theOnly, unsure } from '../../adapter-parts/chat-history.js';
import type { XmppClient } from './client.js';
import { bareJid } from './deliveries.js';
import type { Stanza } from './stanzas.js';

const MAM = 'urn:xmpp:mam:2';
const RSM = 'http://jabber.org/protocol/rsm';
const PAGE_LENGTH = 100;

interface Archived {
  message: Stanza;
  at: number;
}

/** Finds a message by its id. Of an account's own archive only the server knows whether it keeps everything; where it does not say so,
 *  a message that is not there may have been sent all the same. */
export async function findInArchive(client: XmppClient, { chatId, idempotencyKey, sentAt }: FindRequest, room: boolean): Promise<Found> {
  const address = String(chatId);
  const from = earliest(sentAt);
  const history = await readHistory<Archived>(from, {
    page: (before) => readPage(client, { to: room ? bareJid(address) : undefined, with: room ? undefined : bareJid(address), before }),
    timeOf: ({ at }) => at,
  });
  const own = history.messages.filter(({ message }) => room || bareJid(message.attrs.to) === bareJid(address));
  const isRetracted = own.some(({ message }) => message.getChild('retract')?.attrs.id === idempotencyKey);
  const byId = own.filter(({ message }) => message.attrs.id === idempotencyKey && !isRetracted);
  if (byId.length === 0 && !isRetracted && !room && !(await keepsEverything(client))) return unsure('the archive does not keep everything');
  return theOnly(history, byId, ({ message }) => ({ id: String(message.attrs.id), text: message.getChildText('body') ?? '' }));
}

/** One page, newest messages first. */
async function readPage(client: XmppClient, asked: { to: string | undefined; with: string | undefined; before: string | undefined }) {
  const queryId = `tokentape-${asked.before ?? ''}`;
  const results: Archived[] = [];
  const collect = (stanza: Stanza) => {
    const result = stanza.getChild('result', MAM);
    const forwarded = result?.attrs.queryid === queryId ? result.getChild('forwarded', 'urn:xmpp:forward:0') : undefined;
    const message = forwarded?.getChild('message');
    if (message) results.push({ message, at: Date.parse(String(forwarded?.getChild('delay', 'urn:xmpp:delay')?.attrs.stamp)) });
  };
  client.on('stanza', collect);
  try {
    const answer = await client.iqCaller.request(queryStanza(queryId, asked));
    const fin = answer.getChild('fin', MAM);
    const first = fin?.getChild('set', RSM)?.getChildText('first');
    return { messages: results.reverse(), next: fin?.attrs.complete === 'true' ? undefined : (first ?? undefined) };
  } finally {
    client.removeListener('stanza', collect);
  }
}

function queryStanza(queryid: string, asked: { to: string | undefined; with: string | undefined; before: string | undefined }): Stanza {
  const field = (name: string, value: string, type?: string) => xml('field', { var: name, ...(type && { type }) }, xml('value', {}, value));
  const form = xml(
    'x',
    { xmlns: 'jabber:x:data', type: 'submit' },
    field('FORM_TYPE', MAM, 'hidden'),
    ...(asked.with === undefined ? [] : [field('with', asked.with)]),
  );
  // An empty `before` asks for the last page (XEP-0059, section 2.5).
  const page = xml('set', { xmlns: RSM }, xml('max', {}, String(PAGE_LENGTH)), xml('before', {}, asked.before ?? ''));
  return xml('iq', { type: 'set', ...(asked.to !== undefined && { to: asked.to }) }, xml('query', { xmlns: MAM, queryid }, form, page));
}

/** What the account's preferences say (XEP-0441). */
async function keepsEverything(client: XmppClient): Promise<boolean> {
  const answer = await client.iqCaller.request(xml('iq', { type: 'get' }, xml('prefs', { xmlns: MAM })));
  const prefs = answer.getChild('prefs', MAM);
  return prefs?.attrs.default === 'always' && prefs.getChild('never')?.getChildElements().length === 0;
}
