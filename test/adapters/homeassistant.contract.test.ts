import { homeassistant } from '../../src/adapters/homeassistant.js';
import { adapterContract, startHomeAssistantEmulator } from '../../src/testing/index.js';

const accessToken = 'planted-homeassistant-token';

adapterContract({
  name: 'homeassistant through fetch',
  make: async () => {
    const emulator = await startHomeAssistantEmulator({ accessToken });
    return {
      adapter: homeassistant({ baseUrl: emulator.url, accessToken }),
      chatId: 'answers',
      secrets: [accessToken],
      refusesCopies: true,
      shown: emulator.notifications,
      calls: () => emulator.requests.length,
      inject: emulator.inject,
      close: emulator.close,
    };
  },
});
