import { once } from 'node:events';
import { startDiscordEmulator } from 'tokentape/testing';
import { createBot } from './bot.js';
import { startGateway } from './gateway.js';

const discord = await startDiscordEmulator();
const gateway = await startGateway();
/** @type {() => void} */
let end = () => {};
const ended = new Promise((resolve) => {
  end = () => resolve(undefined);
});
const bot = createBot('offline', { api: discord.apiUrl, gateway: gateway.api, onOutcome: end });
const ready = once(bot, 'clientReady');
await bot.login('offline');
await ready;

// What Discord sends when someone writes to the bot.
const channelId = '123456789012345678';
const content = 'When is high water?';
const author = { id: '200000000000000001', username: 'ann', discriminator: '0' };
const channel = { id: channelId, type: 1, recipients: [author] };
gateway.dispatch('CHANNEL_CREATE', channel);
const rest = { timestamp: new Date(0).toISOString(), type: 0, mentions: [], mention_roles: [], attachments: [], embeds: [] };
gateway.dispatch('MESSAGE_CREATE', { id: discord.say(channelId, content), channel_id: channelId, author, content, ...rest });
await ended;

for (const { byBot, text } of discord.messages(channelId)) console.log(byBot ? 'bot:' : 'ann:', text);
await bot.destroy();
gateway.close();
await discord.close();
