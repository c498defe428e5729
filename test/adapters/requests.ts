import type { Failure, Result } from '../../src/adapter.js';

/** A signal that is never aborted. */
export const live = (): AbortSignal => new AbortController().signal;

/** What a send needs besides chat and text. */
export const sending = () => ({ final: false, idempotencyKey: 'key-1', signal: live() });

/** What an edit needs besides chat, message and text. */
export const editing = () => ({ final: false, signal: live() });

/** The failure that a result must be. */
export function failure(result: Result): Failure {
  if (result.ok) throw new Error('expected a failure, but it worked');
  return result;
}
