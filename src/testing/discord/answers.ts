import type { Answer } from '../emulator.js';

/** A refusal: HTTP status and error body. */
export class Refusal extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super();
    this.answer = answer;
  }
}

/** Discord documents codes without a status; these statuses follow common practice. */
const refusals: Readonly<Record<string, { status: number; message: string; errors?: object }>> = {
  0: { status: 401, message: '401: Unauthorized' },
  10003: { status: 404, message: 'Unknown Channel' },
  10008: { status: 404, message: 'Unknown Message' },
  10015: { status: 404, message: 'Unknown Webhook' },
  10062: { status: 404, message: 'Unknown interaction' },
  20016: { status: 429, message: 'This action cannot be performed due to slowmode rate limit' },
  20022: { status: 429, message: 'This message cannot be edited due to announcement rate limits' },
  20028: { status: 429, message: 'The channel you are writing has hit the write rate limit' },
  20029: { status: 429, message: 'The write action you are performing on the server has hit the write rate limit' },
  30046: { status: 400, message: 'Maximum number of edits to messages older than 1 hour reached. Try again later' },
  40060: { status: 400, message: 'Interaction has already been acknowledged' },
  50001: { status: 403, message: 'Missing Access' },
  50005: { status: 403, message: 'Cannot edit a message authored by another user' },
  50006: { status: 400, message: 'Cannot send an empty message' },
  50007: { status: 403, message: 'Cannot send messages to this user' },
  50013: { status: 403, message: 'Missing Permissions' },
  40094: { status: 400, message: 'This interaction has hit the maximum number of follow up messages' },
  50027: { status: 401, message: 'Invalid Webhook Token' },
  50035: {
    status: 400,
    message: 'Invalid Form Body',
    errors: { content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }] } },
  },
  50083: { status: 400, message: 'Thread is archived' },
  50278: { status: 403, message: 'Cannot send messages to this user due to having no mutual guilds' },
  160005: { status: 403, message: 'Thread is locked' },
  200000: { status: 400, message: 'Message was blocked by automatic moderation' },
  240000: { status: 400, message: 'Message blocked by harmful links filter' },
};

export function refused(code: string, status?: number): Answer {
  const known = refusals[code];
  return {
    status: status ?? known?.status ?? 400,
    body: { message: known?.message ?? 'Refused', code: Number(code), ...(known?.errors && { errors: known.errors }) },
  };
}

export function refusal(code: string): Refusal {
  return new Refusal(refused(code));
}

/** The header holds whole seconds, the body a fraction. */
export function tooMany(seconds: number | undefined, scope: 'user' | 'global'): Answer {
  const isGlobal = scope === 'global';
  return {
    status: 429,
    headers: {
      ...(seconds !== undefined && { 'retry-after': String(Math.ceil(seconds)) }),
      'x-ratelimit-scope': scope,
      ...(isGlobal && { 'x-ratelimit-global': 'true' }),
    },
    body: { message: 'You are being rate limited.', ...(seconds !== undefined && { retry_after: seconds }), global: isGlobal },
  };
}
