import { createDiscordAdapter } from '@chat-adapter/discord';
import { createSlackAdapter } from '@chat-adapter/slack';
import { createTelegramAdapter } from '@chat-adapter/telegram';
import { LogLevel } from '@slack/web-api';
import { chatSdk } from '../../src/adapters/chat-sdk.js';
import { adapterContract, startDiscordEmulator, startSlackEmulator, startTelegramEmulator } from '../../src/testing/index.js';
import { quiet } from './quiet-logger.js';

adapterContract({
  name: 'chat-sdk over @chat-adapter/telegram',
  make: async () => {
    const token = '12345:planted-telegram-token';
    const emulator = await startTelegramEmulator({ token, limits: 'none' });
    return {
      adapter: chatSdk(
        createTelegramAdapter({ botToken: token, apiUrl: emulator.url, secretToken: 'planted-webhook-secret', logger: quiet }),
      ),
      chatId: 'telegram:42',
      secrets: [token, 'planted-webhook-secret'],
      shown: () => emulator.messages(42).map(({ id, text }) => ({ id: `42:${id}`, text })),
      calls: () => emulator.requests.length,
      inject: emulator.inject,
      remove: (id) => emulator.remove(42, Number(String(id).split(':')[1])),
      close: emulator.close,
    };
  },
});

adapterContract({
  name: 'chat-sdk over @chat-adapter/discord',
  make: async () => {
    const token = 'planted-discord-token';
    const channel = '123456789012345678';
    const emulator = await startDiscordEmulator({ token, limits: 'none' });
    const wrapped = createDiscordAdapter({
      botToken: token,
      publicKey: '0'.repeat(64),
      applicationId: '100000000000000009',
      apiUrl: `${emulator.apiUrl}/v10`,
      logger: quiet,
    });
    return {
      adapter: chatSdk(wrapped),
      chatId: `discord:@me:${channel}`,
      secrets: [token],
      shown: () => emulator.messages(channel),
      calls: () => emulator.requests.length,
      inject: emulator.inject,
      remove: (id) => emulator.remove(channel, id),
      close: emulator.close,
    };
  },
});

adapterContract({
  name: 'chat-sdk over @chat-adapter/slack',
  make: async () => {
    const token = 'xoxb-planted-slack-token';
    const emulator = await startSlackEmulator({ token, limits: 'none' });
    const wrapped = createSlackAdapter({
      botToken: token,
      signingSecret: 'planted-signing-secret',
      apiUrl: emulator.apiUrl,
      logger: quiet,
      webClientOptions: { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logLevel: LogLevel.ERROR },
    });
    return {
      adapter: chatSdk(wrapped),
      chatId: 'slack:C123:1700000000.000100',
      secrets: [token, 'planted-signing-secret'],
      shown: () => emulator.messages('C123'),
      calls: () => emulator.requests.length,
      inject: emulator.inject,
      remove: (id) => emulator.remove('C123', id),
      close: emulator.close,
    };
  },
});
