import { client, xml } from '@xmpp/client';
import { freePort } from 'tokentape/testing';
import { createBot } from './bot.js';
import { startProsody } from './prosody.js';

const { stop, ...server } = await startProsody(await freePort());
const bot = createBot({ ...server, username: 'bot' });
await bot.start();

// What Ann's client shows: each message by its id, a correction in place of what it corrects.
/** @type {Map<string, string>} */
const screen = new Map();
const ann = client({ ...server, username: 'ann', resource: 'phone' });
ann.on('error', console.error);
/** @type {(value?: unknown) => void} */
let isWhole = () => {};
const whole = new Promise((resolve) => {
  isWhole = resolve;
});
ann.on('stanza', (stanza) => {
  const body = stanza.is('message') ? stanza.getChildText('body') : null;
  if (body === null) return;
  const corrected = stanza.getChild('replace', 'urn:xmpp:message-correct:0')?.attrs.id;
  screen.set(corrected ?? stanza.attrs.id, body);
  if (body.endsWith('new moon.')) isWhole();
});
await ann.start();
await ann.send(xml('message', { to: 'bot@localhost/tokentape', type: 'chat' }, xml('body', {}, 'When is high water?')));
await whole;

for (const text of screen.values()) console.log('bot:', text);
await ann.stop();
await bot.stop();
await stop();
