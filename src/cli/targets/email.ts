import { email } from '../../adapters/email.js';
import { mailFailure } from '../../adapters/errors/email.js';
import { TargetError } from '../target-error.js';
import { badChat, type Connect, load, needed, noAnswer, patienceMs, wrongToken } from './target.js';

export const connectEmail: Connect = async ({ chat, env }) => {
  const url = needed(env, 'SMTP_URL', 'smtps://user:password@server, or smtp://…');
  const from = needed(env, 'EMAIL_FROM', 'the sender, bot@example.org');
  if (!/^[^\s,;<>@]+@[^\s,;<>@]+$/.test(chat)) throw badChat('email', chat, 'one address');
  if (!/@[^\s@<>]+>?$/.test(from)) throw new TargetError('EMAIL_FROM holds no address');
  if (!/^smtps?:\/\/[^/\s]+/.test(url) || !URL.canParse(url)) throw new TargetError('SMTP_URL is no smtp:// or smtps:// address');
  const { createTransport } = await load('nodemailer', () => import('nodemailer'));
  const transport = createTransport(url);
  await within(patienceMs, transport.verify()).catch((error: unknown) => {
    transport.close();
    const { reason, message } = mailFailure(error) ?? {};
    throw reason === 'forbidden' ? wrongToken('the mail server', 'SMTP_URL', message) : noAnswer('the mail server', message);
  });
  return {
    adapter: email(transport, { from }),
    chatId: chat,
    // One mail for the whole answer.
    config: { segments: 'joined' },
    close: async () => transport.close(),
  };
};

function within<T>(ms: number, call: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer in time')), ms);
    call.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
