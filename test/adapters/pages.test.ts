// What the pages of docs/adapters say about limits, checked against the adapters.

import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { email } from '../../src/adapters/email.js';
import { irc } from '../../src/adapters/irc.js';
import { matrix } from '../../src/adapters/matrix.js';
import { signal } from '../../src/adapters/signal.js';
import { xmpp } from '../../src/adapters/xmpp.js';
import type { Adapter } from '../../src/index.js';

const xmppClient = Object.assign(new EventEmitter(), {
  status: 'online',
  send: async () => {},
  streamManagement: new EventEmitter(),
  iqCaller: { request: () => Promise.reject(new Error()) },
});
const ircClient = Object.assign(new EventEmitter(), { connected: true, user: { nick: 'bot' }, raw: () => {} });

const adapters: readonly Adapter[] = [
  matrix({ baseUrl: 'https://example.org', accessToken: 'x' }),
  xmpp(xmppClient),
  irc(ircClient),
  email({ sendMail: async () => {} }, { from: 'bot@example.org' }),
  signal({ baseUrl: 'http://127.0.0.1:8080' }),
];

for (const { name, limits } of adapters) {
  it(`the page of ${name} tells its limit`, () => {
    const page = readFileSync(new URL(`../../docs/adapters/${name}.md`, import.meta.url), 'utf8');
    expect(page.replace(/(\d) (?=\d{3})/g, '$1')).toMatch(new RegExp(`\\b${limits.maxLength}\\b`));
  });
}
