import { REST } from '@discordjs/rest';
import { discord } from 'tokentape/adapters/discord';
import { ask } from './agent.js';

// A model by its name goes through the AI gateway; any provider's model object will do as well.
const { DISCORD_BOT_TOKEN: token = '', DISCORD_CHANNEL: chatId = '', MODEL: model = '' } = process.env;
const adapter = discord(new REST({ retries: 0, rejectOnRateLimit: () => true }).setToken(token));
console.log(await ask(process.argv[2] ?? 'When is high water at Dover?', { model, adapter, chatId }));
