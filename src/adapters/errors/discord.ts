// What Discord says and what it means: github discord/discord-api-docs topics/opcodes-and-status-codes.mdx.

import type { Failure, Reason } from '../../adapter.js';

/** What is read of an error answer. */
export interface DiscordError {
  code?: number | string | undefined;
  status: number;
  message: string;
  /** `errors` of the body, for a form that was refused. */
  errors?: { content?: unknown } | undefined;
}

/** What an error answer of Discord's means, other than a plain 429. */
export function discordFailure({ code, status, message, errors }: DiscordError): Failure {
  const told = `${code ?? `HTTP ${status}`}: ${message}`;
  if (Number(code) === invalidFormBody) {
    const isTooLong = JSON.stringify(errors?.content ?? '').includes('BASE_TYPE_MAX_LENGTH');
    return { ok: false, reason: isTooLong ? 'tooLong' : 'rejected', message: told };
  }
  const [reason, scope] = codes[Number(code)] ?? [status === 401 || status === 403 ? 'forbidden' : 'rejected'];
  return { ok: false, reason, scope, message: told };
}

const invalidFormBody = 50035;

/** Discord's codes and what they mean; a 401 or 403 with another code is `forbidden`, anything else `rejected`. */
export const codes: Readonly<Record<number, readonly [reason: Reason, scope?: Failure['scope']]>> = {
  10003: ['forbidden'], // unknown channel
  10008: ['messageGone'],
  10015: ['forbidden'], // unknown webhook
  10062: ['rejected'], // unknown interaction
  20016: ['rateLimited', 'call'], // slow mode
  20022: ['rateLimited', 'call'], // edits of an announcement
  20028: ['rateLimited', 'chat'], // writes to the channel
  20029: ['rateLimited', 'chat'], // writes to the server
  30046: ['rateLimited', 'call'], // edits of a message older than an hour
  40060: ['rejected'], // interaction already answered
  40094: ['forbidden'], // no more answers to this interaction
  50001: ['forbidden'],
  50005: ['editUnsupported'], // not the author
  50006: ['rejected'], // empty
  50007: ['forbidden'],
  50013: ['forbidden'],
  50027: ['forbidden'], // the interaction's fifteen minutes are over
  50083: ['forbidden'], // archived thread
  50278: ['forbidden'],
  160005: ['forbidden'], // locked thread
  200000: ['rejected'], // automatic moderation
  240000: ['rejected'], // harmful link
};
