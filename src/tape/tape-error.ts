import { TokentapeError } from '../errors.js';

/** A tape that cannot be read. `code` is `tape`; `file` and `line` say where, if it is a line. */
export class TapeError extends TokentapeError {
  /** The file that cannot be read. */
  readonly file: string;
  /** From 1. */
  readonly line: number | undefined;

  constructor(file: string, line: number | undefined, rule: string, options?: ErrorOptions) {
    super('tape', `${file}${line === undefined ? '' : `:${line}`}: ${rule}`, options);
    this.file = file;
    this.line = line;
  }
}
