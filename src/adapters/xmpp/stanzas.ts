// The four stanzas that the adapter writes. XEP numbers name the documents at xmpp.org/extensions.

import { xml } from '@xmpp/client';
import { legalText } from './legal-text.js';

export type Stanza = ReturnType<typeof xml>;

export interface Address {
  to: string;
  /** `groupchat` for a room, `chat` for a person. */
  type: 'chat' | 'groupchat';
  /** The stanza's own id. */
  id: string;
}

export function messageStanza(address: Address, text: string, replyTo: string | undefined): Stanza {
  return xml(
    'message',
    { ...address },
    xml('body', {}, legalText(text)),
    // XEP-0359: an id that no server on the way rewrites, for whoever looks the message up in an archive.
    xml('origin-id', { xmlns: 'urn:xmpp:sid:0', id: address.id }),
    // XEP-0461.
    ...(replyTo === undefined ? [] : [xml('reply', { xmlns: 'urn:xmpp:reply:0', to: address.to, id: replyTo })]),
  );
}

/** XEP-0308: a whole message that stands for the one whose id it names, always the first one. Interim corrections ask archives
 *  to forget them (XEP-0334), so that a history holds the first frame and the last, not the hundred between. */
export function correctionStanza(address: Address, text: string, originalId: string, final: boolean): Stanza {
  return xml(
    'message',
    { ...address },
    xml('body', {}, legalText(text)),
    xml('replace', { xmlns: 'urn:xmpp:message-correct:0', id: originalId }),
    ...(final ? [] : [xml('no-store', { xmlns: 'urn:xmpp:hints' })]),
  );
}

/** XEP-0424, with the fallback text that clients without it show. */
export function retractionStanza(address: Address, retractedId: string): Stanza {
  return xml(
    'message',
    { ...address },
    xml('retract', { xmlns: 'urn:xmpp:message-retract:1', id: retractedId }),
    xml('fallback', { xmlns: 'urn:xmpp:fallback:0', for: 'urn:xmpp:message-retract:1' }),
    xml('body', {}, 'This message was retracted, but your client does not support that.'),
    xml('store', { xmlns: 'urn:xmpp:hints' }),
  );
}

/** XEP-0199, to one's own server. Servers answer in the order in which they were asked (RFC 6120, section 10.1), with a result
 *  or with an error: either proves that everything written before it was taken in. */
export function pingStanza(id: string): Stanza {
  return xml('iq', { type: 'get', id }, xml('ping', { xmlns: 'urn:xmpp:ping' }));
}

/** XEP-0198: asks at once how many stanzas the server has taken in; the client itself asks a quarter of a second later. */
export function ackRequest(): Stanza {
  return xml('r', { xmlns: 'urn:xmpp:sm:3' });
}
