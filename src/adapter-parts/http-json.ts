// For platforms whose client is `fetch` itself.

import type { Failure } from '../adapter.js';
import type { Clock } from '../clock.js';
import { TokentapeError } from '../errors.js';

/** A server that is spoken to with JSON over HTTP. */
export interface HttpServer {
  /** `http://` or `https://`, a path included if there is one; a slash at the end is the same as none. Must hold no user or password. */
  baseUrl: string;
  /** Sent as `Authorization: Bearer …`. */
  accessToken?: string | undefined;
  /** Default: the global one. */
  fetch?: typeof fetch | undefined;
}

const MAX_ANSWER_BYTES = 1_024 * 1_024;

export interface JsonRequest {
  method: 'GET' | 'POST' | 'PUT';
  /** Appended to the base URL; starts with a slash. */
  path: string;
  /** Left out of a GET. */
  body?: unknown;
  signal: AbortSignal;
}

/** The server answered with a status above 299. */
export class HttpRefusal extends Error {
  readonly status: number;
  readonly headers: Headers;
  /** What the body said, as JSON; undefined if it was something else, such as a proxy's page. */
  readonly body: unknown;
  constructor(status: number, headers: Headers, body: unknown) {
    super(`HTTP ${status}`);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** What the `Retry-After` header says, a number of seconds or a date (RFC 9110, section 10.2.3), in milliseconds; undefined without one. */
  retryAfterMs(clock: Pick<Clock, 'now'>): number | undefined {
    const header = this.headers.get('retry-after') ?? '';
    if (/^\d+(\.\d+)?$/.test(header)) return Math.ceil(Number(header) * 1_000);
    // What else a number may be taken for by a parser of dates is none.
    const date = /^[A-Za-z]/.test(header) ? Date.parse(header) : Number.NaN;
    return Number.isNaN(date) ? undefined : Math.max(0, date - clock.now());
  }

  /** A proxy or the server broke down: the call may have taken effect before. */
  failure(isRepeatable: boolean): Failure {
    return { ok: false, reason: isRepeatable ? 'transient' : 'maybeDelivered', message: this.message };
  }
}

/** Makes one request and gives the JSON of the answer. Throws `HttpRefusal`, or whatever `fetch` throws when there is no answer. */
export type JsonCall = (request: JsonRequest) => Promise<unknown>;

/** Checks the server's address and token at once: a bad one throws `TokentapeError` with code `badServer`, and never shows the token. */
export function jsonCaller(platform: string, { baseUrl, accessToken, fetch: given }: HttpServer): JsonCall {
  const root = rootOf(platform, baseUrl);
  if (accessToken !== undefined && !/^[\x21-\x7e]+$/.test(accessToken)) {
    throw new TokentapeError('badServer', `${platform}: accessToken is empty or holds a character that no header can carry`);
  }
  const headers = { 'content-type': 'application/json', ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }) };

  return async ({ method, path, body, signal }) => {
    const response = await (given ?? fetch)(`${root}${path}`, { method, headers, body: JSON.stringify(body), signal, redirect: 'error' });
    const text = await textOf(response);
    // Whatever the server repeats of the request goes on a tape as the reason of a failure.
    const answer = parsed(isSecret(accessToken) ? text.replaceAll(accessToken, '[access token]') : text);
    if (!response.ok) throw new HttpRefusal(response.status, response.headers, answer);
    return answer;
  };
}

/** `''` for an answer that is longer than any of a chat platform: it is not read to its end, and is no JSON. */
async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) return '';
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** A shorter one, as in a test, is part of other words. */
function isSecret(accessToken: string | undefined): accessToken is string {
  return accessToken !== undefined && accessToken.length >= 8;
}

function rootOf(platform: string, baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new TokentapeError('badServer', `${platform}: baseUrl must be an http or https URL without user and password`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The fields of a JSON object; none if it is something else. */
export function fieldsOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}
