import { TokentapeError } from '../errors.js';

/** The command line is right, but there is no writing there: a token or a chat is missing or wrong. One line, and exit code 2. */
export class TargetError extends TokentapeError {
  constructor(message: string, options?: ErrorOptions) {
    super('target', message, options);
  }
}
