import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Api } from 'grammy';
import { OpenAI } from 'openai';
import { telegram } from 'tokentape/adapters/telegram';
import { startTelegramEmulator } from 'tokentape/testing';
import { answer } from './bridge.js';

// A model behind an endpoint that speaks OpenAI's chat completions.
const text = 'High water follows the moon, so it comes about fifty minutes later each day.';
const endpoint = createServer(async (_request, response) => {
  response.setHeader('content-type', 'text/event-stream');
  const say = (/** @type {object} */ choice) =>
    response.write(`data: ${JSON.stringify({ id: '1', object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }] })}\n\n`);
  for (const content of text.match(/.{1,6}/gs) ?? []) {
    say({ delta: { content } });
    await pause(10);
  }
  say({ delta: {}, finish_reason: 'stop' });
  response.end('data: [DONE]\n\n');
}).listen(0, '127.0.0.1');
await once(endpoint, 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (endpoint.address());

const chat = await startTelegramEmulator();
const openai = new OpenAI({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'offline' });
const adapter = telegram(new Api('1:offline', { apiRoot: chat.url }));
const missing = await answer(openai, { model: 'any', question: 'When is high water?', adapter, chatId: 42 });

for (const { text } of chat.messages(42)) console.log('bot:', text);
console.log('missing:', missing);
endpoint.close();
await chat.close();
