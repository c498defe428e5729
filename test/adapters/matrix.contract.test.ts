import { matrix } from '../../src/adapters/matrix.js';
import { adapterContract, startMatrixEmulator } from '../../src/testing/index.js';

const accessToken = 'planted-matrix-token';
const chatId = '!room:server.test';

adapterContract({
  name: 'matrix through fetch',
  make: async () => {
    const emulator = await startMatrixEmulator({ accessToken, limits: 'none' });
    return {
      adapter: matrix({ baseUrl: emulator.url, accessToken }),
      chatId,
      secrets: [accessToken],
      refusesCopies: true,
      shown: () => emulator.messages(chatId),
      calls: () => emulator.requests.length,
      inject: emulator.inject,
      close: emulator.close,
    };
  },
});
