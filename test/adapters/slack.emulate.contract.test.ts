import { LogLevel, WebClient } from '@slack/web-api';
import { createEmulator } from 'emulate';
import { slack } from '../../src/adapters/slack.js';
import { adapterContract, freePort } from '../../src/testing/index.js';

const token = 'xoxb-planted-slack-token';
const chatId = 'C000000001';

/** A Slack that we did not write. It knows neither streams nor limits, and cannot be told to fail. */
adapterContract({
  name: 'slack against vercel-labs emulate',
  make: async () => {
    const emulator = await createEmulator({ service: 'slack', port: await freePort() });
    const client = new WebClient(token, { slackApiUrl: `${emulator.url}/api/`, logLevel: LogLevel.ERROR });
    let shown: { id: string; text: string }[] = [];
    const adapter = slack(client);
    return {
      adapter: {
        ...adapter,
        // Its screen is read over HTTP too, so it is read after each call.
        send: (request) => adapter.send(request).finally(look),
        edit: (request) => adapter.edit(request).finally(look),
        delete: async (request) => (await adapter.delete?.(request).finally(look)) ?? { ok: true },
      },
      chatId,
      secrets: [token],
      shown: () => shown,
      close: emulator.close,
    };

    async function look(): Promise<void> {
      const { messages = [] } = await client.conversations.history({ channel: chatId });
      shown = messages.map(({ ts = '', text = '' }) => ({ id: ts, text: readable(text) })).reverse();
    }
  },
});

function readable(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
