import { describe, expect, it } from 'vitest';
import type { Reason } from '../../src/adapter.js';
import { email, type MailTransport } from '../../src/adapters/email.js';
import { clientErrors } from '../../src/adapters/errors/email.js';
import { TokentapeError } from '../../src/errors.js';
import { failure, sending } from './requests.js';

const from = 'bot@example.org';
const to = { chatId: 'ann@example.org', text: 'hello' };

function failing(error: object): MailTransport {
  return { sendMail: () => Promise.reject(Object.assign(new Error('planted-secret in the words of an error'), error)) };
}

describe('what nodemailer says and what it means', () => {
  const said: readonly (readonly [error: object, reason: Reason])[] = [
    [{ code: 'EAUTH' }, 'forbidden'],
    [{ code: 'EAUTH', responseCode: 535 }, 'forbidden'],
    [{ code: 'EAUTH', responseCode: 454 }, 'transient'],
    [{ code: 'ENOAUTH' }, 'forbidden'],
    [{ code: 'EOAUTH2' }, 'forbidden'],
    [{ code: 'EREQUIRETLS' }, 'forbidden'],
    [{ code: 'EENVELOPE' }, 'rejected'],
    [{ code: 'ECONFIG' }, 'rejected'],
    [{ code: 'EDNS' }, 'transient'],
    [{ code: 'ETLS' }, 'transient'],
    [{ code: 'EPROXY' }, 'transient'],
    [{ code: 'ETIMEDOUT', timeoutType: 'CONNECT_TIMEOUT' }, 'transient'],
    [{ code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT' }, 'transient'],
    [{ code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT' }, 'maybeDelivered'],
    [{ code: 'ESOCKET', originalCode: 'ECONNREFUSED' }, 'transient'],
    [{ code: 'ESOCKET', originalCode: 'ECONNRESET' }, 'maybeDelivered'],
    [{ code: 'ECONNECTION' }, 'maybeDelivered'],
    [{ code: 'EMESSAGE', command: 'MAIL FROM' }, 'tooLong'],
    [{}, 'maybeDelivered'],
  ];
  for (const [error, reason] of said) {
    it(`${JSON.stringify(error)} → ${reason}`, async () => {
      const result = failure(await email(failing(error), { from }).send({ ...to, ...sending() }));
      expect(result.reason).toBe(reason);
      expect(result.message).not.toContain('planted-secret');
    });
  }

  it('no row is left out above', () => {
    const known = said.map(([error]) => (error as { code?: string }).code);
    for (const code of Object.keys(clientErrors)) expect(known).toContain(code);
  });
});

describe('email', () => {
  it('does not wait for a transport that ignores its signal', async () => {
    const patience = new AbortController();
    const call = email({ sendMail: () => new Promise(() => {}) }, { from }).send({ ...to, ...sending(), signal: patience.signal });
    patience.abort();
    expect(failure(await call).reason).toBe('maybeDelivered');
  });

  it('needs a sender with a domain', () => {
    expect(() => email(failing({}), { from: 'bot' })).toThrow(TokentapeError);
    expect(email(failing({}), { from: 'Bot <bot@example.org>' }).name).toBe('email');
  });
});
