// E-mail through nodemailer. Sources: RFC 5321 (SMTP), RFC 5322 (threading headers), nodemailer.com/smtp and /smtp/pooled.

import type { Adapter, Failure, Reason } from '../adapter.js';
import { TokentapeError } from '../errors.js';
import { neverReached, oneCall } from '../one-call.js';

/** What the adapter needs of a transporter that `createTransport` of nodemailer 10 returns. */
export interface MailTransport {
  sendMail(mail: Mail): Promise<unknown>;
  readonly options?: object | undefined;
}

interface Mail {
  from: string;
  to: { name: string; address: string };
  subject: string;
  text: string;
  messageId: string;
  inReplyTo?: string | undefined;
  references?: string[] | undefined;
  headers: Record<string, string>;
  signal: AbortSignal;
}

export interface EmailOptions {
  /** The sender, `bot@example.org` or `Bot <bot@example.org>`; its domain is that of the message ids too. */
  from: string;
  /** Default `Re: your message`; `metadata.subject` overrides it. */
  subject?: string | undefined;
  /** The longest text, in bytes of UTF-8. Default 5 000 000: encoding makes it up to three times as large, and servers commonly take 25
   *  million bytes (`SIZE`, RFC 1870). */
  maxBytes?: number | undefined;
}

/** What `metadata` may hold for this adapter; anything else is ignored. */
export interface EmailMetadata {
  subject?: string | undefined;
  /** The `References` of the message that is answered, oldest first. */
  references?: readonly string[] | undefined;
}

/** E-mail: no edits, so an answer goes out when it is complete. A chat id is one address. A message's id is its `Message-ID`, made from
 *  `idempotencyKey`: mail programs that meet the same one twice commonly show it once, servers do not care.
 *
 *  A pool hands a message to another connection when one breaks, and then it may arrive twice: a transport with `pool` and without
 *  `maxRequeues: 0` throws `TokentapeError` with code `unsupportedClient`. So does a `from` without a domain. */
export function email(transport: MailTransport, { from, subject = 'Re: your message', maxBytes = 5_000_000 }: EmailOptions): Adapter {
  checkTransport(transport);
  const domain = domainOf(from);

  return {
    name: 'email',
    limits: { maxLength: maxBytes, lengthOf: (text) => Buffer.byteLength(text, 'utf8') },
    can: { edit: false },

    async send({ chatId, text, replyTo, metadata, idempotencyKey, signal }) {
      const address = String(chatId);
      if (!/^[^\s,;<>]+@[^\s,;<>@]+$/.test(address)) return { ok: false, reason: 'rejected', message: 'not one e-mail address' };
      if (Buffer.byteLength(text, 'utf8') > maxBytes) return { ok: false, reason: 'tooLong', message: `longer than ${maxBytes} bytes` };
      const { subject: ownSubject = subject, references = [] }: EmailMetadata = metadata ?? {};
      const answered = replyTo === undefined ? undefined : String(replyTo);
      const mail: Mail = {
        from,
        to: { name: '', address },
        subject: ownSubject,
        text,
        messageId: `<${idempotencyKey}@${domain}>`,
        inReplyTo: answered,
        references: answered === undefined ? undefined : [...references, answered],
        // So that holiday notes and other bots do not answer (RFC 3834).
        headers: { 'Auto-Submitted': answered === undefined ? 'auto-generated' : 'auto-replied' },
        signal,
      };
      const call = async () => {
        await unlessAborted(transport.sendMail(mail), signal);
        return { ok: true, messageId: mail.messageId } as const;
      };
      return oneCall({ signal, isRepeatable: false, call, explain });
    },

    edit: async () => ({ ok: false, reason: 'editUnsupported', message: 'a mail that was sent cannot be changed' }),
  };
}

function checkTransport({ options = {} }: MailTransport): void {
  const { pool, maxRequeues } = options as Record<string, unknown>;
  if (!pool || maxRequeues === 0) return;
  throw new TokentapeError(
    'unsupportedClient',
    'email: a pooled transport sends a message twice when an answer is lost; set maxRequeues: 0',
  );
}

function domainOf(from: string): string {
  const [, domain] = /@([^\s@<>]+)>?\s*$/.exec(from) ?? [];
  if (domain === undefined) throw new TokentapeError('unsupportedClient', 'email: from has no domain');
  return domain;
}

/** Transports other than SMTP pay no heed to the signal. */
function unlessAborted<T>(sending: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error('aborted'));
    signal.addEventListener('abort', giveUp);
    sending.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

/** What a server's reply means (RFC 5321, section 4.2.3), by the command it answers and its code; the first row that fits counts. Any other
 *  4xx is `transient`, any other 5xx `rejected`. */
const replies: readonly { code: number; to?: string; reason: Reason }[] = [
  // The recipient, not the message.
  { code: 550, to: 'RCPT TO', reason: 'forbidden' },
  { code: 551, reason: 'forbidden' },
  { code: 553, to: 'RCPT TO', reason: 'forbidden' },
  { code: 554, to: 'RCPT TO', reason: 'forbidden' },
  { code: 552, to: 'RCPT TO', reason: 'rejected' },
  // The server takes no mail from this address.
  { code: 554, to: 'CONN', reason: 'forbidden' },
  // The sender may not use this server (RFC 4954, section 6).
  { code: 530, reason: 'forbidden' },
  { code: 534, reason: 'forbidden' },
  { code: 535, reason: 'forbidden' },
  // Larger than the server takes (RFC 1870, section 6.1); of a recipient it says that the mailbox is full.
  { code: 552, reason: 'tooLong' },
];

/** What nodemailer's own codes mean where there is no reply; a code that is not listed may have come after the message. */
const clientErrors: Readonly<Record<string, Reason>> = {
  EAUTH: 'forbidden',
  ENOAUTH: 'forbidden',
  EOAUTH2: 'forbidden',
  EENVELOPE: 'rejected',
  ECONFIG: 'rejected',
  EDNS: 'transient',
  ETLS: 'transient',
  EREQUIRETLS: 'forbidden',
  EPROXY: 'transient',
};

interface MailError {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  originalCode?: string;
  timeoutType?: string;
}

function explain(error: unknown): Failure | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, command, responseCode, response, originalCode, timeoutType } = error as MailError;
  if (responseCode !== undefined) {
    const row = replies.find((reply) => reply.code === responseCode && (reply.to === undefined || reply.to === command));
    // Of a login only the code is told: what a server says about one may repeat it.
    const message = code === 'EAUTH' ? `login refused: ${responseCode}` : response;
    return { ok: false, reason: row?.reason ?? (responseCode < 500 ? 'transient' : 'rejected'), message };
  }
  if (code === 'EMESSAGE' && command === 'MAIL FROM') return { ok: false, reason: 'tooLong', message: 'longer than the server takes' };
  const reason = clientErrors[code ?? ''];
  if (reason !== undefined) return { ok: false, reason, message: code };
  // Nothing was said yet, or nobody was there.
  const isEarly = timeoutType === 'CONNECT_TIMEOUT' || timeoutType === 'GREETING_TIMEOUT' || neverReached({ code: originalCode });
  return isEarly ? { ok: false, reason: 'transient', message: originalCode ?? timeoutType } : undefined;
}
