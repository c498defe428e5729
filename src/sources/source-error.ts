import { TokentapeError } from '../errors.js';
import { objectIn, textIn } from './json.js';

/** Why a run is not complete.
 *
 *  - `source-failed`: the model's provider reported an error; `cause` is what it said.
 *  - `source-aborted`: the run was stopped on the side of the model.
 *  - `source-ended-early`: the input ended, and the run had not.
 *  - `source-malformed`: a line, or a piece of text, that cannot be read; the message names the line.
 *  - `source-too-long`: a line, or one event, longer than the limit.
 *  - `source-unknown-format`: the input ended, and nothing in it told its format.
 *  - `source-misused`: an option or an input that no source can be made of; thrown at once. */
export type SourceErrorCode =
  | 'source-failed'
  | 'source-aborted'
  | 'source-ended-early'
  | 'source-malformed'
  | 'source-too-long'
  | 'source-unknown-format'
  | 'source-misused';

/** The error in a `failure` part, unless the input itself threw one. */
export class SourceError extends TokentapeError {
  /** Why the run is not complete. */
  declare readonly code: SourceErrorCode;

  constructor(code: SourceErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** What a provider put in place of an answer: `{ message, type?, code? }`, a text, or anything else. */
export function reported(error: unknown): SourceError {
  const { message, type, code, status } = objectIn(error);
  const kind = [type, code, status].find((value) => typeof value === 'string' || typeof value === 'number');
  const words = textIn(message) || textIn(error) || 'it did not say which';
  return new SourceError('source-failed', `the provider reported an error: ${words}${kind === undefined ? '' : ` (${kind})`}`, {
    cause: error,
  });
}
