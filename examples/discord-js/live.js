import { createBot } from './bot.js';

const token = process.env.DISCORD_BOT_TOKEN ?? '';
await createBot(token).login(token);
