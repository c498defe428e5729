import { createBot } from './bot.js';

// TELEGRAM_BOT_TOKEN is read from the environment; the bot asks Telegram for updates itself.
await createBot({ mode: 'polling' }).initialize();
