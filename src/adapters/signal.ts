// Signal through a signal-cli daemon (`signal-cli daemon --http`). Sources: github AsamK/signal-cli, man/signal-cli-jsonrpc.5.adoc and
// man/signal-cli.1.adoc; limits from its ServiceConfig.java.

import type { Adapter, Failure, MessageId } from '../adapter.js';
import { fieldsOf, type HttpServer, jsonCaller } from '../adapter-parts/http-json.js';
import { oneCall } from '../adapter-parts/one-call.js';
import { RecentMap } from '../recent-map.js';
import { hasOnlyFailures, mayHaveArrived, RpcRefusal, signalFailure } from './errors/signal.js';

export type { HttpServer };

/** What `signal` takes besides the daemon. */
export interface SignalOptions {
  /** The account to write from, as an E.164 number. Needed if the daemon serves several. */
  account?: string | undefined;
}

/** What `metadata` may hold for this adapter; anything else is ignored. */
export interface SignalMetadata {
  /** Who wrote the message that `replyTo` names. Default: the person written to; in a group nothing is quoted without it. */
  quoteAuthor?: string | undefined;
}

/** Streams to Signal: messages and edits of them. A chat id is a number (`+49…`), a uuid, a name (`u:name.01`), or `group:` and the
 *  group's id. A message's id is its timestamp.
 *
 *  Every edit has a new timestamp, which is the id to edit next: recipients drop an edit of an earlier one, although it is answered with
 *  SUCCESS (NousResearch/hermes-agent issue 34561). So when an edit gets no answer there is nothing left to edit by, and the next
 *  edit of that message is `editUnsupported`.
 *
 *  A message to a group counts as sent when it reached anyone. Throws `TokentapeError` with code `badServer` for an unusable URL. */
export function signal(server: HttpServer, { account }: SignalOptions = {}): Adapter {
  const callJson = jsonCaller('signal', server);
  const lost = new RecentMap<MessageId, true>(1_000);

  /** One call; gives the timestamp of what was done. */
  const rpc = async (method: 'send' | 'remoteDelete', params: object, signal: AbortSignal): Promise<number> => {
    const body = { jsonrpc: '2.0', id: 'tokentape', method, params: { ...(account !== undefined && { account }), ...params } };
    const answer = fieldsOf(await callJson({ method: 'POST', path: '/api/v1/rpc', body, signal }));
    const { timestamp, results } = fieldsOf(answer.result);
    if (answer.error !== undefined) throw new RpcRefusal(answer.error);
    if (hasOnlyFailures(results)) throw new RpcRefusal({ data: { response: { results } } });
    if (typeof timestamp !== 'number') throw new Error('an answer without a timestamp');
    return timestamp;
  };

  return {
    name: 'signal',
    limits: { maxLength: maxBytes, lengthOf: utf8Bytes, maxEdits },
    can: { edit: true, delete: true },

    async send({ chatId, text, replyTo, metadata, signal }) {
      if (utf8Bytes(text) > maxBytes) return tooLong;
      const params = { ...recipient(chatId), message: text, ...quote(chatId, replyTo, metadata) };
      const call = async () => ({ ok: true, messageId: await rpc('send', params, signal) }) as const;
      return oneCall({ signal, isRepeatable: false, call, explain: (error) => signalFailure(error, false) });
    },

    async edit({ chatId, messageId, text, signal }) {
      if (utf8Bytes(text) > maxBytes) return tooLong;
      if (lost.has(messageId)) return timestampLost;
      const params = { ...recipient(chatId), message: text, editTimestamp: Number(messageId) };
      const call = async () => {
        try {
          return { ok: true, messageId: await rpc('send', params, signal) } as const;
        } catch (error) {
          if (mayHaveArrived(error)) lost.set(messageId, true);
          throw error;
        }
      };
      return oneCall({ signal, isRepeatable: true, call, explain: (error) => signalFailure(error, true) });
    },

    async delete({ chatId, messageId, signal }) {
      const call = async () => {
        await rpc('remoteDelete', { ...recipient(chatId), targetTimestamp: Number(messageId) }, signal);
        return { ok: true } as const;
      };
      return oneCall({ signal, isRepeatable: true, call, explain: (error) => signalFailure(error, true) });
    },
  };
}

/** A longer text is sent as an attachment (ServiceConfig.java), and whether an edit can change one is not documented. */
const maxBytes = 2_000;

/** Recipients ignore further edits; how many they take is not documented, ten is what is commonly told. Every one is a message for every
 *  device of every recipient. */
const maxEdits = 8;

const tooLong: Failure = { ok: false, reason: 'tooLong', message: 'longer than 2000 bytes' };
const timestampLost: Failure = {
  ok: false,
  reason: 'editUnsupported',
  message: 'an edit of this message got no answer, so the timestamp to edit next is not known',
};

function utf8Bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function recipient(chatId: string | number) {
  const id = String(chatId);
  return id.startsWith('group:') ? { groupId: id.slice('group:'.length) } : { recipient: [id] };
}

function quote(chatId: string | number, replyTo: MessageId | undefined, metadata: SignalMetadata | undefined) {
  const author = metadata?.quoteAuthor ?? (String(chatId).startsWith('group:') ? undefined : String(chatId));
  return replyTo !== undefined && author !== undefined && { quoteTimestamp: Number(replyTo), quoteAuthor: author };
}
