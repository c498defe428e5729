import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { chatPlatforms } from './chats.js';
import { recordedAnswers } from './recorded-answers.js';
import { streamed } from './streamed.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

// Telegram's server holds a call that comes up to eight seconds too early (tdlib/td NetQueryCreator.cpp).
it('a server that holds early calls instead of refusing them is given one whole copy', async () => {
  const [platform] = chatPlatforms.filter(({ name }) => name === 'telegram, early calls held');
  const [answer] = recordedAnswers();
  if (platform === undefined || answer === undefined) throw new Error('there is nothing to stream');
  const { chat, outcome } = await streamed(platform, answer, { limits: 'documented' });
  await chat.emulator.close();
  const waits = chat.emulator.requests.map(({ at, endedAt = 0 }) => endedAt - at);
  expect(waits.filter((ms) => ms >= 500).length).toBeGreaterThan(0);
  expect(Math.max(...waits)).toBeLessThanOrEqual(8_000);
  expect(chat.emulator.requests.filter(({ status }) => status !== 200)).toEqual([]);
  expect(outcome).toMatchObject({ status: 'delivered', alreadySent: true, unshown: '' });
});
