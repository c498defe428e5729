import { createMemoryState } from '@chat-adapter/state-memory';
import { createTelegramAdapter } from '@chat-adapter/telegram';
import { Chat } from 'chat';
import { createBudget, deliver, sheets } from 'tokentape';
import { chatSdk } from 'tokentape/adapters/chat-sdk';
import { answer } from './model.js';

/** @param {import('@chat-adapter/telegram').TelegramAdapterConfig} [config] */
export function createBot(config) {
  const telegram = createTelegramAdapter(config);
  const bot = new Chat({ userName: 'bot', adapters: { telegram }, state: createMemoryState(), logger: 'error' });
  const adapter = chatSdk(telegram);
  const budget = createBudget({ sheet: sheets.telegram });

  bot.onDirectMessage(async (thread, message) => {
    const missing = await deliver({
      adapter,
      chatId: thread.id,
      budget,
      agent: async ({ onDelta, signal }) => {
        for await (const delta of answer(message.text, signal)) onDelta(delta);
      },
    });
    if (missing) await thread.post(missing);
  });
  return bot;
}
