import { LogLevel, WebClient } from '@slack/web-api';
import { afterEach, describe, expect, it } from 'vitest';
import type { Reason } from '../../src/adapter.js';
import { errorsByReason, mayHaveWorked } from '../../src/adapters/errors/slack.js';
import { type SlackOptions, slack } from '../../src/adapters/slack.js';
import { TokentapeError } from '../../src/errors.js';
import { type SlackEmulator, type SlackEmulatorOptions, startSlackEmulator } from '../../src/testing/index.js';
import { manualClock } from '../testing/manual-clock.js';
import { editing, failure, live, sending } from './requests.js';

const token = 'xoxb-planted-slack-token';
const chatId = 'C123';
const metadata = { threadTs: '1700000000.000100' };
const recipient = { userId: 'U1', teamId: 'T1' };

let running: SlackEmulator | undefined;
afterEach(() => running?.close());

async function start(options: SlackOptions = {}, emulated: SlackEmulatorOptions = {}) {
  const emulator = await startSlackEmulator({ token, limits: 'none', ...emulated });
  running = emulator;
  const client = new WebClient(token, { slackApiUrl: emulator.apiUrl, logLevel: LogLevel.ERROR });
  return { emulator, client, adapter: slack(client, options) };
}

async function open(options: SlackOptions = { recipient }, emulated: SlackEmulatorOptions = {}) {
  const { emulator, adapter } = await start(options, emulated);
  const opened = await adapter.openStream?.({ chatId, text: 'one', metadata, idempotencyKey: 'key-1', signal: live() });
  const messageId = String(opened?.ok && opened.messageId);
  const frame = (added: string, whole: string) => ({ chatId, messageId, added, whole, signal: live() });
  return { emulator, adapter, opened, messageId, frame };
}

describe('what Slack says and what it means', () => {
  const said: readonly (readonly [error: string, onSend: Reason, onEdit?: Reason])[] = [
    ['ratelimited', 'rateLimited'],
    ['rate_limited', 'rateLimited'],
    ['message_limit_exceeded', 'rateLimited'],
    ['message_not_found', 'messageGone'],
    ['channel_not_found', 'forbidden'],
    ['thread_not_found', 'rejected'],
    ['msg_too_long', 'tooLong'],
    ['msg_blocks_too_long', 'tooLong'],
    ['msg_blocks_too_many', 'tooLong'],
    ['no_text', 'rejected'],
    ['invalid_blocks', 'formatRejected'],
    ['invalid_chunks', 'formatRejected'],
    ['markdown_text_conflict', 'rejected'],
    ['cant_update_message', 'editUnsupported'],
    ['edit_window_closed', 'editUnsupported'],
    ['message_not_owned_by_app', 'editUnsupported'],
    ['block_mismatch', 'editUnsupported'],
    ['is_inactive', 'editUnsupported'],
    ['not_in_channel', 'forbidden'],
    ['is_archived', 'forbidden'],
    ['restricted_action', 'forbidden'],
    ['restricted_action_read_only_channel', 'forbidden'],
    ['missing_scope', 'forbidden'],
    ['no_permission', 'forbidden'],
    ['messages_tab_disabled', 'forbidden'],
    ['ekm_access_denied', 'forbidden'],
    ['invalid_auth', 'forbidden'],
    ['token_revoked', 'forbidden'],
    ['token_expired', 'forbidden'],
    ['account_inactive', 'forbidden'],
    ['access_denied', 'forbidden'],
    ['missing_recipient_user_id', 'editUnsupported'],
    ['missing_recipient_team_id', 'editUnsupported'],
    ['channel_type_not_supported', 'editUnsupported'],
    ['not_allowed_token_type', 'editUnsupported'],
    ['not_subscribed_to_message_stream_stopped', 'editUnsupported'],
    ['message_not_in_streaming_state', 'editUnsupported'],
    ['stopped_by_user', 'forbidden'],
    ['streaming_state_conflict', 'transient'],
    ['fatal_error', 'maybeDelivered', 'transient'],
    ['internal_error', 'maybeDelivered', 'transient'],
    ['service_unavailable', 'transient'],
    ['request_timeout', 'transient'],
    ['update_failed', 'transient'],
    ['messaging_processing_failed', 'transient'],
    ['team_added_to_org', 'transient'],
    ['something_new', 'rejected'],
  ];
  for (const [error, onSend, onEdit = onSend] of said) {
    it(`${error} → ${onSend}${onEdit === onSend ? '' : `, ${onEdit} for an edit`}`, async () => {
      const { emulator, adapter } = await start();
      emulator.inject({ kind: 'refuse', error, times: 2 });
      const sent = failure(await adapter.send({ chatId, text: 'one', ...sending() }));
      const edited = failure(await adapter.edit({ chatId, messageId: '1.1', text: 'one', ...editing() }));
      expect([sent.reason, edited.reason]).toEqual([onSend, onEdit]);
      expect([sent.message, edited.message]).toEqual([error, error]);
      expect(emulator.requests).toHaveLength(2);
    });
  }

  it('no row is left out above', () => {
    const known = said.map(([error]) => error);
    for (const error of [...Object.values(errorsByReason).flat(), ...mayHaveWorked]) expect(known).toContain(error);
  });

  it('a soft limit on all posts holds the token, a tier only its calls', async () => {
    const { emulator, adapter } = await start();
    emulator.inject({ kind: 'refuse', error: 'rate_limited' }, { kind: 'wait', seconds: 4 });
    expect(failure(await adapter.send({ chatId, text: 'one', ...sending() })).scope).toBe('token');
    const tier = await adapter.edit({ chatId, messageId: '1.1', text: 'one', ...editing() });
    expect(tier).toMatchObject({ reason: 'rateLimited', scope: 'call', retryAfterMs: 4_000 });
  });

  it('a page with status 200 is no answer', async () => {
    const { emulator, client } = await start();
    Object.assign(client, { fetchFn: async () => new Response('<html>captive portal</html>') });
    const result = failure(await slack(client).send({ chatId, text: 'one', ...sending() }));
    expect(result).toMatchObject({ reason: 'maybeDelivered' });
    expect(JSON.stringify(result)).not.toContain('captive');
    expect(emulator.requests).toEqual([]);
  });

  it('a proxy that refuses did not pass the call on', async () => {
    const { client } = await start();
    Object.assign(client, { fetchFn: async () => new Response('no', { status: 407 }) });
    expect(failure(await slack(client).send({ chatId, text: 'one', ...sending() })).reason).toBe('rejected');
  });

  it('a server that was never reached did not take the message', async () => {
    const { emulator, adapter } = await start();
    await emulator.close();
    const result = await adapter.send({ chatId, text: 'one', ...sending() });
    expect(result).toMatchObject({ reason: 'transient', message: 'no answer: ECONNREFUSED' });
  });
});

describe('slack', () => {
  it('refuses a client whose retries it cannot turn off', () => {
    const make = () => slack({ apiCall: async () => ({ ok: true }) } as never);
    expect(make).toThrow(TokentapeError);
    expect(make).toThrow(expect.objectContaining({ code: 'unsupportedClient' }));
  });

  it('leaves the client as it is for everyone else', async () => {
    const { emulator, client, adapter } = await start();
    const before = { ...client };
    emulator.inject({ kind: 'wait', seconds: 60 });
    await adapter.send({ chatId, text: 'one', ...sending() });
    expect({ ...client }).toEqual(before);
    await client.chat.postMessage({ channel: 'C9', text: 'not held up' });
    expect(emulator.messages('C9')).toHaveLength(1);
  });

  it('is not held up by a client that waits for something else', async () => {
    const { emulator, client, adapter } = await start();
    (client as unknown as { requestQueue: { pause(): void } }).requestQueue.pause();
    expect((await adapter.send({ chatId, text: 'one', ...sending() })).ok).toBe(true);
    expect(emulator.messages(chatId)).toHaveLength(1);
  });

  it('shows what the model writes and lets it ping nobody', async () => {
    const { emulator, adapter } = await start();
    const text = 'a < b && c > d <!channel> <@U1> &lt;';
    const sent = await adapter.send({ chatId, text, ...sending() });
    expect(emulator.messages(chatId)).toMatchObject([{ text, mentions: [] }]);
    await adapter.edit({ chatId, messageId: (sent.ok && sent.messageId) || '', text: `${text}!`, ...editing() });
    expect(emulator.messages(chatId)).toMatchObject([{ text: `${text}!`, mentions: [] }]);
    expect(emulator.requests[1]?.body).toMatchObject({ parse: 'none', link_names: 'false', blocks: '[]' });
  });

  it('counts entities as they are sent', async () => {
    const { adapter } = await start();
    expect(adapter.limits.lengthOf('a&<>')).toBe(1 + 5 + 4 + 4);
  });

  it('posts nothing that could not be updated later', async () => {
    const { emulator, adapter } = await start();
    const text = 'x'.repeat(4_001);
    expect(failure(await adapter.send({ chatId, text, ...sending() })).reason).toBe('tooLong');
    expect(failure(await adapter.edit({ chatId, messageId: '1.1', text, ...editing() })).reason).toBe('tooLong');
    expect(emulator.requests).toEqual([]);
  });

  it('posts into the thread of the metadata, or of what it answers', async () => {
    const { emulator, adapter } = await start();
    await adapter.send({ chatId, text: 'one', replyTo: '1.1', metadata, ...sending() });
    await adapter.send({ chatId, text: 'two', replyTo: '1.1', ...sending() });
    expect(emulator.messages(chatId).map(({ threadTs }) => threadTs)).toEqual([metadata.threadTs, '1.1']);
  });

  it('unfurls no links', async () => {
    const { emulator, adapter } = await start();
    await adapter.send({ chatId, text: 'https://example.org', ...sending() });
    expect(emulator.requests[0]?.body).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
  });

  it('sends standard Markdown if told that the text is', async () => {
    const { emulator, adapter } = await start({ markdown: true });
    const sent = await adapter.send({ chatId, text: '**one**', ...sending() });
    await adapter.edit({ chatId, messageId: (sent.ok && sent.messageId) || '', text: '**two**', ...editing() });
    expect(emulator.requests.map(({ body }) => (body as { markdown_text?: string }).markdown_text)).toEqual(['**one**', '**two**']);
    expect(emulator.requests[1]?.body).not.toHaveProperty('text');
  });

  it('does not mind deleting what is gone', async () => {
    const { adapter } = await start();
    expect(await adapter.delete?.({ chatId, messageId: '1.1', signal: live() })).toEqual({ ok: true });
  });
});

describe('slack native streams', () => {
  it('are for those who say for whom, or that they want them', async () => {
    expect((await start()).adapter.can.nativeStream).toBe(false);
    expect((await start({ recipient })).adapter.can.nativeStream).toBe(true);
    expect((await start({ nativeStream: true })).adapter.can.nativeStream).toBe(true);
    expect((await start({ recipient, nativeStream: false })).adapter.can.nativeStream).toBe(false);
  });

  it('show text as it is added and ping nobody', async () => {
    const { emulator, adapter, frame } = await open();
    await adapter.appendStream?.(frame(' <!channel> & ', 'one <!channel> & '));
    expect(emulator.messages(chatId)).toMatchObject([{ text: 'one <!channel> & ', mentions: [], state: 'streaming' }]);
    await adapter.closeStream?.(frame('two', 'one <!channel> & two'));
    expect(emulator.messages(chatId)).toMatchObject([{ text: 'one <!channel> & two', state: 'ended' }]);
  });

  it('are not tried without a thread', async () => {
    const { emulator, adapter } = await start({ recipient });
    const result = await adapter.openStream?.({ chatId, text: 'one', idempotencyKey: 'key-1', signal: live() });
    expect(result).toMatchObject({ ok: false, reason: 'editUnsupported' });
    expect(emulator.requests).toEqual([]);
  });

  it('in a channel need a recipient, in a direct message none', async () => {
    const { adapter } = await start({ nativeStream: true });
    const opening = { text: 'one', metadata, idempotencyKey: 'key-1' };
    expect(await adapter.openStream?.({ chatId, ...opening, signal: live() })).toMatchObject({ reason: 'editUnsupported' });
    expect(await adapter.openStream?.({ chatId: 'D1', ...opening, signal: live() })).toMatchObject({ ok: true });
  });

  it('end after five minutes, later than the adapter says; the message can then be edited', async () => {
    const clock = manualClock();
    const { emulator, adapter, messageId, frame } = await open({ recipient }, { clock });
    clock.advance(adapter.limits.streamExpiryMs ?? 0);
    expect(await adapter.appendStream?.(frame(' two', 'one two'))).toMatchObject({ ok: true });
    expect(await adapter.edit({ chatId, messageId, text: 'x', ...editing() })).toMatchObject({ reason: 'transient' });
    clock.advance(30_000);
    expect(await adapter.appendStream?.(frame(' three', 'one two three'))).toMatchObject({ reason: 'editUnsupported' });
    expect(await adapter.closeStream?.(frame(' three', 'one two three'))).toMatchObject({ reason: 'editUnsupported' });
    expect(await adapter.edit({ chatId, messageId, text: 'one two three', ...editing() })).toMatchObject({ ok: true });
    expect(emulator.messages(chatId)).toMatchObject([{ text: 'one two three' }]);
  });

  it('that the reader stops are over for good', async () => {
    const { emulator, adapter, messageId, frame } = await open();
    emulator.stopByUser(chatId, messageId);
    expect(await adapter.appendStream?.(frame(' two', 'one two'))).toMatchObject({ reason: 'forbidden', message: 'stopped_by_user' });
    expect(emulator.messages(chatId)).toMatchObject([{ text: 'one' }]);
  });

  it('that lose an answer may hold the text, except when a close adds nothing', async () => {
    const { emulator, adapter, frame } = await open();
    emulator.inject({ kind: 'cutAfter', times: 3 });
    expect(await adapter.appendStream?.(frame(' two', 'one two'))).toMatchObject({ reason: 'maybeDelivered' });
    expect(await adapter.closeStream?.(frame('', 'one two'))).toMatchObject({ reason: 'transient' });
    expect(emulator.messages(chatId)).toMatchObject([{ text: 'one two' }]);
  });
});

describe('slack, asked for a message', () => {
  const find = { chatId, idempotencyKey: 'key-2', text: 'two', signal: live() };
  const send = (key: string, text: string) => ({ chatId, text, ...sending(), idempotencyKey: key });

  it('tells it by the key beside it, which an edit keeps', async () => {
    const { emulator, adapter } = await start();
    await adapter.send(send('key-1', 'two'));
    const sent = await adapter.send(send('key-2', 'two'));
    const messageId = (sent.ok && sent.messageId) || '';
    await adapter.edit({ chatId, messageId, text: 'two & more', ...editing() });
    expect(await adapter.find?.(find)).toEqual({ ok: true, message: { id: messageId, text: 'two & more' } });
    expect(emulator.messages(chatId)).toHaveLength(2);
  });

  it('reads links as they were written', async () => {
    const { adapter } = await start();
    const text = 'see https://example.org/a?b=1&c=2, <that> & more';
    const sent = await adapter.send(send('key-2', text));
    expect(await adapter.find?.({ chatId, messageId: (sent.ok && sent.messageId) || '', signal: live() })).toMatchObject({
      message: { text },
    });
  });

  it('looks in the thread that it was sent to', async () => {
    const { adapter } = await start();
    await adapter.send({ ...send('key-2', 'two'), metadata });
    expect(await adapter.find?.(find)).toEqual({ ok: true, message: null });
    expect(await adapter.find?.({ ...find, metadata })).toMatchObject({ message: { text: 'two' } });
  });

  it('looks through pages, back to the moment at which it was sent', async () => {
    const clock = manualClock(1_750_000_000_000);
    const { emulator, adapter } = await start({}, { clock });
    for (let count = 0; count < 150; count += 1) emulator.say(chatId, `${count}`);
    expect(await adapter.find?.(find)).toEqual({ ok: true, message: null });
    clock.advance(120_000);
    expect(await adapter.find?.({ ...find, sentAt: clock.now() })).toEqual({ ok: true, message: null });
    expect(emulator.requests.map(({ name }) => name)).toEqual(Array(3).fill('conversations.history'));
  });

  it('is not certain when it may have been a stream, which carries no key', async () => {
    const { adapter } = await open();
    expect(await adapter.find?.({ ...find, metadata })).toMatchObject({ ok: false, message: 'a stream of this app may be it' });
  });

  it('is certain with streams, too, when nothing else of the app’s is there', async () => {
    const { emulator, adapter } = await start({ recipient });
    emulator.say(chatId, 'hello');
    expect(await adapter.find?.(find)).toEqual({ ok: true, message: null });
    await adapter.send(send('key-1', 'other'));
    expect(await adapter.find?.(find)).toEqual({ ok: true, message: null });
  });

  it('does not read Markdown back, which Slack renders', async () => {
    for (const options of [{ markdown: true }, { recipient }]) {
      const { adapter } = await start(options);
      expect(await adapter.find?.({ chatId, messageId: '1.1', signal: live() })).toMatchObject({ ok: false });
    }
  });

  it('says when it may not look', async () => {
    const { emulator, adapter } = await start();
    emulator.inject({ kind: 'refuse', error: 'missing_scope' });
    expect(await adapter.find?.(find)).toMatchObject({ ok: false, reason: 'forbidden', message: 'missing_scope' });
  });
});
