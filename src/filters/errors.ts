import { TokentapeError } from '../errors.js';

/** A filter was given an option that it cannot work with. Thrown where the filter is made, never while a stream runs.
 *  `code` is `badFilterOption`. */
export class FilterOptionError extends TokentapeError {
  /** The filter and the option, as `hideDirectives.prefixes`. */
  readonly option: string;

  constructor(option: string, rule: string) {
    super('badFilterOption', `${option} ${rule}`);
    this.option = option;
  }
}

/** A filter threw, or broke its contract. `code` is `filterFailed`, `cause` what it threw. Holds no text of the stream, since
 *  errors get logged. */
export class FilterError extends TokentapeError {
  /** The filter's name. */
  readonly filter: string;
  /** Where it happened. Only a failure in `start` is thrown; the others are listed in `FilterChain.failures`. */
  readonly stage: 'start' | 'push' | 'close' | 'frame';

  constructor(filter: string, stage: FilterError['stage'], cause: unknown) {
    super('filterFailed', `filter ${filter} failed in ${stage}`, { cause });
    this.filter = filter;
    this.stage = stage;
  }
}
