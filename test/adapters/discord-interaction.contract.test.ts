import { REST } from '@discordjs/rest';
import { discordInteraction } from '../../src/adapters/discord-interaction.js';
import { adapterContract, startDiscordEmulator } from '../../src/testing/index.js';

const chatId = '123456789012345678';

/** After the first message, which is the promised reply: from there on every message is a new one. */
adapterContract({
  name: 'discord, following up a reply, through @discordjs/rest',
  make: async () => {
    const token = 'planted-discord-token';
    const emulator = await startDiscordEmulator({ token, limits: 'none' });
    const rest = new REST({ api: emulator.apiUrl, retries: 0, rejectOnRateLimit: () => true }).setToken(token);
    const { application_id: applicationId, ...interaction } = emulator.interact(chatId);
    const adapter = discordInteraction(rest, { applicationId, ...interaction });
    await adapter.defer();
    const { signal } = new AbortController();
    await adapter.send({ chatId, text: 'Here it comes.', final: true, idempotencyKey: 'reply', signal });
    return {
      adapter,
      chatId,
      secrets: [token, interaction.token],
      shown: () => emulator.messages(chatId).slice(1),
      calls: () => emulator.requests.length,
      inject: emulator.inject,
      remove: (id) => emulator.remove(chatId, id),
      close: emulator.close,
    };
  },
});
