import type { Logger } from '@slack/web-api';
import { noAnswer as lostAnswer } from '../../adapter-parts/one-call.js';
import { slackFailure } from '../../adapters/errors/slack.js';
import { slack } from '../../adapters/slack.js';
import { badChat, type Connect, load, needed, noAnswer, patienceMs, wrongChat, wrongToken } from './target.js';

export const connectSlack: Connect = async ({ chat, thread, env }) => {
  const token = needed(env, 'SLACK_BOT_TOKEN', 'the bot token of the app, xoxb-…');
  if (!/^[CDG][A-Z0-9]+$/.test(chat)) throw badChat('slack', chat, 'the id of a conversation (C…, D… or G…)');
  const { LogLevel, WebClient } = await load('@slack/web-api', () => import('@slack/web-api'));
  const { SLACK_API_URL: slackApiUrl } = env;
  const options = {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent(LogLevel.ERROR),
    ...(slackApiUrl && { slackApiUrl }),
  };
  const client = new WebClient(token, { ...options, timeout: patienceMs });
  await client.auth.test().catch((error: unknown) => {
    const { reason, message } = explained(error);
    throw reason === 'forbidden' ? wrongToken('slack', 'SLACK_BOT_TOKEN', message) : noAnswer('slack', message);
  });
  await client.conversations.info({ channel: chat }).catch((error: unknown) => {
    const { reason, message } = explained(error);
    // Writing needs no right to ask.
    if (message !== 'missing_scope') throw reason === 'forbidden' ? wrongChat('slack', chat, message) : noAnswer('slack', message);
  });
  return {
    adapter: slack(new WebClient(token, options)),
    chatId: chat,
    metadata: thread === undefined ? undefined : { threadTs: thread },
    config: { editInterval: 1.2, bufferThreshold: 4_000 },
    close: async () => {},
  };
};

function explained(error: unknown) {
  return slackFailure(error, undefined, true) ?? lostAnswer(error, true);
}

/** What went wrong is told once, by us. */
function silent(level: ReturnType<Logger['getLevel']>): Logger {
  const quiet = () => {};
  return { debug: quiet, info: quiet, warn: quiet, error: quiet, setLevel: quiet, getLevel: () => level, setName: quiet };
}
