// A gateway on emulated platforms, as a bot's author would have it.

import { REST } from '@discordjs/rest';
import { Api } from 'grammy';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Adapter } from '../../src/adapter.js';
import { discord } from '../../src/adapters/discord.js';
import { matrix } from '../../src/adapters/matrix.js';
import { telegram } from '../../src/adapters/telegram.js';
import { type Agent, createGateway } from '../../src/kit/index.js';
import { type Emulator, startDiscordEmulator, startMatrixEmulator, startTelegramEmulator } from '../../src/testing/index.js';

/** Thinks until the sign that it types is there, then speaks. */
function agentOf({ requests }: Pick<Emulator, 'requests'>): Agent {
  return async ({ message, onDelta }) => {
    const before = requests.length;
    await expect.poll(() => requests.slice(before).some(({ name }) => signs.includes(name)), { interval: 1 }).toBe(true);
    for (const word of `You said ${message.text}, and that is all.`.split(/(?= )/)) onDelta(word);
  };
}

const signs = ['sendChatAction', 'triggerTyping', 'typing'];

const gatewayOf = (emulator: Pick<Emulator, 'requests'>, adapter: Adapter) => {
  const gateway = createGateway({ adapter, agent: agentOf(emulator), config: { editInterval: 0.01 } });
  onTestFinished(() => gateway.close({ withinMs: 0 }));
  return gateway;
};

describe('a gateway', () => {
  it('on Telegram shows that it types, streams, and answers one after the other', async () => {
    const emulator = await startTelegramEmulator({ limits: 'none' });
    onTestFinished(() => emulator.close());
    const adapter = telegram(new Api('1:token', { apiRoot: emulator.url }));
    const gateway = gatewayOf(emulator, adapter);
    const answers = ['one', 'two'].map((text) => gateway.receive({ chatId: 7, text }).answer);
    for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ status: 'answered', missing: null });
    expect(emulator.messages(7).map(({ text }) => text)).toEqual(['You said one, and that is all.', 'You said two, and that is all.']);
    expect(emulator.requests[0]?.name).toBe('sendChatAction');
    expect(emulator.requests.filter(({ name }) => name === 'sendChatAction')).toHaveLength(2);
  });

  it('on Discord shows that it types, and streams', async () => {
    const emulator = await startDiscordEmulator({ limits: 'none' });
    onTestFinished(() => emulator.close());
    const chatId = '123456789012345678';
    const rest = new REST({ api: emulator.apiUrl, retries: 0, rejectOnRateLimit: () => true }).setToken('token');
    const gateway = gatewayOf(emulator, discord(rest));
    expect(await gateway.receive({ chatId, text: 'one' }).answer).toMatchObject({ missing: null });
    expect(emulator.messages(chatId).map(({ text }) => text)).toEqual(['You said one, and that is all.']);
    expect(emulator.requests[0]?.name).toBe('triggerTyping');
  });

  it('on Matrix shows that it types, streams, and takes the sign away', async () => {
    const emulator = await startMatrixEmulator({ limits: 'none' });
    onTestFinished(() => emulator.close());
    const chatId = '!room:server.test';
    const gateway = gatewayOf(emulator, matrix({ baseUrl: emulator.url, accessToken: 'token' }));
    expect(await gateway.receive({ chatId, text: 'one' }).answer).toMatchObject({ missing: null });
    await gateway.close();
    expect(emulator.messages(chatId).map(({ text }) => text)).toEqual(['You said one, and that is all.']);
    await expect
      .poll(() => emulator.requests.filter(({ name }) => name === 'typing').map(({ body }) => (body as { typing: boolean }).typing))
      .toEqual([true, false]);
  });
});
