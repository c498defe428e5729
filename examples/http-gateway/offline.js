import { once } from 'node:events';
import { startMatrixEmulator } from 'tokentape/testing';
import { createMatrixGateway } from './main.js';

// In the third room the homeserver refuses what is streamed, once.
const matrix = await startMatrixEmulator({
  limits: 'none',
  faults: [{ kind: 'refuse', error: 'M_FORBIDDEN', on: ({ segments }) => segments.includes('!refused:example.org') }],
});
const configOf = (/** @type {string} */ chatId) => (chatId === '!plain:example.org' ? { enabled: false } : { editInterval: 0.3 });
const gateway = createMatrixGateway({ baseUrl: matrix.url, accessToken: 'offline' }, configOf).listen(0, '127.0.0.1');
await once(gateway, 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (gateway.address());

for (const chatId of ['!streams:example.org', '!plain:example.org', '!refused:example.org']) {
  const message = { chatId, text: 'When is high water?' };
  const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: JSON.stringify(message) });
  console.log(`${chatId}: ${(await response.text()).trim()}`);
  for (const { text } of matrix.messages(chatId)) console.log(`  ${text}`);
}
gateway.close();
await matrix.close();
