import type { Adapter, Failure, MessageId, Result } from '../adapter.js';
import { unsure } from '../adapter-parts/chat-history.js';
import { oneCall } from '../adapter-parts/one-call.js';
import { unlessAborted } from '../adapter-parts/unless-aborted.js';
import { RecentMap } from '../recent-map.js';
import { xmppFailure } from './errors/xmpp.js';
import { findInArchive } from './xmpp/archive.js';
import type { XmppClient } from './xmpp/client.js';
import { bareJid, Deliveries, followUpId, type Verdict } from './xmpp/deliveries.js';
import { stanzaBytes } from './xmpp/legal-text.js';
import { type Address, correctionStanza, messageStanza, retractionStanza, type Stanza } from './xmpp/stanzas.js';

export type { XmppClient } from './xmpp/client.js';

/** What `xmpp` takes besides the client. */
export interface XmppOptions {
  /** `chat` (default) for people, `groupchat` for rooms, which the gateway has joined. `metadata.type` overrides it per call. */
  type?: 'chat' | 'groupchat' | undefined;
  /** The longest stanza that the server takes, in bytes. Default 262 144, as Prosody has it (`c2s_stanza_size_limit`); servers may
   *  go down to 10 000 (RFC 6120, section 13.12). A server closes the stream over a longer one, so none is written. */
  maxStanzaBytes?: number | undefined;
}

/** What `metadata` may hold for this adapter; anything else is ignored. */
export interface XmppMetadata {
  /** Overrides the option of that name. */
  type?: 'chat' | 'groupchat' | undefined;
}

/** Room in a stanza for everything that is not text: addresses of up to 3071 bytes each (RFC 7622, section 3.1) are not planned for. */
const ENVELOPE_BYTES = 2_048;

/** How many rooms' ids for messages are kept, for retractions. */
const ROOM_IDS = 1_000;

/** XMPP: a message and corrections of it (XEP-0308). Clients without XEP-0308 show every correction as a message of its own, so
 *  corrections should be few: an edit interval of 3 s or more.
 *
 *  `client` is one of `@xmpp/client` that the gateway has started. Give it a fixed `resource`: a correction counts only if it comes from
 *  the same full address as the message (XEP-0308, section 4), reconnects included. The adapter listens on it for good; adapters for one
 *  client share their listeners.
 *
 *  `ok` means that the server has the message: by its count (XEP-0198), by its answer to a ping that went after the message, or, in a
 *  room, by the copy that the room sends back. A connection that broke in between, or a deadline that passed, is
 *  `maybeDelivered` for a message and `transient` for a correction. An error that comes back later still is the answer to the next edit
 *  of that message. */
export function xmpp(client: XmppClient, { type: defaultType = 'chat', maxStanzaBytes = 262_144 }: XmppOptions = {}): Adapter {
  const deliveries = Deliveries.of(client);
  const roomIds = new RecentMap<string, string>(ROOM_IDS);
  const maxLength = maxStanzaBytes - ENVELOPE_BYTES;

  function addressOf({ chatId, metadata }: { chatId: string | number; metadata?: XmppMetadata | undefined }, id: string): Address {
    return { to: String(chatId), type: metadata?.type ?? defaultType, id };
  }

  async function deliver(stanza: Stanza, address: Address, signal: AbortSignal): Promise<Verdict | Failure> {
    if (signal.aborted) return { ok: false, reason: 'transient', message: 'given up before it was sent' };
    // What is written to a broken connection is lost for certain.
    if (client.status !== 'online') return offline(client);
    return deliveries.deliver(stanza, { signal, room: address.type === 'groupchat' ? bareJid(address.to) : undefined });
  }

  return {
    name: 'xmpp',
    limits: { maxLength, lengthOf: stanzaBytes },
    can: { edit: true, delete: true },
    // Interim corrections are marked not to be stored: what the archive, and other devices, get is the closing one.
    needsFinalEdit: true,

    async send({ text, replyTo, idempotencyKey, signal, ...request }) {
      if (stanzaBytes(text) > maxLength) return tooLong;
      const address = addressOf(request, idempotencyKey);
      const verdict = await deliver(messageStanza(address, text, replyTo === undefined ? undefined : String(replyTo)), address, signal);
      if ('kind' in verdict && verdict.kind === 'taken') keepRoomId(idempotencyKey, verdict.echo);
      return resultOf(verdict, idempotencyKey, false);
    },

    async edit({ messageId, text, final, signal, ...request }) {
      if (stanzaBytes(text) > maxLength) return tooLong;
      const late = deliveries.takeLateBounce(String(messageId));
      if (late !== undefined) return xmppFailure(late);
      const address = addressOf(request, followUpId(String(messageId)));
      return resultOf(await deliver(correctionStanza(address, text, String(messageId), final), address, signal), messageId, true);
    },

    async delete({ messageId, signal, ...request }) {
      const address = addressOf(request, followUpId(String(messageId)));
      const retracted = address.type === 'groupchat' ? roomIds.get(String(messageId)) : String(messageId);
      if (retracted === undefined) return { ok: false, reason: 'rejected', message: 'the room gave no id to retract this message by' };
      return resultOf(await deliver(retractionStanza(address, retracted), address, signal), messageId, true);
    },

    async find(request) {
      // Interim corrections are in no archive, so what it holds is not what is on screen.
      if (request.messageId !== undefined) return unsure('the archive holds no interim corrections');
      if (client.status !== 'online') return offline(client);
      const { signal } = request;
      const isRoom = addressOf(request, '').type === 'groupchat';
      return oneCall({ signal, isRepeatable: true, call: () => unlessAborted(signal, findInArchive(client, request, isRoom)), explain });
    },
  };

  function explain(error: unknown): Failure | undefined {
    const { condition, type } = error as { condition?: unknown; type?: unknown };
    return typeof condition === 'string' ? xmppFailure({ condition, type: String(type), text: '' }) : undefined;
  }

  /** In a room a message is retracted by the id that the room gave it (XEP-0424, section 5; XEP-0359). */
  function keepRoomId(messageId: string, echo: Stanza | undefined): void {
    const roomId = echo?.getChild('stanza-id', 'urn:xmpp:sid:0')?.attrs.id;
    if (roomId !== undefined) roomIds.set(messageId, String(roomId));
  }
}

function offline({ status }: XmppClient): Failure {
  return { ok: false, reason: 'transient', message: `the client is ${status}` };
}

const tooLong: Failure = { ok: false, reason: 'tooLong', message: 'longer than a stanza may be' };

function resultOf(verdict: Verdict | Failure, messageId: MessageId, isRepeatable: boolean): Result {
  if ('ok' in verdict) return verdict;
  switch (verdict.kind) {
    case 'taken':
      return { ok: true, messageId };
    case 'bounced':
      return xmppFailure(verdict.bounce);
    case 'lost':
      return { ok: false, reason: isRepeatable ? 'transient' : 'maybeDelivered', message: verdict.why };
  }
}
