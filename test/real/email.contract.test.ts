import { createTransport } from 'nodemailer';
import { email } from '../../src/adapters/email.js';
import { adapterContract, type FaultKind } from '../../src/testing/index.js';
import { headerOf, textOf } from './mail-text.js';
import { type SmtpFault, startSmtp } from './smtp.js';

const password = 'planted-smtp-password';

const faults: Partial<Record<FaultKind['kind'], SmtpFault>> = { cutBefore: 'cut', cutAfter: 'cutAfter', hang: 'hang' };

adapterContract({
  name: 'email through nodemailer, on smtp-server',
  without: ['wait', 'html502'],
  make: async () => {
    const server = await startSmtp({ password });
    const transport = createTransport({ host: '127.0.0.1', port: server.port, ignoreTLS: true, auth: { user: 'bot', pass: password } });
    return {
      adapter: email(transport, { from: 'bot@example.org', maxBytes: 9_000 }),
      chatId: 'ann@example.org',
      secrets: [password],
      shown: () => server.taken.map((message) => ({ id: headerOf(message, 'Message-ID') ?? '', text: textOf(message) })),
      calls: server.connections,
      inject: ({ kind }) => server.fail('message', faults[kind] ?? 'hang'),
      close: server.close,
    };
  },
});
