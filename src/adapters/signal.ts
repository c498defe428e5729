// Signal through a signal-cli daemon (`signal-cli daemon --http`). Sources: github AsamK/signal-cli, man/signal-cli-jsonrpc.5.adoc and
// man/signal-cli.1.adoc; limits from its ServiceConfig.java and results from JsonSendMessageResult.java.

import type { Adapter, Failure, MessageId, Reason } from '../adapter.js';
import { fieldsOf, HttpRefusal, type HttpServer, jsonCaller } from '../http-json.js';
import { neverReached, oneCall } from '../one-call.js';
import { RecentMap } from '../recent-map.js';

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
      return oneCall({ signal, isRepeatable: false, call, explain: (error) => explain(error, false) });
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
      return oneCall({ signal, isRepeatable: true, call, explain: (error) => explain(error, true) });
    },

    async delete({ chatId, messageId, signal }) {
      const call = async () => {
        await rpc('remoteDelete', { ...recipient(chatId), targetTimestamp: Number(messageId) }, signal);
        return { ok: true } as const;
      };
      return oneCall({ signal, isRepeatable: true, call, explain: (error) => explain(error, true) });
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

/** What signal-cli says about the whole call, by its error code, and what that means. Any other code is `rejected`. */
const reasonsByCode: Readonly<Record<number, Reason>> = {
  // Wrong or missing arguments, no such account.
  [-1]: 'rejected',
  // Between signal-cli and Signal's servers; when it broke is not told.
  [-3]: 'maybeDelivered',
  // The recipient's safety number has changed, and someone has to trust the new one.
  [-4]: 'forbidden',
  [-5]: 'rateLimited',
  // A captcha was asked for and answered wrongly; someone has to do it again.
  [-6]: 'forbidden',
};

/** What it says about one recipient. Any other word is `rejected`. */
const reasonsByResult: Readonly<Record<string, Reason>> = {
  RATE_LIMIT_FAILURE: 'rateLimited',
  UNREGISTERED_FAILURE: 'forbidden',
  IDENTITY_FAILURE: 'forbidden',
  NETWORK_FAILURE: 'maybeDelivered',
  INVALID_PRE_KEY_FAILURE: 'transient',
};

/** signal-cli answered, and nobody got the message. */
class RpcRefusal extends Error {
  readonly reason: Reason;
  readonly retryAfterMs: number | undefined;

  constructor(error: unknown) {
    const { code, message, data } = fieldsOf(error);
    const results = listOf(fieldsOf(fieldsOf(data).response).results).map(fieldsOf);
    const types = results.map(({ type }) => String(type));
    super([code, message, ...types].filter((word) => word !== undefined).join(' '));
    // Results say more than the code, which is -1 whenever all recipients failed. A wait for one is a wait for all.
    const reasons = types.map((type) => reasonsByResult[type] ?? 'rejected');
    const waits = results.map(({ retryAfterSeconds }) => Number(retryAfterSeconds)).filter((seconds) => seconds > 0);
    this.reason = reasons.find((reason) => reason === 'rateLimited') ?? reasons[0] ?? reasonsByCode[Number(code)] ?? 'rejected';
    this.retryAfterMs = waits.length > 0 ? Math.max(...waits) * 1_000 : undefined;
  }
}

function hasOnlyFailures(results: unknown): boolean {
  const types = listOf(results).map((result) => fieldsOf(result).type);
  return types.length > 0 && !types.includes('SUCCESS');
}

function listOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

function mayHaveArrived(error: unknown): boolean {
  if (error instanceof RpcRefusal) return error.reason === 'maybeDelivered';
  if (error instanceof HttpRefusal) return error.status >= 500;
  return !neverReached(error);
}

function explain(error: unknown, isRepeatable: boolean): Failure | undefined {
  if (error instanceof RpcRefusal) {
    const { message, retryAfterMs } = error;
    const reason = error.reason === 'maybeDelivered' && isRepeatable ? 'transient' : error.reason;
    // Signal limits the account.
    return { ok: false, reason, message, ...(reason === 'rateLimited' && { retryAfterMs, scope: 'token' }) };
  }
  if (!(error instanceof HttpRefusal)) return undefined;
  const { status, message } = error;
  if (status >= 500) return error.failure(isRepeatable);
  // From a proxy before the daemon, or from something else that listens there.
  return { ok: false, reason: status === 401 || status === 403 || status === 404 ? 'forbidden' : 'rejected', message };
}
