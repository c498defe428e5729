import { Api } from 'grammy';
import { telegram } from '../../src/adapters/telegram.js';
import { adapterContract, startTelegramEmulator } from '../../src/testing/index.js';

const token = '12345:planted-telegram-token';
const chatId = 42;

adapterContract({
  name: 'telegram through grammY',
  make: async () => {
    const emulator = await startTelegramEmulator({ token, limits: 'none' });
    return {
      adapter: telegram(new Api(token, { apiRoot: emulator.url }), { chatType: 'private' }),
      chatId,
      secrets: [token],
      shown: () => emulator.messages(chatId),
      calls: () => emulator.requests.length,
      inject: emulator.inject,
      remove: (id) => emulator.remove(chatId, Number(id)),
      draft: () => emulator.draft(chatId)?.text,
      close: emulator.close,
    };
  },
});
