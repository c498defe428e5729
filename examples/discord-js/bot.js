import { REST } from '@discordjs/rest';
import { Client, GatewayIntentBits } from 'discord.js';
import { createBudget, deliver, sheets } from 'tokentape';
import { discord } from 'tokentape/adapters/discord';
import { answer } from './model.js';

/** @param {string} token
 *  @param {{ api?: string, gateway?: string, onOutcome?: import('tokentape').DeliverOptions['onOutcome'] }} [offline] */
export function createBot(token, { api, gateway, onOutcome } = {}) {
  // A client of its own: the adapter makes each call once, and waits for nothing.
  const rest = new REST({ retries: 0, rejectOnRateLimit: () => true, ...(api && { api }) }).setToken(token);
  const adapter = discord(rest);
  const budget = createBudget({ sheet: sheets.discord });

  const { Guilds, GuildMessages, DirectMessages, MessageContent } = GatewayIntentBits;
  const client = new Client({
    intents: [Guilds, GuildMessages, DirectMessages, MessageContent],
    ...(gateway && { rest: { api: gateway } }),
  });
  client.on('messageCreate', async (message) => {
    if (message.author.bot) return;
    const missing = await deliver({
      adapter,
      chatId: message.channelId,
      replyTo: message.id,
      budget,
      onOutcome,
      agent: async ({ onDelta, signal }) => {
        for await (const delta of answer(message.content, signal)) onDelta(delta);
      },
    });
    if (missing) await message.reply(missing);
  });
  return client;
}
