// Slack through @slack/web-api 8. Limits and errors: docs.slack.dev/reference/methods/chat.* and /apis/web-api/rate-limits.

import type { FetchFunction, WebClient } from '@slack/web-api';
import type { Adapter, Failure, MessageId, Result, Success } from '../adapter.js';
import { oneCall } from '../adapter-parts/one-call.js';
import { TokentapeError } from '../errors.js';
import { slackFailure } from './errors/slack.js';
import { findInChannel, keyMetadata } from './slack/find.js';

/** What `slack` takes besides the client. */
export interface SlackOptions {
  /** Write with `chat.startStream` and its sisters. A stream needs a thread (`metadata.threadTs` or `replyTo`) and, outside of direct
   *  messages, a `recipient`; without them it answers `editUnsupported`. Default: true if there is a `recipient`. */
  nativeStream?: boolean | undefined;
  /** For whom a stream is. */
  recipient?: { userId: string; teamId: string } | undefined;
  /** The text is standard Markdown, sent as `markdown_text`, rather than Slack's own mrkdwn. Native streams always are. Default false. */
  markdown?: boolean | undefined;
}

/** What `metadata` may hold for this adapter; anything else is ignored. */
export interface SlackMetadata {
  /** The thread that every message goes to. `replyTo` alone reaches only the first. */
  threadTs?: string | undefined;
}

/** Streams to Slack channels, threads and direct messages. A chat id is a conversation's id: a direct message is `D…`, because a user's
 *  id can be posted to but not edited under.
 *
 *  `&`, `<` and `>` are sent as entities, as Slack asks; so a `<!channel>` or `<@U1>` that the model writes is shown and pings nobody.
 *  Lengths are counted as sent. A message is at most 4000 long although a post may be longer: an update may not.
 *
 *  The client's own retries are not used: a call is made once and can be aborted, on any `WebClient` of version 8. Another one throws
 *  `TokentapeError` with code `unsupportedClient`. */
export function slack(client: WebClient, options: SlackOptions = {}): Adapter {
  const internals = internalsOf(client);

  /** The part of the client that makes a call, as one that neither retries, queues nor waits, and that obeys the signal. `status` gives the
   *  HTTP status of the last answer. */
  const oneTry = (signal: AbortSignal) => {
    let status: number | undefined;
    const view: Pick<WebClient, 'apiCall'> = Object.assign(Object.create(client), {
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      requestQueue: { add: (task: () => unknown) => task() },
      fetchFn: async (...[url, init]: Parameters<FetchFunction>) => {
        const signals = init?.signal ? [signal, init.signal] : [signal];
        const response = await internals.fetchFn(url, { ...init, signal: AbortSignal.any(signals) });
        status = response.status;
        return response;
      },
    });
    return { call: (method: string, args: Record<string, unknown>) => view.apiCall(method, args), status: () => status };
  };

  const call = (
    method: string,
    args: Record<string, unknown>,
    { signal, isRepeatable }: { signal: AbortSignal; isRepeatable: boolean },
  ) => {
    const { call, status } = oneTry(signal);
    return oneCall({
      signal,
      isRepeatable,
      call: async (): Promise<Success> => {
        const { ts } = (await call(method, args)) as { ts?: string };
        return { ok: true, messageId: ts };
      },
      explain: (error) => slackFailure(error, status(), isRepeatable),
    });
  };

  const nativeStream = options.nativeStream ?? options.recipient !== undefined;
  const content = (text: string) => ({ [options.markdown ? 'markdown_text' : 'text']: asEntities(text) });

  return {
    name: 'slack',
    limits: { maxLength: maxUpdate, lengthOf: (text) => asEntities(text).length, streamExpiryMs },
    can: { edit: true, delete: true, nativeStream },

    async send({ chatId, text, replyTo, metadata, idempotencyKey, signal }) {
      // Slack would take it, and then refuse every edit of it.
      if (asEntities(text).length > maxUpdate) return tooLong;
      const thread = threadOf(metadata, replyTo);
      const key = { metadata: keyMetadata(idempotencyKey) };
      const args = { channel: String(chatId), ...content(text), ...thread, ...key, unfurl_links: false, unfurl_media: false };
      return call('chat.postMessage', args, { signal, isRepeatable: false });
    },

    async edit({ chatId, messageId, text, signal }) {
      if (asEntities(text).length > maxUpdate) return tooLong;
      // `parse` defaults to `client` here, unlike in a post, which would link names. Blocks left out are blocks kept.
      const asPosted = options.markdown ? {} : { parse: 'none', link_names: false, blocks: [] };
      const args = { channel: String(chatId), ts: String(messageId), ...content(text), ...asPosted };
      return call('chat.update', args, { signal, isRepeatable: true });
    },

    async delete({ chatId, messageId, signal }) {
      const result = await call('chat.delete', { channel: String(chatId), ts: String(messageId) }, { signal, isRepeatable: true });
      return !result.ok && result.reason === 'messageGone' ? { ok: true } : result;
    },

    async openStream({ chatId, text, replyTo, metadata, signal }): Promise<Result> {
      const thread = threadOf(metadata, replyTo);
      if (thread === undefined) return { ok: false, reason: 'editUnsupported', message: 'a stream needs a thread' };
      const { recipient } = options;
      const forWhom = recipient && { recipient_user_id: recipient.userId, recipient_team_id: recipient.teamId };
      const args = { channel: String(chatId), ...thread, ...forWhom, markdown_text: asEntities(text) };
      return call('chat.startStream', args, { signal, isRepeatable: false });
    },

    appendStream: ({ chatId, messageId, added, signal }) =>
      call(
        'chat.appendStream',
        { channel: String(chatId), ts: String(messageId), markdown_text: asEntities(added) },
        { signal, isRepeatable: false },
      ),

    closeStream: ({ chatId, messageId, added, signal }) => {
      const rest = added !== '' && { markdown_text: asEntities(added) };
      return call('chat.stopStream', { channel: String(chatId), ts: String(messageId), ...rest }, { signal, isRepeatable: added === '' });
    },

    async find(request) {
      const { messageId, metadata, signal } = request;
      // Markdown is rendered when it arrives, and given back rendered.
      if (messageId !== undefined && (options.markdown || nativeStream)) return renderedAlready;
      const { call, status } = oneTry(signal);
      return oneCall({
        signal,
        isRepeatable: true,
        call: () => findInChannel(call, request, { threadTs: (metadata as SlackMetadata | undefined)?.threadTs, streams: nativeStream }),
        explain: (error) => slackFailure(error, status(), true),
      });
    },
  };
}

/** `chat.update` answers `msg_too_long` above this, though `chat.postMessage` takes more. */
const maxUpdate = 4_000;

/** A stream dies about five minutes after it was opened, appends or not (github slackapi/python-slack-sdk issue 1859). */
const streamExpiryMs = 4.5 * 60_000;

const tooLong: Failure = { ok: false, reason: 'tooLong', message: 'msg_too_long: more than 4000 characters cannot be updated' };

const renderedAlready: Failure = { ok: false, reason: 'rejected', message: 'Slack does not give Markdown back as it was written' };

/** docs.slack.dev/messaging/formatting-message-text: these three, and no others. */
function asEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function threadOf(metadata: SlackMetadata | undefined, replyTo: MessageId | undefined) {
  const threadTs = metadata?.threadTs ?? replyTo;
  return threadTs === undefined ? undefined : { thread_ts: String(threadTs) };
}

/** What the one-try view replaces. Not public in the client's types, so it is looked for before it is relied on. */
function internalsOf(client: WebClient): { fetchFn: FetchFunction } {
  const { fetchFn } = client as unknown as { fetchFn?: unknown };
  const isKnown =
    typeof fetchFn === 'function' && ['retryConfig', 'rejectRateLimitedCalls', 'requestQueue'].every((name) => name in client);
  if (isKnown) return { fetchFn: fetchFn as FetchFunction };
  throw new TokentapeError(
    'unsupportedClient',
    'slack: this client is not a WebClient of @slack/web-api 8, so its retries cannot be turned off.',
  );
}
