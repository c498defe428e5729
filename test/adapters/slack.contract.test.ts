import { LogLevel, WebClient } from '@slack/web-api';
import { slack } from '../../src/adapters/slack.js';
import { adapterContract, startSlackEmulator } from '../../src/testing/index.js';

const token = 'xoxb-planted-slack-token';
const chatId = 'C123';

adapterContract({
  name: 'slack through @slack/web-api',
  make: async () => {
    const emulator = await startSlackEmulator({ token, limits: 'none' });
    // The client as a gateway has it: with retries, which the adapter must not use.
    const client = new WebClient(token, { slackApiUrl: emulator.apiUrl, logLevel: LogLevel.ERROR });
    return {
      adapter: slack(client, { recipient: { userId: 'U1', teamId: 'T1' } }),
      chatId,
      metadata: { threadTs: '1700000000.000100' },
      secrets: [token],
      shown: () => emulator.messages(chatId),
      calls: () => emulator.requests.length,
      inject: emulator.inject,
      remove: (id) => emulator.remove(chatId, id),
      close: emulator.close,
    };
  },
});
