import { createApp } from './app.js';

const { SLACK_BOT_TOKEN: token = '', SLACK_APP_TOKEN: appToken = '' } = process.env;
await createApp({ token, appToken, socketMode: true }).start();
