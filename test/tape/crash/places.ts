// Where children write, as they and whoever recovers them reach it. Clients are loaded when they are needed, so that a child starts quickly.

import type { Adapter } from '../../../src/adapter.js';
import { httpAdapter } from './http-chat.js';

export interface Place {
  adapter: Adapter;
  chatId: string | number;
  metadata?: Readonly<Record<string, unknown>> | undefined;
  close?(): Promise<unknown>;
}

export const TOKENS = {
  telegram: '12345:planted-telegram-token',
  slack: 'xoxb-planted-slack-token',
  discord: 'planted-discord-token',
  matrix: 'planted-matrix-token',
};

export type PlaceName = keyof typeof TOKENS | 'http' | 'xmpp';

export async function placeOf(name: PlaceName, url: string, chatId: string): Promise<Place> {
  switch (name) {
    case 'http':
      return { adapter: httpAdapter(url), chatId };
    case 'telegram': {
      const { Api } = await import('grammy');
      const { telegram } = await import('../../../src/adapters/telegram.js');
      return { adapter: telegram(new Api(TOKENS.telegram, { apiRoot: url })), chatId: 42 };
    }
    case 'slack': {
      const { LogLevel, WebClient } = await import('@slack/web-api');
      const { slack } = await import('../../../src/adapters/slack.js');
      const client = new WebClient(TOKENS.slack, { slackApiUrl: `${url}/api/`, logLevel: LogLevel.ERROR });
      return { adapter: slack(client), chatId: 'C1', metadata: { threadTs: '1700000000.000100' } };
    }
    case 'discord': {
      const { REST } = await import('@discordjs/rest');
      const { discord } = await import('../../../src/adapters/discord.js');
      const rest = new REST({ api: `${url}/api`, retries: 0, rejectOnRateLimit: () => true }).setToken(TOKENS.discord);
      return { adapter: discord(rest), chatId: '123456789012345678' };
    }
    case 'matrix': {
      const { matrix } = await import('../../../src/adapters/matrix.js');
      return { adapter: matrix({ baseUrl: url, accessToken: TOKENS.matrix }), chatId: '!room:server.test' };
    }
    case 'xmpp': {
      const { xmpp } = await import('../../../src/adapters/xmpp.js');
      const { connectXmpp } = await import('../../real/xmpp-person.js');
      const client = await connectXmpp({ service: url, password: 'planted-xmpp-password', streamManagement: true }, 'bot');
      return { adapter: xmpp(client), chatId: 'ann@localhost', close: () => client.stop() };
    }
  }
}

const OPS = ['send', 'edit', 'delete', 'find'] as const;

/** The same, each call made by `call`. */
export function around({ adapter, ...place }: Place, call: <T>(make: () => Promise<T>) => Promise<T>): Place {
  const wrapped: Partial<Record<(typeof OPS)[number], unknown>> = {};
  for (const op of OPS) {
    const made = adapter[op]?.bind(adapter) as ((request: unknown) => Promise<unknown>) | undefined;
    if (made) wrapped[op] = (request: unknown) => call(() => made(request));
  }
  return { ...place, adapter: { ...adapter, ...wrapped } as Adapter };
}
