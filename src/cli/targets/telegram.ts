import type { GrammyError } from 'grammy';
import { noAnswer as lostAnswer } from '../../adapter-parts/one-call.js';
import { telegram } from '../../adapters/telegram.js';
import { badChat, type Connect, load, needed, noAnswer, patienceMs, wrongChat, wrongToken } from './target.js';

export const connectTelegram: Connect = async ({ chat, thread, env }) => {
  const token = needed(env, 'TELEGRAM_BOT_TOKEN', 'the token that @BotFather gave');
  if (!/^(-?\d+|@\w+)$/.test(chat)) throw badChat('telegram', chat, 'a number or @channel');
  const { Api } = await load('grammy', () => import('grammy'));
  const { TELEGRAM_API_ROOT: apiRoot } = env;
  const api = new Api(token, { timeoutSeconds: patienceMs / 1_000, ...(apiRoot && { apiRoot }) });
  const { type } = await api.getChat(chat).catch((error: unknown) => {
    if (!(error instanceof Error && 'error_code' in error)) throw noAnswer('telegram', lostAnswer(error, true).message);
    const { error_code: code, description } = error as GrammyError;
    if (code === 401 || code === 404) throw wrongToken('telegram', 'TELEGRAM_BOT_TOKEN', description);
    throw code < 500 && code !== 429 ? wrongChat('telegram', chat, description) : noAnswer('telegram', description);
  });
  return {
    // Calls may take longer than a question may.
    adapter: telegram(new Api(token, { ...(apiRoot && { apiRoot }) }), { chatType: type }),
    chatId: chat.startsWith('@') ? chat : Number(chat),
    metadata: thread === undefined ? undefined : { messageThreadId: Number(thread) },
    config: { editInterval: type === 'private' ? 1.1 : 3.1, bufferThreshold: 4_000 },
    close: async () => {},
  };
};
