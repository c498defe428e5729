import { ConsoleLogger } from 'chat';
import { startTelegramEmulator } from 'tokentape/testing';
import { createBot } from './bot.js';

const telegram = await startTelegramEmulator();
const logger = new ConsoleLogger('error');
const bot = createBot({ botToken: '1:offline', apiUrl: telegram.url, secretToken: 'offline', mode: 'webhook', logger });

// What Telegram posts when someone writes to the bot.
const ann = { id: 42, first_name: 'Ann', is_bot: false };
const text = 'When is high water?';
const message = {
  message_id: telegram.say(ann.id, text),
  date: 0,
  from: ann,
  chat: { id: ann.id, type: 'private', first_name: 'Ann' },
  text,
};
const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': 'offline' };
const update = { method: 'POST', headers, body: JSON.stringify({ update_id: 1, message }) };
/** @type {Promise<unknown>[]} */
const work = [];
await bot.webhooks.telegram(new Request('http://bot.invalid/telegram', update), { waitUntil: (task) => work.push(task) });
await Promise.all(work);

for (const { byBot, text } of telegram.messages(ann.id)) console.log(byBot ? 'bot:' : 'Ann:', text);
await bot.shutdown();
await telegram.close();
