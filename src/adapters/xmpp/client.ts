import type { Stanza } from './stanzas.js';

/** What the adapter needs of the object that `client()` of `@xmpp/client` returns, from 0.14 on. */
export interface XmppClient {
  /** `online` once the session is bound or resumed. */
  readonly status: string;
  /** As `@xmpp/client` has it: resolves when the bytes are written. */
  send(stanza: Stanza): Promise<unknown>;
  /** Hears every stanza, and the end of the connection. */
  on(event: 'stanza', listener: (stanza: Stanza) => void): unknown;
  on(event: 'disconnect' | 'offline', listener: () => void): unknown;
  /** Stops hearing stanzas. */
  removeListener(event: 'stanza', listener: (stanza: Stanza) => void): unknown;
  /** Asks the server, and rejects if it answers with an error or not at all. */
  readonly iqCaller: { request(stanza: Stanza): Promise<Stanza> };
  /** As `@xmpp/client` has it: counts stanzas, where the server does (XEP-0198). */
  readonly streamManagement: object;
}

/** What `streamManagement` is at run time: an emitter of `ack` and `fail`, which its published types leave out
 *  (`@xmpp/stream-management` 0.14, index.js). */
export interface StreamManagement {
  /** The server counts our stanzas on this stream. */
  readonly enabled: boolean;
  on(event: 'ack' | 'fail', listener: (stanza: Stanza) => void): unknown;
}
