import { noAnswer as lostAnswer } from '../../adapter-parts/one-call.js';
import { explain } from '../../adapters/discord/client.js';
import { discord } from '../../adapters/discord.js';
import { badChat, type Connect, load, needed, noAnswer, patienceMs, wrongChat, wrongToken } from './target.js';

export const connectDiscord: Connect = async ({ chat, thread, env }) => {
  const token = needed(env, 'DISCORD_BOT_TOKEN', 'the token from the developer portal, under Bot');
  // A thread is a channel of its own.
  const chatId = thread ?? chat;
  if (!/^\d{17,20}$/.test(chatId)) throw badChat('discord', chatId, 'the id of a channel or thread, 17 to 20 digits,');
  const { REST } = await load('@discordjs/rest', () => import('@discordjs/rest'));
  // With the version, as others have it, or without.
  const api = env.DISCORD_API_URL?.replace(/\/v\d+\/?$/, '');
  const rest = new REST({ retries: 0, rejectOnRateLimit: () => true, ...(api && { api }) }).setToken(token);
  await rest.get(`/channels/${chatId}`, { signal: AbortSignal.timeout(patienceMs) }).catch((error: unknown) => {
    const { reason, message } = explain(error, true) ?? lostAnswer(error, true);
    if ((error as { status?: unknown }).status === 401) throw wrongToken('discord', 'DISCORD_BOT_TOKEN', message);
    throw reason === 'forbidden' || reason === 'rejected' ? wrongChat('discord', chatId, message) : noAnswer('discord', message);
  });
  return { adapter: discord(rest), chatId, config: { editInterval: 1.2, bufferThreshold: 4_000 }, close: async () => {} };
};
