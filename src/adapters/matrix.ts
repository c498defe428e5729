// Matrix by plain `fetch`. Source of everything not said otherwise: spec.matrix.org, client-server API.

import { randomUUID } from 'node:crypto';
import type { Adapter, Failure, MessageId, Success, TypingRequest } from '../adapter.js';
import { fieldsOf, HttpRefusal, type HttpServer, jsonCaller } from '../adapter-parts/http-json.js';
import { oneCall } from '../adapter-parts/one-call.js';
import { type Clock, systemClock } from '../clock.js';
import { matrixFailure } from './errors/matrix.js';
import { findInRoom } from './matrix/find.js';

/** Where the homeserver is, and who may write there. */
export interface MatrixServer extends HttpServer {
  /** The account's token. */
  accessToken: string;
}

/** What `matrix` takes besides the server. */
export interface MatrixOptions {
  /** Send `m.notice`, which other bots do not answer, rather than `m.text`. Default true. */
  notice?: boolean | undefined;
  /** Writes the text as HTML, for clients that show it; the text goes along for all others. It is called for each send and edit, with
   *  text that is still growing. Whatever HTML it lets through, a model can write: use one that escapes what it does not make itself.
   *  Where it throws, or gives more HTML than fits beside the text, the text goes alone. Default: text only. */
  html?: ((text: string) => string) | undefined;
  /** Tells how long a date in `Retry-After` is away. Default: real time. */
  clock?: Pick<Clock, 'now'> | undefined;
}

/** What `metadata` may hold for this adapter; anything else is ignored. */
export interface MatrixMetadata {
  /** The event that started the thread which new messages go to. */
  threadRoot?: string | undefined;
}

/** Streams to Matrix rooms: an event, and events that replace it (`m.replace`), all of which a room keeps for ever. A chat id is a room's
 *  id; the account has joined the room, and the room is not encrypted.
 *
 *  `idempotencyKey` is the transaction id: the same key sent twice over one access token is one event, so a send that ended in
 *  `maybeDelivered` may be repeated with its key. Edits of a message that was redacted are accepted and never seen; there is no
 *  `messageGone` here.
 *
 *  Throws `TokentapeError` with code `badServer` for an unusable URL or token. */
export function matrix(server: MatrixServer, { notice = true, html, clock = systemClock }: MatrixOptions = {}): Adapter {
  const call = jsonCaller('matrix', server);
  const msgtype = notice ? 'm.notice' : 'm.text';
  // HTML may be half as long again as the text.
  const maxTextBytes = html ? Math.floor(maxContentBytes / 2.5) : maxContentBytes;

  /** Without mentions, whatever the text or the HTML look like. */
  const contentOf = (text: string): Content => {
    const body = wellFormed(text);
    const formatted = html && written(html, body, maxContentBytes - jsonBytes(body));
    return {
      msgtype,
      body,
      ...(formatted !== undefined && { format: 'org.matrix.custom.html', formatted_body: formatted }),
      'm.mentions': {},
    };
  };

  const explain = (isRepeatable: boolean) => (error: unknown) =>
    error instanceof HttpRefusal ? matrixFailure(error, isRepeatable, clock) : undefined;

  /** One event or redaction. Doing it again under the same transaction id changes nothing, but only a caller who knows the id can. */
  const put = (
    roomId: string | number,
    path: string,
    body: object,
    { signal, isRepeatable }: { signal: AbortSignal; isRepeatable: boolean },
  ) =>
    oneCall({
      signal,
      isRepeatable,
      call: async (): Promise<Success> => {
        const answer = await call({ method: 'PUT', path: `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/${path}`, body, signal });
        const eventId = fieldsOf(answer).event_id;
        if (typeof eventId !== 'string') throw new Error('an answer without an event id');
        return { ok: true, messageId: eventId };
      },
      explain: explain(isRepeatable),
    });

  /** Whose token it is; asked once. */
  let ownId: string | undefined;

  const whoAmI = async (signal: AbortSignal): Promise<string> => {
    const { user_id } = fieldsOf(await call({ method: 'GET', path: '/_matrix/client/v3/account/whoami', signal }));
    if (typeof user_id !== 'string') throw new Error('an answer without a user id');
    return user_id;
  };

  const type = (typing: boolean, { chatId, signal }: TypingRequest) =>
    oneCall({
      signal,
      isRepeatable: true,
      call: async (): Promise<Success> => {
        ownId ??= await whoAmI(signal);
        const path = `/_matrix/client/v3/rooms/${encodeURIComponent(chatId)}/typing/${encodeURIComponent(ownId)}`;
        await call({ method: 'PUT', path, body: typing ? { typing, timeout: typingMs } : { typing }, signal });
        return { ok: true };
      },
      explain: (error) => {
        const failure = explain(true)(error);
        // It is no event, and is not counted as one.
        return failure && { ...failure, scope: failure.scope && 'call' };
      },
    });

  return {
    name: 'matrix',
    limits: { maxLength: maxTextBytes, lengthOf: jsonBytes, typingExpiryMs: typingMs },
    can: { edit: true, delete: true },

    async send({ chatId, text, replyTo, metadata, idempotencyKey, signal }) {
      // The room would take it, and then no edit of it.
      if (jsonBytes(text) > maxTextBytes) return tooLong;
      const content = { ...contentOf(text), ...relation(metadata, replyTo) };
      return put(chatId, `send/m.room.message/${encodeURIComponent(idempotencyKey)}`, content, { signal, isRepeatable: false });
    },

    async edit({ chatId, messageId, text, signal }) {
      if (jsonBytes(text) > maxTextBytes) return tooLong;
      const content = contentOf(text);
      const edit = {
        ...asFallback(content),
        'm.new_content': content,
        'm.relates_to': { rel_type: 'm.replace', event_id: messageId },
      };
      const result = await put(chatId, `send/m.room.message/${randomUUID()}`, edit, { signal, isRepeatable: true });
      // The event that was just sent is not the one to edit next: a replacement of a replacement is ignored.
      return result.ok ? { ok: true, messageId } : result;
    },

    async delete({ chatId, messageId, signal }) {
      const path = `redact/${encodeURIComponent(messageId)}/${randomUUID()}`;
      const result = await put(chatId, path, {}, { signal, isRepeatable: true });
      return result.ok ? { ok: true } : result;
    },

    typing: (request) => type(true, request),
    endTyping: (request) => type(false, request),

    find(request) {
      const { chatId, signal } = request;
      const get = (version: 'v1' | 'v3', path: string) =>
        call({ method: 'GET', path: `/_matrix/client/${version}/rooms/${encodeURIComponent(chatId)}/${path}`, signal });
      return oneCall({ signal, isRepeatable: true, call: () => findInRoom(get, request), explain: explain(true) });
    },
  };
}

interface Content {
  msgtype: string;
  body: string;
  format?: string;
  formatted_body?: string;
  'm.mentions': object;
}

/** What clients that know no replacements show of an edit. */
function asFallback(content: Content): Content {
  const { body, formatted_body: html } = content;
  return { ...content, body: `* ${body}`, ...(html !== undefined && { formatted_body: `* ${html}` }) };
}

/** How long the sign of somebody typing lasts; the client says. */
const typingMs = 30_000;

/** An event may have 65 536 bytes as canonical JSON, as servers exchange it: with ids, hashes, signatures and references that its author
 *  never sees. 5 500 bytes are left for those, and for the fields around the text; an edit holds text and HTML twice. */
const maxContentBytes = Math.floor((65_536 - 5_500) / 2);

const tooLong: Failure = { ok: false, reason: 'tooLong', message: 'an edit of this text would be larger than an event may be' };

/** The size of a text inside canonical JSON: UTF-8, with quotes, backslashes and control characters escaped. */
function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(wellFormed(text))) - '""'.length;
}

/** The HTML of a text, unless there is none that fits. */
function written(html: (text: string) => string, text: string, maxBytes: number): string | undefined {
  try {
    const formatted = wellFormed(html(text));
    return jsonBytes(formatted) <= maxBytes ? formatted : undefined;
  } catch {
    return undefined;
  }
}

/** Half a surrogate pair has no place in JSON; it becomes U+FFFD, as any encoder of UTF-8 would have it. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** In a thread every event says so; a reply in a thread is an answer to one of its events. */
function relation(metadata: MatrixMetadata | undefined, replyTo: MessageId | undefined) {
  const reply = replyTo !== undefined && { 'm.in_reply_to': { event_id: replyTo } };
  const { threadRoot } = metadata ?? {};
  if (threadRoot === undefined) return reply && { 'm.relates_to': reply };
  // Without an event to answer, clients that know no threads are shown a reply to the first.
  const fallback = { 'm.in_reply_to': { event_id: threadRoot }, is_falling_back: true };
  return { 'm.relates_to': { rel_type: 'm.thread', event_id: threadRoot, ...(reply || fallback) } };
}
