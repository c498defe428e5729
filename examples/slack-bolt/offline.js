import { createHmac } from 'node:crypto';
import { LogLevel } from '@slack/bolt';
import { freePort, startSlackEmulator } from 'tokentape/testing';
import { createApp } from './app.js';

const slack = await startSlackEmulator();
const port = await freePort();
const signingSecret = 'offline';
const options = { token: 'xoxb-offline', signingSecret, logLevel: LogLevel.ERROR, clientOptions: { slackApiUrl: slack.apiUrl } };
/** @type {() => void} */
let end = () => {};
const ended = new Promise((resolve) => {
  end = () => resolve(undefined);
});
const app = createApp(options, end);
await app.start(port);

// What Slack posts when someone mentions the app.
const event = { type: 'app_mention', channel: 'C1', user: 'U1', ts: '1.1', text: 'When is high water?' };
const body = JSON.stringify({ type: 'event_callback', team_id: 'T1', event });
const time = String(Math.floor(Date.now() / 1_000));
const signature = createHmac('sha256', signingSecret).update(`v0:${time}:${body}`).digest('hex');
const headers = {
  'content-type': 'application/json',
  'x-slack-request-timestamp': time,
  'x-slack-signature': `v0=${signature}`,
};
await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', headers, body });
await ended;

for (const { text, threadTs } of slack.messages('C1')) console.log(`app, in thread ${threadTs}: ${text}`);
await app.stop();
await slack.close();
