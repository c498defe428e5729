// How an adapter makes its one call: what was thrown becomes plain data, and what is not known is said to be not known.

import type { Failure } from '../adapter.js';

export interface OneCall<Answer> {
  signal: AbortSignal;
  /** Doing it twice is the same as doing it once: an edit, a delete, a draft. */
  isRepeatable: boolean;
  /** Makes the call. */
  call(): Promise<Answer>;
  /** Reads an answer of the platform out of what the client threw; undefined if there was no answer. */
  explain(error: unknown): Failure | undefined;
}

/** Makes the call once and never rejects. A call aborted beforehand is not made. */
export async function oneCall<Answer>({ signal, isRepeatable, call, explain }: OneCall<Answer>): Promise<Answer | Failure> {
  if (signal.aborted) return { ok: false, reason: 'transient', message: 'aborted before the call was made' };
  try {
    return await call();
  } catch (error) {
    return explain(error) ?? noAnswer(error, isRepeatable, signal);
  }
}

/** What is known of a call without an answer: a repeatable one may simply be made again, any other may have taken effect, unless
 *  there never was a connection. Only the error's code is told: messages of network errors hold URLs, and URLs hold tokens. */
export function noAnswer(error: unknown, isRepeatable: boolean, signal?: AbortSignal): Failure {
  const code = networkCode(error);
  const isHarmless = isRepeatable || neverReached(error);
  const why = signal?.aborted ? 'aborted' : code;
  return { ok: false, reason: isHarmless ? 'transient' : 'maybeDelivered', message: why === undefined ? 'no answer' : `no answer: ${why}` };
}

/** There never was a connection, so the call certainly did not take effect. */
export function neverReached(error: unknown): boolean {
  return neverConnected.has(networkCode(error) ?? '');
}

/** These come before the first byte is written; all others may come after the last. */
const neverConnected: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** The system's code (`ECONNRESET`), wherever the client has wrapped it. */
function networkCode(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 5) return undefined;
  const { code, cause, error: wrapped, original, originalError } = error as Record<string, unknown>;
  if (typeof code === 'string' && /^(E|UND_ERR_)[A-Z_]+$/.test(code)) return code;
  return [cause, wrapped, original, originalError].map((inner) => networkCode(inner, depth + 1)).find((inner) => inner !== undefined);
}
