// A signal-cli daemon and the phones behind it, for tests. Sources: github AsamK/signal-cli man/signal-cli-jsonrpc.5.adoc,
// ServiceConfig.java, JsonSendMessageResult.java, SendMessageResultUtils.java; which edits recipients drop: NousResearch/hermes-agent
// issue 34561.

import { systemClock } from '../clock.js';
import { type Answer, type Dialect, type Emulator, type EmulatorOptions, startEmulator } from './emulator.js';

/** What can go wrong for one recipient. */
export type SignalResult =
  | 'NETWORK_FAILURE'
  | 'UNREGISTERED_FAILURE'
  | 'IDENTITY_FAILURE'
  | 'RATE_LIMIT_FAILURE'
  | 'INVALID_PRE_KEY_FAILURE';

export interface SignalEmulatorOptions extends EmulatorOptions {
  /** The members of each group, by its id. An unknown group is refused. */
  groups?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Recipients who cannot be reached, and why. */
  failing?: Readonly<Record<string, SignalResult>> | undefined;
}

/** One message on the screen of whoever got it. */
export interface SignalMessage {
  /** The timestamp of the newest version, which is the one to edit. */
  id: number;
  /** The newest version. */
  text: string;
  /** The timestamp that it answers. */
  quotes: number | undefined;
  /** Too long for a message, so it came as a file. */
  isAttachment: boolean;
  /** How often it was edited. */
  edits: number;
}

export interface SignalEmulator extends Emulator {
  /** What is on the screen of a chat, oldest first. A group is `group:` and its id. */
  messages(chatId: string): readonly SignalMessage[];
  /** The sender deletes a message for everyone from another device. */
  remove(chatId: string, timestamp: number): void;
}

const maxBytes = 2_000;
/** Recipients ignore more; the number is commonly told, not documented. */
const maxEdits = 10;

interface Params {
  recipient?: readonly string[];
  groupId?: string;
  message?: string;
  editTimestamp?: number;
  targetTimestamp?: number;
  quoteTimestamp?: number;
}

/** Starts a daemon, at `/api/v1/rpc`. The calls are named `send`, `edit`, `remoteDelete` and `sendTyping`. A `refuse` fault takes an error
 *  code, `'-1'`, or a result for all recipients, `'UNREGISTERED_FAILURE'`. */
export async function startSignalEmulator(options: SignalEmulatorOptions = {}): Promise<SignalEmulator> {
  const clock = options.clock ?? systemClock;
  const chats = new Map<string, SignalMessage[]>();
  let lastTimestamp = 0;

  const messagesOf = (chatId: string): SignalMessage[] => {
    const known = chats.get(chatId) ?? [];
    chats.set(chatId, known);
    return known;
  };

  const remove = (chatId: string, timestamp: number | undefined) =>
    void chats.set(
      chatId,
      messagesOf(chatId).filter(({ id }) => id !== timestamp),
    );

  /** What the phones do. An edit of anything but the newest version is answered like any other, and dropped. */
  const show = (chatId: string, timestamp: number, { message = '', editTimestamp, quoteTimestamp }: Params) => {
    const isAttachment = Buffer.byteLength(message) > maxBytes;
    if (editTimestamp === undefined) {
      messagesOf(chatId).push({ id: timestamp, text: message, quotes: quoteTimestamp, isAttachment, edits: 0 });
      return;
    }
    const edited = messagesOf(chatId).find(({ id, edits }) => id === editTimestamp && edits < maxEdits);
    if (edited) Object.assign(edited, { id: timestamp, text: message, isAttachment, edits: edited.edits + 1 });
  };

  const dialect: Dialect = {
    nameOf: ({ body }) => {
      const { method, params } = (body ?? {}) as { method?: string; params?: Params };
      if (method === 'send') return params?.editTimestamp === undefined ? 'send' : 'edit';
      return method === 'remoteDelete' || method === 'sendTyping' ? method : 'unknown';
    },
    handle({ name, httpMethod, segments, body }) {
      if (segments.join('/') !== 'api/v1/rpc') return { status: 404 };
      if (httpMethod !== 'POST') return { status: 405 };
      if (name === 'unknown') return failed(-32_601, 'Method not implemented');
      const params = (body as { params?: Params }).params ?? {};
      const { recipient = [], groupId } = params;
      const chatId = groupId === undefined ? recipient[0] : `group:${groupId}`;
      const members = groupId === undefined ? recipient : options.groups?.[groupId];
      if (chatId === undefined || members === undefined || members.length === 0) return failed(-1, 'No recipients given');
      lastTimestamp = Math.max(lastTimestamp + 1, Math.floor(clock.now()));
      const results = members.map((number) => ({ recipientAddress: { number }, type: options.failing?.[number] ?? 'SUCCESS' }));
      if (results.every(({ type }) => type !== 'SUCCESS')) return failed(-1, 'Failed to send message', lastTimestamp, results);
      if (name === 'remoteDelete') remove(chatId, params.targetTimestamp);
      else if (name !== 'sendTyping') show(chatId, lastTimestamp, params);
      return { status: 200, body: { jsonrpc: '2.0', id: 'x', result: { timestamp: lastTimestamp, results } } };
    },
    wait: (seconds) =>
      failed(-5, 'Failed to send message due to rate limiting', 1, [
        { type: 'RATE_LIMIT_FAILURE', token: 'challenge', ...(seconds !== undefined && { retryAfterSeconds: seconds }) },
      ]),
    refuse: (error) =>
      Number.isNaN(Number(error)) ? failed(-1, 'Failed to send message', 1, [{ type: error }]) : failed(Number(error), 'Refused'),
  };

  return {
    ...(await startEmulator(dialect, options)),
    messages: messagesOf,
    remove,
  };
}

function failed(code: number, message: string, timestamp?: number, results?: readonly object[]): Answer {
  const data = results && { data: { response: { timestamp, results } } };
  return { status: 200, body: { jsonrpc: '2.0', id: 'x', error: { code, message, ...data } } };
}
