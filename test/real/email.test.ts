import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Adapter, Reason } from '../../src/adapter.js';
import { email } from '../../src/adapters/email.js';
import { replies } from '../../src/adapters/errors/email.js';
import { TokentapeError } from '../../src/errors.js';
import { failure, sending } from '../adapters/requests.js';
import { headerOf, textOf } from './mail-text.js';
import { type RealSmtp, type SmtpFault, type SmtpStep, startSmtp } from './smtp.js';

const to = { chatId: 'ann@example.org', text: 'hello' };
const from = 'Bot <bot@example.org>';

let server: RealSmtp;
let adapter: Adapter;

const transportTo = (port: number, more: object = {}) => createTransport({ host: '127.0.0.1', port, ignoreTLS: true, ...more });

beforeEach(async () => {
  server = await startSmtp({ size: 100_000 });
  adapter = email(transportTo(server.port), { from });
});
afterEach(() => server.close());

describe('what an SMTP server says and what it means', () => {
  const said: readonly (readonly [step: SmtpStep, fault: SmtpFault, reason: Reason])[] = [
    ['connect', { reply: 421 }, 'transient'],
    ['connect', { reply: 554 }, 'forbidden'],
    ['sender', { reply: 451 }, 'transient'],
    ['sender', { reply: 530 }, 'forbidden'],
    ['sender', { reply: 534 }, 'forbidden'],
    ['sender', { reply: 535 }, 'forbidden'],
    ['sender', { reply: 552 }, 'tooLong'],
    ['recipient', { reply: 450 }, 'transient'],
    ['recipient', { reply: 452 }, 'transient'],
    ['recipient', { reply: 550 }, 'forbidden'],
    ['recipient', { reply: 551 }, 'forbidden'],
    ['recipient', { reply: 552 }, 'rejected'],
    ['recipient', { reply: 553 }, 'forbidden'],
    ['recipient', { reply: 554 }, 'forbidden'],
    ['message', { reply: 421 }, 'transient'],
    ['message', { reply: 451 }, 'transient'],
    ['message', { reply: 550 }, 'rejected'],
    ['message', { reply: 552 }, 'tooLong'],
    ['message', { reply: 554 }, 'rejected'],
    ['recipient', 'cut', 'maybeDelivered'],
    ['message', 'cut', 'maybeDelivered'],
    ['message', 'cutAfter', 'maybeDelivered'],
  ];
  for (const [step, fault, reason] of said) {
    it(`${typeof fault === 'string' ? fault : fault.reply} at ${step} → ${reason}`, async () => {
      server.fail(step, fault);
      expect(failure(await adapter.send({ ...to, ...sending() })).reason).toBe(reason);
      expect(server.connections()).toBe(1);
      expect(server.taken).toHaveLength(fault === 'cutAfter' ? 1 : 0);
    });
  }

  it('no row is left out above', () => {
    const steps: Record<string, SmtpStep> = { 'RCPT TO': 'recipient', CONN: 'connect' };
    for (const { code, to } of replies) {
      const isTried = said.some(([step, fault]) => typeof fault === 'object' && fault.reply === code && (!to || steps[to] === step));
      expect(isTried, `${code} ${to ?? ''}`).toBe(true);
    }
  });

  it('nobody there → transient', async () => {
    await server.close();
    expect(await adapter.send({ ...to, ...sending() })).toEqual({ ok: false, reason: 'transient', message: 'ECONNREFUSED' });
  });

  it('more than the server says that it takes → tooLong, before a byte of it is sent', async () => {
    expect(failure(await adapter.send({ ...to, text: 'x'.repeat(100_001), ...sending() })).reason).toBe('tooLong');
  });
});

describe('email', () => {
  it('threads: its own id comes from the key, and it names what it answers', async () => {
    const metadata = { subject: 'Re: Pläne', references: ['<root@example.com>'] };
    const result = await adapter.send({ ...to, ...sending(), text: 'Grüße ✓', replyTo: '<asked@example.com>', metadata });
    expect(result).toEqual({ ok: true, messageId: '<key-1@example.org>' });
    const [message = ''] = server.taken;
    expect(headerOf(message, 'Message-ID')).toBe('<key-1@example.org>');
    expect(headerOf(message, 'In-Reply-To')).toBe('<asked@example.com>');
    expect(headerOf(message, 'References')).toBe('<root@example.com> <asked@example.com>');
    expect(headerOf(message, 'Auto-Submitted')).toBe('auto-replied');
    expect(headerOf(message, 'Subject')).toBe('=?UTF-8?Q?Re=3A_Pl=C3=A4ne?=');
    expect(textOf(message)).toBe('Grüße ✓');
  });

  it('never writes a line longer than a server must take', async () => {
    await adapter.send({ ...to, ...sending(), text: 'x'.repeat(50_000) });
    const [message = ''] = server.taken;
    expect(Math.max(...message.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(998);
    expect(textOf(message)).toBe('x'.repeat(50_000));
  });

  it('writes to one address only', async () => {
    for (const chatId of ['a@example.org, b@example.org', 'a@example.org\r\nBcc: b@example.org', 'Ann <a@example.org>', 'ann']) {
      expect(failure(await adapter.send({ ...to, ...sending(), chatId })).reason).toBe('rejected');
    }
    expect(server.connections()).toBe(0);
  });

  it('refuses a pool that tries again by itself', () => {
    expect(() => email(transportTo(1, { pool: true }), { from })).toThrow(TokentapeError);
    expect(email(transportTo(1, { pool: true, maxRequeues: 0 }), { from }).name).toBe('email');
  });

  it('sends once through a pool whose connection breaks', async () => {
    const transport = transportTo(server.port, { pool: true, maxRequeues: 0 });
    server.fail('message', 'cutAfter');
    const result = await email(transport, { from }).send({ ...to, ...sending() });
    expect(failure(result).reason).toBe('maybeDelivered');
    expect(server.taken).toHaveLength(1);
    transport.close();
  });

  it('tells a refused login without the password, even if the server repeats it', async () => {
    const locked = await startSmtp({ password: 'the right one' });
    const auth = { user: 'bot', pass: 'planted-smtp-password' };
    const result = await email(transportTo(locked.port, { auth }), { from }).send({ ...to, ...sending() });
    expect(result).toEqual({ ok: false, reason: 'forbidden', message: 'login refused: 535' });
    await locked.close();
  });
});
