import { signal } from '../../src/adapters/signal.js';
import { adapterContract, startSignalEmulator } from '../../src/testing/index.js';

const chatId = '+15550100';

adapterContract({
  name: 'signal through fetch',
  make: async () => {
    const emulator = await startSignalEmulator();
    return {
      adapter: signal({ baseUrl: emulator.url }),
      chatId,
      shown: () => emulator.messages(chatId),
      calls: () => emulator.requests.length,
      inject: emulator.inject,
      close: emulator.close,
    };
  },
});
