import { Api } from 'grammy';
import { OpenAI } from 'openai';
import { telegram } from 'tokentape/adapters/telegram';
import { answer } from './bridge.js';

// OPENAI_API_KEY, and OPENAI_BASE_URL where it is not OpenAI itself, are read from the environment.
const { TELEGRAM_BOT_TOKEN: token = '', TELEGRAM_CHAT: chatId = '', OPENAI_MODEL: model = '' } = process.env;
const api = new Api(token);
const question = process.argv[2] ?? 'When is high water?';
const missing = await answer(new OpenAI(), { model, question, adapter: telegram(api), chatId });
if (missing) await api.sendMessage(chatId, missing);
