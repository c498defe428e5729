import { run } from '@grammyjs/runner';
import { createBot } from './bot.js';

// With `bot.start()` one long answer would hold up every other chat; the runner takes updates side by side.
run(createBot(process.env.TELEGRAM_BOT_TOKEN ?? ''));
