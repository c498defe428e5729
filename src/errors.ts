/** Any error that tokentape throws on purpose. `code` is stable; the message is for people. */
export class TokentapeError extends Error {
  /** Stable, for programs. */
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A value of the wrong shape at the door: an option, a delta, a final text. `code` is `invalid-input`. */
export class InvalidInputError extends TokentapeError {
  constructor(message: string) {
    super('invalid-input', message);
  }
}
