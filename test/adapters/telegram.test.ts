import { Api } from 'grammy';
import { afterEach, describe, expect, it } from 'vitest';
import type { Reason } from '../../src/adapter.js';
import { refusals } from '../../src/adapters/errors/telegram.js';
import { type TelegramOptions, telegram } from '../../src/adapters/telegram.js';
import { startTelegramEmulator, type TelegramEmulator, type TelegramEmulatorOptions } from '../../src/testing/index.js';
import { manualClock } from '../testing/manual-clock.js';
import { editing, failure, live, sending } from './requests.js';

const token = '12345:planted-telegram-token';
const chatId = 42;
const group = -1001;

let running: TelegramEmulator | undefined;
afterEach(() => running?.close());

async function start(options: TelegramOptions = {}, emulated: TelegramEmulatorOptions = {}) {
  const emulator = await startTelegramEmulator({ token, limits: 'none', ...emulated });
  running = emulator;
  const api = new Api(token, { apiRoot: emulator.url });
  return { emulator, api, adapter: telegram(api, options) };
}

describe('what Telegram says and what it means', () => {
  const said: readonly (readonly [description: string, onSend: Reason, onEdit?: Reason])[] = [
    ['Too Many Requests: retry after 5', 'rateLimited'],
    [
      'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      'notModified',
    ],
    ['Bad Request: message to edit not found', 'messageGone'],
    ['Bad Request: message not found', 'messageGone'],
    ['Bad Request: MESSAGE_ID_INVALID', 'messageGone'],
    ['Bad Request: message to delete not found', 'messageGone'],
    ["Bad Request: message can't be edited", 'editUnsupported'],
    ["Bad Request: message can't be deleted", 'rejected'],
    ['Bad Request: message is too long', 'tooLong'],
    ['Bad Request: MESSAGE_TOO_LONG', 'tooLong'],
    ['Bad Request: text is too long', 'tooLong'],
    ['Bad Request: message text is empty', 'rejected'],
    ['Bad Request: text must be non-empty', 'rejected'],
    ["Bad Request: can't parse entities: Can't find end of Bold entity at byte offset 3", 'formatRejected'],
    ["Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'", 'formatRejected'],
    ['Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0', 'formatRejected'],
    ["Bad Request: can't parse entities: Unclosed start tag at byte offset 0", 'formatRejected'],
    ['Bad Request: can\'t parse MessageEntity: Field "type" must be of type String', 'formatRejected'],
    ['Bad Request: unsupported parse_mode', 'formatRejected'],
    ['Bad Request: message to be replied not found', 'rejected'],
    ['Bad Request: message thread not found', 'forbidden'],
    ['Bad Request: TOPIC_CLOSED', 'forbidden'],
    ['Bad Request: not enough rights to send text messages to the chat', 'forbidden'],
    ['Bad Request: have no write access to the chat', 'forbidden'],
    ['Bad Request: chat not found', 'forbidden'],
    ['Forbidden: bot was blocked by the user', 'forbidden'],
    ['Forbidden: user is deactivated', 'forbidden'],
    ["Forbidden: bot can't initiate conversation with a user", 'forbidden'],
    ['Forbidden: bot was kicked from the group chat', 'forbidden'],
    ['Forbidden: bot was kicked from the supergroup chat', 'forbidden'],
    ['Forbidden: bot was kicked from the channel chat', 'forbidden'],
    ['Forbidden: bot is not a member of the supergroup chat', 'forbidden'],
    ['Forbidden: the group chat was deleted', 'forbidden'],
    ['Unauthorized', 'forbidden'],
    ['Not Found', 'forbidden'],
    ['Not Found: method not found', 'editUnsupported'],
    ['Bad Request: TEXTDRAFT_PEER_INVALID', 'editUnsupported'],
    ['Bad Request: something new', 'rejected'],
    ['Internal Server Error: restart', 'maybeDelivered', 'transient'],
  ];
  for (const [error, onSend, onEdit = onSend] of said) {
    it(`${error.slice(0, 90)} → ${onSend}${onEdit === onSend ? '' : `, ${onEdit} for an edit`}`, async () => {
      const { emulator, adapter } = await start();
      emulator.inject({ kind: 'refuse', error, times: 2 });
      const sent = failure(await adapter.send({ chatId, text: 'one', ...sending() }));
      const edited = failure(await adapter.edit({ chatId, messageId: 1, text: 'one', ...editing() }));
      expect([sent.reason, edited.reason]).toEqual([onSend, onEdit]);
      expect([sent.message, edited.message]).toEqual([error, error]);
      expect(emulator.requests).toHaveLength(2);
    });
  }

  it('no row is left out above', () => {
    for (const [words] of refusals) expect(said.map(([description]) => description)).toContainEqual(expect.stringContaining(words));
  });

  it('a wait holds the whole chat, for the time told', async () => {
    const { emulator, adapter } = await start();
    emulator.inject({ kind: 'wait', seconds: 26 });
    const result = await adapter.edit({ chatId, messageId: 1, text: 'one', ...editing() });
    expect(result).toMatchObject({ reason: 'rateLimited', retryAfterMs: 26_000, scope: 'chat' });
  });

  it('a server that was never reached did not take the message', async () => {
    const { emulator, adapter } = await start();
    await emulator.close();
    const result = failure(await adapter.send({ chatId, text: 'one', ...sending() }));
    expect(result).toMatchObject({ reason: 'transient', message: 'no answer: ECONNREFUSED' });
  });

  it('a network error does not tell the URL, which holds the token', async () => {
    const { emulator, adapter } = await start();
    emulator.inject({ kind: 'cutAfter' });
    expect(JSON.stringify(await adapter.send({ chatId, text: 'one', ...sending() }))).not.toContain(token);
  });
});

describe('telegram', () => {
  it('makes one request although the client has a retrying transformer', async () => {
    const { emulator, api } = await start();
    api.config.use(async (prev, method, payload, signal) => {
      try {
        return await prev(method, payload, signal);
      } catch {
        return await prev(method, payload, signal);
      }
    });
    emulator.inject({ kind: 'cutAfter' });
    const result = await telegram(api).send({ chatId, text: 'one', ...sending() });
    expect(failure(result).reason).toBe('maybeDelivered');
    expect(emulator.messages(chatId)).toHaveLength(1);
  });

  it('counts code points: 4096 emoji fit, 4097 do not', async () => {
    const { adapter } = await start();
    expect(adapter.limits.lengthOf('👍'.repeat(4_096))).toBe(4_096);
    expect((await adapter.send({ chatId, text: '👍'.repeat(4_096), ...sending() })).ok).toBe(true);
    expect(failure(await adapter.send({ chatId, text: '👍'.repeat(4_097), ...sending() })).reason).toBe('tooLong');
  });

  it('switches link previews off in every call', async () => {
    const { emulator, adapter } = await start();
    await adapter.send({ chatId, text: 'https://example.org', ...sending() });
    expect(emulator.messages(chatId)[0]?.linkPreview).toBe(false);
    await adapter.edit({ chatId, messageId: 1, text: 'https://example.org/a', ...editing() });
    expect(emulator.messages(chatId)[0]?.linkPreview).toBe(false);
  });

  it('takes an edit that adds only white space as not modified', async () => {
    const { adapter } = await start();
    await adapter.send({ chatId, text: 'one', ...sending() });
    expect(failure(await adapter.edit({ chatId, messageId: 1, text: 'one\n', ...editing() })).reason).toBe('notModified');
  });

  it('sends into the topic of the metadata, silently if asked', async () => {
    const { emulator, adapter } = await start({}, { chats: { [group]: { topics: [7] } } });
    const request = { chatId: group, text: 'one', ...sending() };
    await adapter.send({ ...request, metadata: { messageThreadId: 7, disableNotification: true } });
    expect(emulator.messages(group)[0]?.threadId).toBe(7);
    expect(emulator.requests[0]?.body).toMatchObject({ disable_notification: true });
    expect(failure(await adapter.send({ ...request, metadata: { messageThreadId: 8 } })).reason).toBe('forbidden');
  });

  it('does not repeat the topic in an edit, which takes none', async () => {
    const { emulator, adapter } = await start();
    await adapter.edit({ chatId, messageId: 1, text: 'one', metadata: { messageThreadId: 7 }, ...editing() });
    expect(emulator.requests[0]?.body).not.toHaveProperty('message_thread_id');
  });

  it('answers a message, even one that is gone', async () => {
    const { emulator, adapter } = await start();
    const asked = emulator.say(chatId, 'why?');
    await adapter.send({ chatId, text: 'because', replyTo: asked, ...sending() });
    expect(emulator.requests[0]?.body).toMatchObject({ reply_parameters: { message_id: asked } });
    expect((await adapter.send({ chatId, text: 'because', replyTo: 999, ...sending() })).ok).toBe(true);
  });

  it('waits with drafts alone when a draft has to wait', async () => {
    const { api } = await start();
    const slow = { ok: false, error_code: 429, description: 'Too Many Requests: retry after 35', parameters: { retry_after: 35 } };
    const adapter = telegram(new Api(token, { ...api.options, fetch: (async () => Response.json(slow, { status: 429 })) as never }), {
      chatType: 'private',
    });
    const draft = failure((await adapter.draft?.({ chatId, draftId: 1, text: 'one', signal: live() })) as never);
    expect(draft).toMatchObject({ reason: 'rateLimited', retryAfterMs: 35_000, scope: 'call' });
    expect(failure(await adapter.send({ chatId, text: 'one', ...sending() })).scope).toBe('chat');
  });

  it('cannot edit what someone else wrote', async () => {
    const { emulator, adapter } = await start();
    const theirs = emulator.say(chatId, 'hello');
    expect(failure(await adapter.edit({ chatId, messageId: theirs, text: 'bye', ...editing() })).reason).toBe('editUnsupported');
  });

  it('follows a group that became a supergroup with its next message', async () => {
    const { emulator, api } = await start();
    const moves = { ok: false, error_code: 400, description: 'Bad Request: group chat was upgraded to a supergroup chat' };
    const fetch = async (url: string | URL, init?: RequestInit) => {
      const isOld = String(init?.body).includes('"chat_id":-5');
      if (isOld) return Response.json({ ...moves, parameters: { migrate_to_chat_id: group } }, { status: 400 });
      return globalThis.fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: String(init?.body) });
    };
    const adapter = telegram(new Api(token, { ...api.options, fetch: fetch as never }));
    expect(failure(await adapter.edit({ chatId: -5, messageId: 1, text: 'one', ...editing() })).reason).toBe('messageGone');
    const other = telegram(new Api(token, { ...api.options, fetch: fetch as never }));
    expect(failure(await other.send({ chatId: -5, text: 'one', ...sending() })).reason).toBe('transient');
    expect(await other.send({ chatId: -5, text: 'one', ...sending() })).toMatchObject({ ok: true });
    expect(emulator.messages(group).map(({ text }) => text)).toEqual(['one']);
    // Number 1 is another message there.
    const inOld = (result: unknown) => failure(result as never).reason;
    expect(inOld(await other.edit({ chatId: -5, messageId: 7, text: 'two', ...editing() }))).toBe('messageGone');
    await other.delete?.({ chatId: -5, messageId: 7, signal: live() });
    expect(emulator.requests.filter(({ name }) => name === 'editMessageText' || name === 'deleteMessage')).toEqual([]);
    expect(await other.edit({ chatId: -5, messageId: 1, text: 'two', ...editing() })).toMatchObject({ ok: true });
    expect(emulator.messages(group).map(({ text }) => text)).toEqual(['two']);
  });

  it('keeps a client without a webhook reply, whose messages have no id', async () => {
    const { emulator } = await start();
    const replies: string[] = [];
    const api = new Api(token, { apiRoot: emulator.url, canUseWebhookReply: () => true }, { send: (body) => void replies.push(body) });
    expect(await telegram(api).send({ chatId, text: 'one', ...sending() })).toEqual({ ok: true, messageId: 1 });
    expect(replies).toEqual([]);
  });

  it('deletes a business message by its own method', async () => {
    const { emulator, adapter } = await start();
    await adapter.delete?.({ chatId, messageId: 3, metadata: { businessConnectionId: 'b1' }, signal: live() });
    expect(emulator.requests).toMatchObject([{ name: 'deleteBusinessMessages', body: { business_connection_id: 'b1', message_ids: [3] } }]);
  });
});

describe('telegram markup', () => {
  it('is sent with the parse mode', async () => {
    const { emulator, adapter } = await start({ parseMode: 'MarkdownV2' });
    await adapter.send({ chatId, text: '*bold*', ...sending() });
    expect(emulator.messages(chatId)).toMatchObject([{ text: 'bold', entities: [{ type: 'bold', offset: 0, length: 4 }] }]);
  });

  for (const [parseMode, text] of [
    ['MarkdownV2', '*half open'],
    ['HTML', '<b>half open'],
  ] as const) {
    it(`that is half open in ${parseMode} is shown as plain text, by a second request that cannot double it`, async () => {
      const { emulator, adapter } = await start({ parseMode });
      await adapter.send({ chatId, text, ...sending() });
      await adapter.edit({ chatId, messageId: 1, text: `${text} still`, ...editing() });
      expect(emulator.messages(chatId).map((message) => message.text)).toEqual([`${text} still`]);
      expect(emulator.requests.map(({ body }) => (body as { parse_mode?: string }).parse_mode)).toEqual([
        parseMode,
        undefined,
        parseMode,
        undefined,
      ]);
    });
  }

  it('is not tried again without markup when the trouble is another', async () => {
    const { emulator, adapter } = await start({ parseMode: 'HTML' });
    emulator.inject({ kind: 'cutAfter' });
    expect(failure(await adapter.send({ chatId, text: '<b>x</b>', ...sending() })).reason).toBe('maybeDelivered');
    expect(emulator.requests).toHaveLength(1);
  });
});

describe('telegram drafts', () => {
  const draft = { chatId, draftId: 7 };

  it('are only for private chats', async () => {
    const { adapter } = await start({ chatType: 'supergroup' });
    expect(adapter.can.draft).toBe(false);
    expect((await start()).adapter.can.draft).toBe(false);
    const result = await adapter.draft?.({ ...draft, chatId: group, text: 'one', signal: live() });
    expect(result).toMatchObject({ ok: false, reason: 'editUnsupported' });
  });

  it('are not for business connections', async () => {
    const { emulator, adapter } = await start({ chatType: 'private' });
    const result = await adapter.draft?.({ ...draft, text: 'one', metadata: { businessConnectionId: 'b1' }, signal: live() });
    expect(result).toMatchObject({ ok: false, reason: 'editUnsupported' });
    expect(emulator.requests).toEqual([]);
  });

  it('expire after the time that the adapter declares', async () => {
    const clock = manualClock();
    const { emulator, adapter } = await start({ chatType: 'private' }, { clock });
    await adapter.draft?.({ ...draft, text: 'one', signal: live() });
    clock.advance((adapter.limits.draftExpiryMs ?? 0) - 1);
    expect(emulator.draft(chatId)?.text).toBe('one');
    clock.advance(1);
    expect(emulator.draft(chatId)).toBeUndefined();
  });

  it('go to the topic of the metadata', async () => {
    const { emulator, adapter } = await start({ chatType: 'private' });
    await adapter.draft?.({ ...draft, text: 'one', metadata: { messageThreadId: 7 }, signal: live() });
    expect(emulator.requests[0]?.body).toMatchObject({ message_thread_id: 7, draft_id: 7 });
  });

  it('that hold half-open markup are shown plain', async () => {
    const { emulator, adapter } = await start({ chatType: 'private', parseMode: 'HTML' });
    await adapter.draft?.({ ...draft, text: '<b>one', signal: live() });
    expect(emulator.draft(chatId)?.text).toBe('<b>one');
  });
});

describe('the sign that somebody is typing', () => {
  const metadata = { messageThreadId: 7, businessConnectionId: 'b1' };

  it('is a chat action, in the topic and for the connection of the metadata', async () => {
    const { emulator, adapter } = await start();
    expect(await adapter.typing?.({ chatId, metadata, signal: live() })).toEqual({ ok: true });
    expect(emulator.requests.map(({ name, body }) => [name, body])).toEqual([
      ['sendChatAction', { chat_id: chatId, action: 'typing', message_thread_id: 7, business_connection_id: 'b1' }],
    ]);
    expect(adapter.limits.typingExpiryMs).toBe(5_000);
    expect(adapter.endTyping).toBeUndefined();
  });

  it('that has to wait holds up no message', async () => {
    const { emulator, adapter } = await start();
    emulator.inject({ kind: 'wait', seconds: 5 });
    expect(await adapter.typing?.({ chatId, signal: live() })).toMatchObject({ reason: 'rateLimited', retryAfterMs: 5_000, scope: 'call' });
  });

  it('is not for channels', async () => {
    const { adapter } = await start({}, { chats: { [group]: { type: 'channel' } } });
    expect(failure((await adapter.typing?.({ chatId: group, signal: live() })) as never).reason).toBe('rejected');
  });
});
