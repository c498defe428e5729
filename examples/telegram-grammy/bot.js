import { Bot } from 'grammy';
import { createBudget, deliver, sheets } from 'tokentape';
import { telegram } from 'tokentape/adapters/telegram';
import { answer } from './model.js';

/** @param {string} token
 *  @param {import('grammy').ApiClientOptions} [client] */
export function createBot(token, client) {
  const bot = new Bot(token, { client });
  const budget = createBudget({ sheet: sheets.telegram });

  bot.on('message:text', async (ctx) => {
    const missing = await deliver({
      adapter: telegram(bot.api, { chatType: ctx.chat.type }),
      chatId: ctx.chat.id,
      replyTo: ctx.message.message_id,
      budget,
      agent: async ({ onDelta, signal }) => {
        for await (const delta of answer(ctx.message.text, signal)) onDelta(delta);
      },
    });
    if (missing) await ctx.reply(missing);
  });
  return bot;
}
