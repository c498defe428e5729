// E-mail through nodemailer. Sources: RFC 5321 (SMTP), RFC 5322 (threading headers), nodemailer.com/smtp and /smtp/pooled.

import type { Adapter } from '../adapter.js';
import { oneCall } from '../adapter-parts/one-call.js';
import { unlessAborted } from '../adapter-parts/unless-aborted.js';
import { TokentapeError } from '../errors.js';
import { mailFailure } from './errors/email.js';

/** What the adapter needs of a transporter that `createTransport` of nodemailer 10 returns. */
export interface MailTransport {
  /** As nodemailer has it. */
  sendMail(mail: Mail): Promise<unknown>;
  /** What the transport was made with, to see whether it has a pool. */
  readonly options?: object | undefined;
}

/** What the transport is handed. */
export interface Mail {
  /** The sender. */
  from: string;
  /** The one recipient; the name is always empty. */
  to: { name: string; address: string };
  /** The subject. */
  subject: string;
  /** The whole text, without markup. */
  text: string;
  /** Made from the idempotency key. */
  messageId: string;
  /** The mail that it answers. */
  inReplyTo?: string | undefined;
  /** The thread that it belongs to, oldest first. */
  references?: string[] | undefined;
  /** `Auto-Submitted`, so that no machine answers. */
  headers: Record<string, string>;
  /** Aborted when the answer is no longer waited for. */
  signal: AbortSignal;
}

/** What `email` takes besides the transport. */
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
  /** The subject. Default: that of the options. */
  subject?: string | undefined;
  /** The `References` of the message that is answered, oldest first. */
  references?: readonly string[] | undefined;
}

/** E-mail: no edits, so an answer goes out when it is complete. A chat id is one address. A message's id is its `Message-ID`, made from
 *  `idempotencyKey`: mail programs that meet the same one twice commonly show it once, servers do not care.
 *
 *  A pool tries a message again by itself, over another connection, when one breaks: a transport with `pool` and without `maxRequeues: 0`
 *  throws `TokentapeError` with code `unsafeClient`, a `from` without a domain one with `badOption`. */
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
        // Transports other than SMTP pay no heed to the signal.
        await unlessAborted(signal, transport.sendMail(mail));
        return { ok: true, messageId: mail.messageId } as const;
      };
      return oneCall({ signal, isRepeatable: false, call, explain: mailFailure });
    },

    edit: async () => ({ ok: false, reason: 'editUnsupported', message: 'a mail that was sent cannot be changed' }),
  };
}

function checkTransport({ options = {} }: MailTransport): void {
  const { pool, maxRequeues } = options as Record<string, unknown>;
  if (!pool || maxRequeues === 0) return;
  throw new TokentapeError(
    'unsafeClient',
    'email: a pooled transport tries a message again by itself over another connection; set maxRequeues: 0',
  );
}

function domainOf(from: string): string {
  const [, domain] = /@([^\s@<>]+)>?\s*$/.exec(from) ?? [];
  if (domain === undefined) throw new TokentapeError('badOption', 'email: from has no domain');
  return domain;
}
