import { TokentapeError } from '../errors.js';

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /** Where in the configuration: `streaming.platforms.telegram.edit_interval`. `''` for the document as a whole. */
  key: string;
  /** What is wanted: `must be a number of seconds from 0 to 3600`. */
  rule: string;
  /** The unit of the wanted value, where it has one. */
  unit?: 'seconds' | 'characters' | undefined;
  /** What was found, shortened. Never the value of an unknown key, which may be a secret. */
  got?: string | undefined;
  /** Where the configuration came from, if that was told. */
  file?: string | undefined;
  /** From 1, as `column`; both only where the configuration came as text. */
  line?: number | undefined;
  /** From 1. */
  column?: number | undefined;
}

/** A configuration that cannot be used. Nothing of it was applied. The message has one line for each problem, as
 *  `gateway.yaml:4:18: streaming.edit_interval: must be a number of seconds from 0 to 3600, got "fast"`. */
export class ConfigError extends TokentapeError {
  /** `config-invalid`: something in it is wrong · `config-not-found`: there is no such file · `config-unreadable`: the file cannot be
   *  read. */
  declare readonly code: 'config-invalid' | 'config-not-found' | 'config-unreadable';
  /** Everything that is wrong; at least one. */
  readonly problems: readonly ConfigProblem[];

  constructor(code: ConfigError['code'], problems: readonly ConfigProblem[], options?: ErrorOptions) {
    super(code, problems.map(describe).join('\n'), options);
    this.problems = problems;
  }
}

function describe({ file, line, column, key, rule, got }: ConfigProblem): string {
  const place = line === undefined ? file : `${file ?? '<yaml>'}:${line}:${column}`;
  const found = got === undefined ? rule : `${rule}, got ${got}`;
  return [place, key, found].filter(Boolean).join(': ');
}
