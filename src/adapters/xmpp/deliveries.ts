// XMPP answers a message only when something is wrong with it, and then at any time. `ok` has to mean that the server has the
// message, so every write is followed by a question about it: a count (XEP-0198) where the server keeps one, else a ping. A room
// needs neither: it sends each message back to its author.

import { randomBytes } from 'node:crypto';
import { RecentMap } from '../../recent-map.js';
import type { StreamManagement, XmppClient } from './client.js';
import { ackRequest, pingStanza, type Stanza } from './stanzas.js';

export interface Bounce {
  /** RFC 6120, section 8.3.3: `service-unavailable`, `item-not-found` … */
  condition: string;
  /** RFC 6120, section 8.3.2: `auth`, `cancel`, `continue`, `modify` or `wait`. */
  type: string;
  text: string;
}

export type Verdict =
  /** The server has it. `echo` is the copy that a room sent back. */
  | { kind: 'taken'; echo?: Stanza | undefined }
  /** It came back with an error. */
  | { kind: 'bounced'; bounce: Bounce }
  /** Nobody said. It may have arrived. */
  | { kind: 'lost'; why: string };

interface Pending {
  stanza: Stanza;
  /** A room whose copy is waited for. */
  room: string | undefined;
  /** The server counts this stanza, and the client keeps it for a resumed session: a broken connection decides nothing yet. */
  counted: boolean;
  settle(verdict: Verdict): void;
}

/** How many errors that came after their call was over are kept for the next edit of the same message. */
const LATE_BOUNCES = 200;

/** Follows what becomes of the stanzas written over one client. */
export class Deliveries {
  static readonly #byClient = new WeakMap<XmppClient, Deliveries>();

  /** One per client, however many adapters share it: it listens for as long as the client lives. */
  static of(client: XmppClient): Deliveries {
    const known = Deliveries.#byClient.get(client);
    if (known !== undefined) return known;
    const fresh = new Deliveries(client);
    Deliveries.#byClient.set(client, fresh);
    return fresh;
  }

  readonly #client: XmppClient;
  readonly #management: StreamManagement;
  readonly #pending = new Map<string, Pending>();
  readonly #late = new RecentMap<string, Bounce>(LATE_BOUNCES);

  private constructor(client: XmppClient) {
    this.#client = client;
    this.#management = client.streamManagement as StreamManagement;
    client.on('stanza', (stanza: Stanza) => this.#heard(stanza));
    client.on('disconnect', () => this.#settleWhere(({ counted }) => !counted, 'the connection broke'));
    client.on('offline', () => this.#settleWhere(() => true, 'the session ended'));
    this.#management.on('ack', (stanza) => this.#counted(stanza, { kind: 'taken' }));
    this.#management.on('fail', (stanza) => this.#counted(stanza, { kind: 'lost', why: 'the session could not be resumed' }));
  }

  /** Writes the stanza, which must have an id, and finds out what became of it. `room` names the room it goes to. Never rejects. */
  deliver(stanza: Stanza, { signal, room }: { signal: AbortSignal; room?: string | undefined }): Promise<Verdict> {
    const id = String(stanza.attrs.id);
    return new Promise((resolve) => {
      const settle = (verdict: Verdict) => {
        this.#pending.delete(id);
        signal.removeEventListener('abort', giveUp);
        resolve(verdict);
      };
      const giveUp = () => settle({ kind: 'lost', why: 'no answer in time' });
      const counted = this.#management.enabled;
      this.#pending.set(id, { stanza, room, counted, settle });
      signal.addEventListener('abort', giveUp);
      this.#client
        .send(stanza)
        .then(() => (room === undefined ? this.#ask(counted, id) : undefined))
        .catch((error: unknown) => {
          if (!counted) settle({ kind: 'lost', why: String(error) });
        });
    });
  }

  /** An error that came back for this message after its call was over; told once. */
  takeLateBounce(messageId: string): Bounce | undefined {
    const bounce = this.#late.get(messageId);
    this.#late.delete(messageId);
    return bounce;
  }

  #ask(counted: boolean, id: string): Promise<unknown> {
    return this.#client.send(counted ? ackRequest() : pingStanza(pingIdOf(id)));
  }

  #heard(stanza: Stanza): void {
    const id = String(stanza.attrs.id);
    const bounce = bounceOf(stanza);
    const pending = this.#pending.get(stanza.is('iq') ? messageIdOf(id) : id);
    if (pending !== undefined) {
      if (bounce !== undefined) pending.settle({ kind: 'bounced', bounce });
      else if (stanza.is('iq')) pending.settle({ kind: 'taken' });
      else if (pending.room !== undefined && bareJid(stanza.attrs.from) === pending.room) pending.settle({ kind: 'taken', echo: stanza });
    } else if (bounce !== undefined) {
      this.#late.set(messageIdOf(id), bounce);
    }
  }

  #counted(stanza: Stanza, verdict: Verdict): void {
    const pending = this.#pending.get(String(stanza.attrs.id));
    if (pending?.stanza !== stanza) return;
    // A count says that our own server has it, which is no news about a room elsewhere: its copy is waited for.
    if (pending.room !== undefined && verdict.kind === 'taken') return;
    pending.settle(verdict);
  }

  #settleWhere(applies: (pending: Pending) => boolean, why: string): void {
    for (const pending of [...this.#pending.values()]) if (applies(pending)) pending.settle({ kind: 'lost', why });
  }
}

/** An id for a correction or a retraction from which its message can be told, also long after the call. */
export function followUpId(messageId: string): string {
  return `${messageId}.${randomBytes(4).toString('hex')}`;
}

const pingIdOf = (stanzaId: string): string => `${stanzaId}.ping`;

/** Undoes one of the two above. */
function messageIdOf(id: string): string {
  return id.replace(/\.(ping|[0-9a-f]{8})$/, '');
}

function bounceOf(stanza: Stanza): Bounce | undefined {
  const error = stanza.is('message') && stanza.attrs.type === 'error' ? stanza.getChild('error') : undefined;
  if (error === undefined) return undefined;
  const condition = error.getChildElements().find((child) => child.getName() !== 'text');
  return {
    condition: condition?.getName() ?? 'undefined-condition',
    type: String(error.attrs.type),
    text: error.getChildText('text') ?? '',
  };
}

export function bareJid(jid: unknown): string {
  return String(jid).replace(/\/.*$/s, '').toLowerCase();
}
