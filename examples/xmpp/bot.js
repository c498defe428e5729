import { client, xml } from '@xmpp/client';
import { deliver } from 'tokentape';
import { xmpp } from 'tokentape/adapters/xmpp';
import { answer } from './model.js';

/** @param {Parameters<typeof client>[0]} options */
export function createBot(options) {
  const connection = client({ resource: 'tokentape', ...options });
  connection.on('error', console.error);
  connection.on('online', () => connection.send(xml('presence')));
  const adapter = xmpp(connection);

  connection.on('stanza', async (stanza) => {
    const question = stanza.is('message') && stanza.attrs.type === 'chat' ? stanza.getChildText('body') : null;
    if (question === null) return;
    const missing = await deliver({
      adapter,
      chatId: stanza.attrs.from,
      // Clients that cannot show corrections show every one of them as a new message: few are better.
      config: { editInterval: 3 },
      agent: async ({ onDelta, signal }) => {
        for await (const delta of answer(question, signal)) onDelta(delta);
      },
    });
    if (missing) await connection.send(xml('message', { to: stanza.attrs.from, type: 'chat' }, xml('body', {}, missing)));
  });
  return connection;
}
