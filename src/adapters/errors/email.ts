// What a mail server says and what it means: RFC 5321; what nodemailer makes of it: nodemailer.com/errors.

import type { Failure, Reason } from '../../adapter.js';
import { neverReached } from '../../adapter-parts/one-call.js';

/** What a server's reply means (RFC 5321, section 4.2.3), by the command it answers and its code; the first row that fits counts. Any other
 *  4xx is `transient`, any other 5xx `rejected`. */
export const replies: readonly { code: number; to?: string; reason: Reason }[] = [
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
export const clientErrors: Readonly<Record<string, Reason>> = {
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

/** What an error of nodemailer means; undefined if it says nothing about whether the message was taken. */
export function mailFailure(error: unknown): Failure | undefined {
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
