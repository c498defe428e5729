import { App } from '@slack/bolt';
import { createBudget, deliver, sheets } from 'tokentape';
import { slack } from 'tokentape/adapters/slack';
import { answer } from './model.js';

/** @param {import('@slack/bolt').AppOptions} options
 *  @param {import('tokentape').DeliverOptions['onOutcome']} [onOutcome] */
export function createApp(options, onOutcome) {
  const app = new App(options);
  const budget = createBudget({ sheet: sheets.slack });

  app.event('app_mention', async ({ event, client, context }) => {
    const threadTs = event.thread_ts ?? event.ts;
    const missing = await deliver({
      adapter: slack(client, { recipient: { userId: event.user ?? '', teamId: context.teamId ?? '' } }),
      chatId: event.channel,
      metadata: { threadTs },
      budget,
      onOutcome,
      agent: async ({ onDelta, signal }) => {
        for await (const delta of answer(event.text, signal)) onDelta(delta);
      },
    });
    if (missing) await client.chat.postMessage({ channel: event.channel, thread_ts: threadTs, text: missing });
  });
  return app;
}
