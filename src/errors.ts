/** Any error that tokentape throws on purpose. `code` is stable; the message is for people. */
export class TokentapeError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
