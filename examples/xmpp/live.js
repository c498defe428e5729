import { createBot } from './bot.js';

const { XMPP_SERVICE: service = '', XMPP_USERNAME: username = '', XMPP_PASSWORD: password = '' } = process.env;
await createBot({ service, username, password }).start();
