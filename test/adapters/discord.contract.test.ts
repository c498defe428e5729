import { REST } from '@discordjs/rest';
import { discord } from '../../src/adapters/discord.js';
import { adapterContract, startDiscordEmulator } from '../../src/testing/index.js';

const token = 'planted-discord-token';
const chatId = '123456789012345678';

adapterContract({
  name: 'discord through @discordjs/rest',
  make: async () => {
    const emulator = await startDiscordEmulator({ token, limits: 'none' });
    const rest = new REST({ api: emulator.apiUrl, retries: 0, rejectOnRateLimit: () => true }).setToken(token);
    return {
      adapter: discord(rest),
      chatId,
      secrets: [token],
      refusesCopies: true,
      shown: () => emulator.messages(chatId),
      calls: () => emulator.requests.length,
      inject: emulator.inject,
      remove: (id) => emulator.remove(chatId, id),
      close: emulator.close,
    };
  },
});
