import { createDiscordAdapter } from '@chat-adapter/discord';
import { createSlackAdapter } from '@chat-adapter/slack';
import { createTelegramAdapter } from '@chat-adapter/telegram';
import { REST } from '@discordjs/rest';
import { LogLevel, WebClient } from '@slack/web-api';
import { Api } from 'grammy';
import { chatSdk } from '../../src/adapters/chat-sdk.js';
import { discord } from '../../src/adapters/discord.js';
import { discordInteraction } from '../../src/adapters/discord-interaction.js';
import { slack } from '../../src/adapters/slack.js';
import { telegram } from '../../src/adapters/telegram.js';
import type { Adapter, MessageId, StreamingConfig } from '../../src/index.js';
import {
  type Emulator,
  type EmulatorOptions,
  type IncomingCall,
  startDiscordEmulator,
  startSlackEmulator,
  startTelegramEmulator,
  type TelegramEmulatorOptions,
} from '../../src/testing/index.js';
import { quiet } from '../adapters/quiet-logger.js';

/** A chat on an emulated platform, as a reader sees it. */
export interface Chat {
  emulator: Emulator;
  adapter: Adapter;
  chatId: string | number;
  metadata?: Readonly<Record<string, unknown>>;
  shown(): readonly { id: MessageId; text: string }[];
  remove(id: MessageId): void;
}

/** Which calls are meant. */
export type Aim = readonly string[] | ((call: IncomingCall) => boolean);

export interface ChatPlatform {
  name: string;
  /** The calls that make a message and those that change it, by the emulator's names or a test. */
  calls: { first: string; change: Aim; last: Aim };
  /** What a process without the right to edit is told; undefined where there is no such right. */
  noEditRights: string | undefined;
  /** What becomes of a message that someone deletes while it grows: its next edit is refused, or brings it back, or changes nothing that
   *  anybody sees. Undefined where there is no message yet. */
  onDeletion: 'refused' | 'brought back' | 'unseen' | undefined;
  /** Whoever lost the answer to an edit cannot edit that message again. */
  lostEditsEndEditing?: boolean;
  config: Partial<StreamingConfig>;
  start(options: EmulatorOptions & { limits: 'documented' | 'none' }): Promise<Chat>;
}

export const secrets = [
  '12345:planted-telegram-token',
  'xoxb-planted-slack-token',
  'planted-discord-token',
  'planted-signing-secret',
] as const;
const [telegramToken, slackToken, discordToken, signingSecret] = secrets;
const channel = '123456789012345678';

const byTelegram = {
  calls: { first: 'sendMessage', change: ['editMessageText'], last: ['editMessageText'] },
  noEditRights: "Bad Request: message can't be edited",
  config: { editInterval: 1.1, bufferThreshold: 4_000 },
  onDeletion: 'refused' as const,
};
const byDiscord = {
  calls: { first: 'createMessage', change: ['editMessage'], last: ['editMessage', 'createMessage'] },
  noEditRights: '50005',
  config: { editInterval: 1.2, bufferThreshold: 4_000 },
  onDeletion: 'refused' as const,
};
const bySlack = {
  calls: { first: 'chat.postMessage', change: ['chat.update'], last: ['chat.update'] },
  noEditRights: 'cant_update_message',
  config: { editInterval: 1.3, bufferThreshold: 4_000 },
  onDeletion: 'refused' as const,
};

async function onTelegram(chatId: number, options: TelegramEmulatorOptions, make: (api: Api, url: string) => Adapter): Promise<Chat> {
  const emulator = await startTelegramEmulator({ token: telegramToken, ...options });
  return {
    emulator,
    adapter: make(new Api(telegramToken, { apiRoot: emulator.url }), emulator.url),
    chatId,
    shown: () => emulator.messages(chatId),
    remove: (id) => emulator.remove(chatId, Number(id)),
  };
}

async function onSlack(options: EmulatorOptions, make: (client: WebClient, apiUrl: string) => Adapter): Promise<Chat> {
  const emulator = await startSlackEmulator({ token: slackToken, ...options });
  return {
    emulator,
    adapter: make(new WebClient(slackToken, { slackApiUrl: emulator.apiUrl, logLevel: LogLevel.ERROR }), emulator.apiUrl),
    chatId: 'C1',
    metadata: { threadTs: '1700000000.000100' },
    shown: () => emulator.messages('C1'),
    remove: (id) => emulator.remove('C1', id),
  };
}

async function onDiscord(options: EmulatorOptions, make: (rest: REST, apiUrl: string) => Adapter): Promise<Chat> {
  const emulator = await startDiscordEmulator({ token: discordToken, ...options });
  const rest = new REST({ api: emulator.apiUrl, retries: 0, rejectOnRateLimit: () => true }).setToken(discordToken);
  return {
    emulator,
    adapter: make(rest, emulator.apiUrl),
    chatId: channel,
    shown: () => emulator.messages(channel),
    remove: (id) => emulator.remove(channel, id),
  };
}

/** Every chat platform, each through its official client. */
export const chatPlatforms: readonly ChatPlatform[] = [
  { name: 'telegram, edits', ...byTelegram, start: (options) => onTelegram(42, options, (api) => telegram(api)) },
  {
    name: 'telegram, drafts',
    calls: { first: 'sendMessageDraft', change: ['sendMessageDraft'], last: ['sendMessage'] },
    noEditRights: undefined,
    onDeletion: undefined,
    config: { editInterval: 0.8, bufferThreshold: 4_000 },
    start: (options) => onTelegram(42, options, (api) => telegram(api, { chatType: 'private' })),
  },
  {
    name: 'telegram, a group',
    ...byTelegram,
    config: { editInterval: 3.1, bufferThreshold: 4_000 },
    start: (options) => onTelegram(-1001, options, (api) => telegram(api, { chatType: 'supergroup' })),
  },
  {
    name: 'telegram, early calls held',
    ...byTelegram,
    // Nothing is known of the limits: only late answers tell.
    config: { editInterval: 0.2, bufferThreshold: 40 },
    start: (options) => onTelegram(42, { ...options, acceptLate: true }, (api) => ({ ...telegram(api), sheet: { chat: [], token: [] } })),
  },
  { name: 'slack, updates', ...bySlack, start: (options) => onSlack(options, (client) => slack(client)) },
  {
    name: 'slack, native stream',
    calls: { first: 'chat.startStream', change: ['chat.appendStream'], last: ['chat.stopStream'] },
    noEditRights: 'cant_update_message',
    onDeletion: 'refused',
    config: { editInterval: 0.7, bufferThreshold: 4_000 },
    start: (options) => onSlack(options, (client) => slack(client, { recipient: { userId: 'U1', teamId: 'T1' } })),
  },
  { name: 'discord', ...byDiscord, start: (options) => onDiscord(options, (rest) => discord(rest)) },
  {
    name: 'discord, a command',
    // The first message takes the place of the promised reply; only later edits name it by its id.
    calls: {
      first: 'editResponse',
      change: ({ name, segments }) => name === 'editResponse' && segments.at(-1) !== '@original',
      last: ['editResponse', 'followUp'],
    },
    noEditRights: '50005',
    onDeletion: 'refused',
    config: { editInterval: 1.2, bufferThreshold: 4_000 },
    start: async (options) => {
      const emulator = await startDiscordEmulator({ token: discordToken, ...options });
      const rest = new REST({ api: emulator.apiUrl, retries: 0, rejectOnRateLimit: () => true }).setToken(discordToken);
      const { application_id: applicationId, ...interaction } = emulator.interact(channel);
      const adapter = discordInteraction(rest, { applicationId, ...interaction }, { clock: options.clock });
      await adapter.defer();
      return {
        emulator,
        adapter,
        chatId: channel,
        shown: () => emulator.messages(channel),
        remove: (id) => emulator.remove(channel, id),
      };
    },
  },
  {
    name: 'chat-sdk, telegram',
    ...byTelegram,
    start: async (options) => {
      const chat = await onTelegram(42, options, (_, apiUrl) =>
        chatSdk(createTelegramAdapter({ botToken: telegramToken, apiUrl, secretToken: signingSecret, logger: quiet })),
      );
      return { ...chat, chatId: 'telegram:42' };
    },
  },
  {
    name: 'chat-sdk, slack',
    ...bySlack,
    start: async (options) => {
      const webClientOptions = { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logLevel: LogLevel.ERROR };
      const chat = await onSlack(options, (_, apiUrl) =>
        chatSdk(createSlackAdapter({ botToken: slackToken, signingSecret, apiUrl, logger: quiet, webClientOptions })),
      );
      return { ...chat, chatId: 'slack:C1:1700000000.000100' };
    },
  },
  {
    name: 'chat-sdk, discord',
    ...byDiscord,
    start: async (options) => {
      const bot = { botToken: discordToken, publicKey: '0'.repeat(64), applicationId: '100000000000000009' };
      const chat = await onDiscord(options, (_, apiUrl) =>
        chatSdk(createDiscordAdapter({ ...bot, apiUrl: `${apiUrl}/v10`, logger: quiet })),
      );
      return { ...chat, chatId: `discord:@me:${channel}` };
    },
  },
];
