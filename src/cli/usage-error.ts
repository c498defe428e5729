import { TokentapeError } from '../errors.js';

/** The command line cannot be understood: one line, and exit code 2. */
export class UsageError extends TokentapeError {
  constructor(message: string, options?: ErrorOptions) {
    super('usage', message, options);
  }
}
