import { createDiscordAdapter } from '@chat-adapter/discord';
import { createSlackAdapter, type SlackAdapterConfig } from '@chat-adapter/slack';
import { createTelegramAdapter } from '@chat-adapter/telegram';
import { LogLevel } from '@slack/web-api';
import { afterEach, describe, expect, it } from 'vitest';
import type { Adapter, Reason } from '../../src/adapter.js';
import { type ChatSdkAdapter, chatSdk } from '../../src/adapters/chat-sdk.js';
import { TokentapeError } from '../../src/errors.js';
import {
  type DiscordEmulator,
  type Emulator,
  type SlackEmulator,
  startDiscordEmulator,
  startSlackEmulator,
  startTelegramEmulator,
  type TelegramEmulator,
} from '../../src/testing/index.js';
import { quiet } from './quiet-logger.js';
import { editing, failure, live, sending } from './requests.js';

let running: Emulator | undefined;
afterEach(() => running?.close());

const channel = '123456789012345678';

async function overTelegram(): Promise<{ emulator: TelegramEmulator; adapter: Adapter; chatId: string; missing: string }> {
  const emulator = await startTelegramEmulator({ limits: 'none' });
  running = emulator;
  const wrapped = createTelegramAdapter({ botToken: '1:token', apiUrl: emulator.url, secretToken: 'x', logger: quiet });
  return { emulator, adapter: chatSdk(wrapped), chatId: 'telegram:42', missing: '42:1' };
}

async function overDiscord(): Promise<{ emulator: DiscordEmulator; adapter: Adapter; chatId: string; missing: string }> {
  const emulator = await startDiscordEmulator({ limits: 'none' });
  running = emulator;
  const wrapped = createDiscordAdapter({
    botToken: 'token',
    publicKey: '0'.repeat(64),
    applicationId: '100000000000000009',
    apiUrl: `${emulator.apiUrl}/v10`,
    logger: quiet,
  });
  return { emulator, adapter: chatSdk(wrapped), chatId: `discord:@me:${channel}`, missing: channel };
}

const oneTry = {
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  logLevel: LogLevel.ERROR,
} satisfies SlackAdapterConfig['webClientOptions'];

async function overSlack(): Promise<{ emulator: SlackEmulator; adapter: Adapter; chatId: string; missing: string }> {
  const emulator = await startSlackEmulator({ limits: 'none' });
  running = emulator;
  const wrapped = createSlackAdapter({
    botToken: 'xoxb',
    signingSecret: 'x',
    apiUrl: emulator.apiUrl,
    logger: quiet,
    webClientOptions: oneTry,
  });
  return { emulator, adapter: chatSdk(wrapped), chatId: 'slack:C1:1.1', missing: '1.2' };
}

describe('errors that the Chat SDK puts together are told apart', () => {
  const said: readonly (readonly [
    platform: string,
    start: () => Promise<{ emulator: Emulator; adapter: Adapter; chatId: string; missing: string }>,
    error: string,
    onEdit: Reason,
  ])[] = [
    ['telegram', overTelegram, 'Bad Request: message to edit not found', 'messageGone'],
    ['telegram', overTelegram, "Bad Request: message can't be edited", 'editUnsupported'],
    ['telegram', overTelegram, 'Bad Request: message is not modified: same', 'notModified'],
    ['telegram', overTelegram, 'Bad Request: message is too long', 'tooLong'],
    ['telegram', overTelegram, 'Bad Request: chat not found', 'forbidden'],
    ['telegram', overTelegram, 'Bad Request: something new', 'rejected'],
    ['telegram', overTelegram, 'Forbidden: bot was blocked by the user', 'forbidden'],
    ['telegram', overTelegram, 'Unauthorized', 'forbidden'],
    ['telegram', overTelegram, 'Not Found', 'forbidden'],
    ['telegram', overTelegram, 'Too Many Requests', 'rateLimited'],
    ['telegram', overTelegram, 'Internal Server Error: restart', 'transient'],
    ['discord', overDiscord, '10008', 'messageGone'],
    ['discord', overDiscord, '50035', 'tooLong'],
    ['discord', overDiscord, '50013', 'forbidden'],
    ['discord', overDiscord, '50005', 'editUnsupported'],
    ['discord', overDiscord, '200000', 'rejected'],
    ['slack', overSlack, 'message_not_found', 'messageGone'],
    ['slack', overSlack, 'msg_too_long', 'tooLong'],
    ['slack', overSlack, 'edit_window_closed', 'editUnsupported'],
    ['slack', overSlack, 'token_revoked', 'forbidden'],
    ['slack', overSlack, 'ratelimited', 'rateLimited'],
    ['slack', overSlack, 'fatal_error', 'transient'],
    ['slack', overSlack, 'something_new', 'rejected'],
  ];
  for (const [platform, start, error, onEdit] of said) {
    it(`${platform}: ${error} → ${onEdit}`, async () => {
      const { emulator, adapter, chatId, missing } = await start();
      emulator.inject({ kind: 'refuse', error });
      const result = failure(await adapter.edit({ chatId, messageId: missing, text: 'one', ...editing() }));
      expect(result.reason).toBe(onEdit);
    });
  }

  for (const [platform, start] of [
    ['telegram', overTelegram],
    ['discord', overDiscord],
    ['slack', overSlack],
  ] as const) {
    it(`${platform}: a wait keeps its time`, async () => {
      const { emulator, adapter, chatId } = await start();
      emulator.inject({ kind: 'wait', seconds: 26 });
      const result = await adapter.send({ chatId, text: 'one', ...sending() });
      expect(result).toMatchObject({ reason: 'rateLimited', retryAfterMs: 26_000 });
    });

    it(`${platform}: text that would be cut off is refused, and text at the limit arrives whole`, async () => {
      const { emulator, adapter, chatId } = await start();
      const text = 'x'.repeat(adapter.limits.maxLength);
      expect(failure(await adapter.send({ chatId, text: `${text}x`, ...sending() })).reason).toBe('tooLong');
      expect(emulator.requests).toEqual([]);
      expect((await adapter.send({ chatId, text, ...sending() })).ok).toBe(true);
      expect(JSON.stringify(emulator.requests[0]?.body)).toContain(text);
    });
  }
});

describe('chat-sdk', () => {
  /** An adapter that answers as told. */
  const stub = (name: string, answer: () => Promise<{ id: string }>): ChatSdkAdapter => ({
    name,
    postMessage: answer,
    editMessage: answer,
    deleteMessage: async () => {},
  });
  const refusing = (error: object) => stub('gchat', () => Promise.reject(Object.assign(new Error('no'), error)));
  const chatId = 'gchat:spaces/1';

  it('wants to know the limit of a platform it does not know', () => {
    const make = () => chatSdk(stub('gchat', async () => ({ id: 'm1' })));
    expect(make).toThrow(TokentapeError);
    expect(make).toThrow(expect.objectContaining({ code: 'unknownLimit' }));
  });

  it('streams to a platform it does not know, given a limit', async () => {
    const adapter = chatSdk(
      stub('gchat', async () => ({ id: 'm1' })),
      { maxLength: 4_000, edit: false, delete: false },
    );
    expect(adapter.can).toEqual({ edit: false, delete: false });
    expect(await adapter.send({ chatId, text: 'one', ...sending() })).toEqual({ ok: true, messageId: 'm1' });
  });

  const errors: readonly (readonly [what: string, error: object, reason: Reason])[] = [
    ['AdapterRateLimitError', { code: 'RATE_LIMITED', retryAfter: 4 }, 'rateLimited'],
    ['RateLimitError of the SDK itself', { code: 'RATE_LIMITED', retryAfterMs: 4_000 }, 'rateLimited'],
    ['AuthenticationError', { code: 'AUTH_FAILED' }, 'forbidden'],
    ['PermissionError', { code: 'PERMISSION_DENIED' }, 'forbidden'],
    ['ResourceNotFoundError of a message', { code: 'NOT_FOUND', resourceType: 'message' }, 'messageGone'],
    ['ResourceNotFoundError of a channel', { code: 'NOT_FOUND', resourceType: 'channel' }, 'forbidden'],
    ['ValidationError', { code: 'VALIDATION_ERROR' }, 'rejected'],
    ['NotImplementedError', { code: 'NOT_IMPLEMENTED' }, 'editUnsupported'],
    ['NetworkError', { code: 'NETWORK_ERROR' }, 'maybeDelivered'],
    ['NetworkError without a connection', { code: 'NETWORK_ERROR', originalError: { code: 'ECONNREFUSED' } }, 'transient'],
    ['an error of another kind', {}, 'maybeDelivered'],
  ];
  for (const [what, error, reason] of errors) {
    it(`${what} → ${reason}`, async () => {
      const adapter = chatSdk(refusing(error), { maxLength: 4_000 });
      expect(failure(await adapter.send({ chatId, text: 'one', ...sending() })).reason).toBe(reason);
    });
  }

  it('refuses a Slack adapter that retries by itself, and says how to make it', () => {
    for (const webClientOptions of [undefined, {}, { retryConfig: { retries: 0 } }, { rejectRateLimitedCalls: true }]) {
      const make = () =>
        chatSdk(createSlackAdapter({ botToken: 'xoxb', signingSecret: 'x', logger: quiet, ...(webClientOptions && { webClientOptions }) }));
      expect(make).toThrow(expect.objectContaining({ code: 'unsafeClient' }));
      expect(make).toThrow('retryConfig: { retries: 0 }, rejectRateLimitedCalls: true');
    }
  });

  it('lets the model ping nobody on Discord, and shows the same text', async () => {
    const { emulator, adapter, chatId } = await overDiscord();
    const text = '@everyone @here @alice <@123456789012345678> <@!1> <@&1> me@example.org @';
    await adapter.send({ chatId, text, ...sending() });
    const [message] = emulator.messages(channel);
    expect(message?.pings).toEqual([]);
    expect(message?.text.replaceAll('\u200b', '')).toBe(text);
    expect(adapter.limits.lengthOf(text)).toBe(message?.text.length);
  });

  it('lets the model ping nobody on Slack, and shows the same text', async () => {
    const { emulator, adapter, chatId } = await overSlack();
    const text = 'a < b & c <!channel> <@U123> @U123 @alice me@example.org';
    await adapter.send({ chatId, text, ...sending() });
    const [message] = emulator.messages('C1');
    expect(message).toMatchObject({ mentions: [], threadTs: '1.1' });
    expect(message?.text.replaceAll('\u200b', '')).toBe(text);
  });

  it('answers a message where the wrapped adapter can', async () => {
    const { emulator, adapter, chatId } = await overTelegram();
    const asked = emulator.say(42, 'why?');
    await adapter.send({ chatId, text: 'because', replyTo: `42:${asked}`, ...sending() });
    expect(emulator.requests[0]?.body).toMatchObject({ reply_parameters: { message_id: asked } });
  });

  it('does not mind deleting what is gone', async () => {
    const { adapter, chatId, missing } = await overSlack();
    expect(await adapter.delete?.({ chatId, messageId: missing, signal: live() })).toEqual({ ok: true });
  });
});
