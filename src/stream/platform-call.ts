// The only place that awaits a platform.

import type { Failure, Reason, Result } from '../adapter.js';
import type { Clock } from '../clock.js';
import { wordsOf } from '../words-of.js';

/** What came of a call, with every way in which an adapter can misbehave made plain. */
export type CallResult =
  | Result
  /** No answer before the deadline; the call was aborted. */
  | { ok: false; reason: 'timedOut'; message: string }
  /** The adapter threw, or answered with something that is no `Result`. */
  | { ok: false; reason: 'threw'; message: string };

/** More of a platform's words, or a longer id, is not kept (UTF-16 units): they go into outcomes and onto tapes, and whoever wrote them
 *  may mean ill. */
const MAX_WORDS = 1_000;
const MAX_ID_LENGTH = 1_000;
const SCOPES: ReadonlySet<unknown> = new Set(['call', 'chat', 'token'] satisfies Failure['scope'][]);

const REASONS: ReadonlySet<string> = new Set<Reason>([
  'rateLimited',
  'editUnsupported',
  'notModified',
  'messageGone',
  'tooLong',
  'formatRejected',
  'forbidden',
  'transient',
  'maybeDelivered',
  'rejected',
]);

/** One call that is on its way. */
export interface OpenCall {
  readonly result: Promise<CallResult>;
  /** Moves the deadline nearer; never further away. */
  hasten(msFromNow: number): void;
}

const TIMED_OUT: CallResult = { ok: false, reason: 'timedOut', message: 'no answer before the deadline' };
/** An adapter is a few functions that await one another; each takes a turn or three to hear that its call was aborted. */
const TURNS_TO_LET_GO = 24;

/** Makes one call. `deadlineMs` after its start the signal is aborted; the call is over once the adapter has let go of it, or has had
 *  its turns to. */
export function openCall(make: (signal: AbortSignal) => Promise<Result>, deadlineMs: number, clock: Clock): OpenCall {
  const abort = new AbortController();
  let due = clock.now() + deadlineMs;
  let isLate = false;
  let timer: unknown;
  let resolve: (result: CallResult) => void = () => {};
  const result = new Promise<CallResult>((resolved) => {
    resolve = resolved;
  });
  const end = (ended: CallResult) => {
    clock.clearTimeout(timer);
    resolve(isLate ? TIMED_OUT : ended);
  };
  const giveUp = () => {
    isLate = true;
    abort.abort(new DOMException('the call took too long', 'TimeoutError'));
    void moment().then(() => end(TIMED_OUT));
  };
  timer = clock.setTimeout(giveUp, deadlineMs);
  attempt(make, abort.signal).then(
    (value) => end(readable(() => checked(value))),
    (error) => end({ ok: false, reason: 'threw', message: shortened(wordsOf(error)) }),
  );
  return {
    result,
    hasten(msFromNow) {
      const now = clock.now();
      due = Math.min(due, now + msFromNow);
      clock.clearTimeout(timer);
      timer = clock.setTimeout(giveUp, Math.max(0, due - now));
    },
  };
}

async function moment(): Promise<void> {
  for (let turn = 0; turn < TURNS_TO_LET_GO; turn += 1) await undefined;
}

/** Whatever the adapter returns or throws, as a promise. */
function attempt(make: (signal: AbortSignal) => unknown, signal: AbortSignal): Promise<unknown> {
  try {
    return Promise.resolve(make(signal));
  } catch (error) {
    return Promise.reject(error);
  }
}

/** A value can throw when it is looked at, or made a string. */
function readable(read: () => CallResult): CallResult {
  try {
    return read();
  } catch {
    return malformed('gave what cannot be read');
  }
}

function checked(value: unknown): CallResult {
  if (typeof value !== 'object' || value === null) return malformed(`answered ${value === null ? 'null' : typeof value}`);
  const result = value as Partial<Result>;
  if (result.ok === true) return checkedSuccess(value as Record<string, unknown>);
  if (result.ok !== false) return malformed('answered without ok: true or ok: false');
  const failure = value as Failure;
  if (!REASONS.has(failure.reason)) return malformed(`gave the unknown reason ${shortened(String(failure.reason))}`);
  const { reason, retryAfterMs, scope, message } = failure;
  const told = Number.isFinite(retryAfterMs) && Number(retryAfterMs) >= 0;
  return {
    ok: false,
    reason,
    retryAfterMs: told ? retryAfterMs : undefined,
    ...(SCOPES.has(scope) && { scope }),
    ...(typeof message === 'string' && { message: shortened(message) }),
  };
}

function checkedSuccess({ messageId, parts }: Record<string, unknown>): CallResult {
  if (!isId(messageId) && messageId !== undefined && messageId !== null) return malformed('gave a messageId that is no string or number');
  const id = isId(messageId) ? messageId : undefined;
  if (parts === undefined || parts === null) return { ok: true, messageId: id };
  if (!Array.isArray(parts) || parts.length === 0 || !parts.every(isPart)) return malformed('gave parts that are not [{ id, text }]');
  return { ok: true, messageId: id ?? parts.at(-1)?.id, parts };
}

const isId = (value: unknown): value is string | number =>
  typeof value === 'string' ? value.length <= MAX_ID_LENGTH : Number.isFinite(value);

const isPart = (value: unknown): value is { id: string | number; text: string } => {
  const { id, text } = Object(value) as Record<string, unknown>;
  return isId(id) && typeof text === 'string';
};

const shortened = (words: string): string => (words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)} …` : words);

const malformed = (message: string): CallResult => ({ ok: false, reason: 'threw', message: `the adapter ${message}` });
