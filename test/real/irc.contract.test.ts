import { irc } from '../../src/adapters/irc.js';
import { adapterContract } from '../../src/testing/index.js';
import { describeWith } from './installed.js';
import { connectIrc, joinChannel, roundTrip } from './irc-person.js';
import { startNgircd } from './ngircd.js';

describeWith('ngircd', 'irc', (path) => {
  adapterContract({
    name: 'irc through irc-framework, on a real ngIRCd',
    without: ['wait', 'cutBefore', 'cutAfter', 'html502'],
    make: async () => {
      const server = await startNgircd(path);
      const bot = await connectIrc(server.port, 'bot');
      const ann = await connectIrc(server.port, 'ann');
      for (const client of [bot, ann]) await joinChannel(client, '#open');
      const shown: { id: string; text: string }[] = [];
      let calls = 0;
      ann.on('privmsg', ({ message }) => shown.push({ id: '', text: message }));
      bot.on('raw', ({ line, from_server }) => {
        if (!from_server && line.startsWith('PRIVMSG ')) calls += 1;
      });
      const adapter = irc(bot, { lineIntervalMs: 0 });
      return {
        // What the server has may still be on its way to the reader.
        adapter: {
          ...adapter,
          send: async (request) => {
            const result = await adapter.send(request);
            if (result.ok) await roundTrip(ann);
            return result;
          },
        },
        chatId: '#open',
        shown: () => shown,
        calls: () => calls,
        inject: server.freeze,
        close: server.stop,
      };
    },
  });
});
