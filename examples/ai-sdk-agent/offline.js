import { REST } from '@discordjs/rest';
import { simulateReadableStream } from 'ai';
import { MockLanguageModelV3 } from 'ai/test';
import { discord } from 'tokentape/adapters/discord';
import { startDiscordEmulator } from 'tokentape/testing';
import { ask } from './agent.js';

/** @typedef {import('@ai-sdk/provider').LanguageModelV3StreamPart} Part */

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
/** @type {(text: string) => Part[]} */
const said = (text) => [
  { type: 'text-start', id: '0' },
  ...(text.match(/.{1,6}/gs) ?? []).map((delta) => /** @type {const} */ ({ type: 'text-delta', id: '0', delta })),
  { type: 'text-end', id: '0' },
];
/** @type {Part[][]} */
const steps = [
  [
    ...said('I will look at the tide table.'),
    { type: 'tool-call', toolCallId: '1', toolName: 'tides', input: '{"place":"Dover"}' },
    { type: 'finish', finishReason: { unified: 'tool-calls', raw: undefined }, usage },
  ],
  [...said('High water at Dover is at 14:05.'), { type: 'finish', finishReason: { unified: 'stop', raw: undefined }, usage }],
];
const model = new MockLanguageModelV3({
  doStream: async () => ({ stream: simulateReadableStream({ chunks: steps.shift() ?? [], chunkDelayInMs: 10 }) }),
});

const server = await startDiscordEmulator();
const adapter = discord(new REST({ retries: 0, rejectOnRateLimit: () => true, api: server.apiUrl }).setToken('offline'));
const chatId = '123456789012345678';
const { status } = await ask('When is high water at Dover?', { model, adapter, chatId });

for (const { text } of server.messages(chatId)) console.log('bot:', text);
console.log(status);
await server.close();
