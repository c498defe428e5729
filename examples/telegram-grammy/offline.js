import { startTelegramEmulator } from 'tokentape/testing';
import { createBot } from './bot.js';

const telegram = await startTelegramEmulator();
const bot = createBot('1:offline', { apiRoot: telegram.url });
await bot.init();

const ann = { id: 42, first_name: 'Ann', is_bot: false };
const text = 'When is high water?';
const question = telegram.say(ann.id, text);
const chat = /** @type {const} */ ({ id: ann.id, type: 'private', first_name: 'Ann' });
await bot.handleUpdate({ update_id: 1, message: { message_id: question, date: 0, from: ann, chat, text } });

for (const { byBot, text } of telegram.messages(ann.id)) console.log(byBot ? 'bot:' : 'Ann:', text);
await telegram.close();
