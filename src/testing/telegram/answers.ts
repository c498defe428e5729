import type { Answer } from '../emulator.js';

/** A refusal in the Bot API's own words; the HTTP status follows from how they begin. */
export class Refusal extends Error {}

const statusByOpening: readonly (readonly [opening: string, status: number])[] = [
  ['Bad Request', 400],
  ['Unauthorized', 401],
  ['Forbidden', 403],
  ['Not Found', 404],
  ['Too Many Requests', 429],
  ['Internal Server Error', 500],
];

export function refused(description: string, status?: number): Answer {
  const code = status ?? statusByOpening.find(([opening]) => description.startsWith(opening))?.[1] ?? 400;
  return { status: code, body: { ok: false, error_code: code, description } };
}

export function tooMany(seconds: number | undefined): Answer {
  if (seconds === undefined) return refused('Too Many Requests');
  const description = `Too Many Requests: retry after ${seconds}`;
  return {
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: { ok: false, error_code: 429, description, parameters: { retry_after: seconds } },
  };
}
