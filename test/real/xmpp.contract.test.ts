import { xml } from '@xmpp/client';
import type { Result } from '../../src/adapter.js';
import { xmpp } from '../../src/adapters/xmpp.js';
import { adapterContract } from '../../src/testing/index.js';
import { describeWith } from './installed.js';
import { startProsody } from './prosody.js';
import { connectXmpp, readArchive, seenMessage } from './xmpp-person.js';

describeWith('prosody', 'xmpp', (path) => {
  adapterContract({
    name: 'xmpp through @xmpp/client, on a real Prosody',
    without: ['wait', 'cutBefore', 'cutAfter', 'html502'],
    make: async () => {
      const prosody = await startProsody(path);
      const bot = await connectXmpp(prosody, 'bot');
      const ann = await connectXmpp(prosody, 'ann');
      await ann.send(xml('presence'));
      const shown: { id: string; text: string }[] = [];
      let calls = 0;
      ann.on('stanza', (stanza) => {
        const message = seenMessage(stanza);
        if (message === undefined) return;
        const { id, body, replaces, retracts } = message;
        const index = shown.findIndex((known) => known.id === (replaces ?? retracts));
        if (retracts !== undefined) shown.splice(index, index === -1 ? 0 : 1);
        else if (replaces === undefined) shown.push({ id, text: body });
        else if (index !== -1) shown[index] = { id: replaces, text: body };
      });
      bot.on('send', (element) => {
        if (element.is('message')) calls += 1;
      });
      const adapter = xmpp(bot, { maxStanzaBytes: 12_000 });
      const { delete: retract } = adapter;
      // What the server has may still be on its way to the reader.
      const arrived = async (call: Promise<Result>) => {
        const result = await call;
        if (result.ok) await readArchive(ann);
        return result;
      };
      return {
        adapter: {
          ...adapter,
          send: (request) => arrived(adapter.send(request)),
          edit: (request) => arrived(adapter.edit(request)),
          ...(retract && { delete: (request) => arrived(retract(request)) }),
        },
        chatId: 'ann@localhost',
        secrets: [prosody.password],
        shown: () => shown,
        calls: () => calls,
        inject: prosody.freeze,
        close: async () => {
          for (const connection of [bot, ann]) connection.reconnect.stop();
          await prosody.stop();
        },
      };
    },
  });
});
