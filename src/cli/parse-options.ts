import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../config/nearest.js';
import { wordsOf } from '../words-of.js';
import { UsageError } from './usage-error.js';

/** `--help`, which every command has. */
const help = { help: { type: 'boolean', short: 'h' } } as const;

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;
type Parsed<Options extends OptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options & typeof help; strict: true; allowPositionals: true }>
>;

/** The options and the arguments of one command.
 *  @throws {UsageError} for an option that is not known, lacks its value, or for more than `maxArguments` arguments. */
export function parseOptions<const Options extends OptionsConfig>(args: string[], options: Options, maxArguments = 0): Parsed<Options> {
  const known = { ...options, ...help };
  try {
    const parsed = parseArgs({ args, options: known, strict: true, allowPositionals: true });
    const extra = parsed.positionals[maxArguments];
    if (extra !== undefined) throw new UsageError(`unexpected argument '${extra}'`);
    return parsed;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(explain(error, Object.keys(known)), { cause: error });
  }
}

/** Node explains at length how to pass such a word as an argument; the first sentence is what went wrong. */
function explain(error: unknown, known: string[]): string {
  const message = wordsOf(error);
  const unknown = /^Unknown option '--?([^']+)'/.exec(message)?.[1];
  if (unknown === undefined) return message.split(/\.\s/)[0] ?? message;
  return `unknown option '--${unknown}'${didYouMean(unknown, known, '--')}`;
}

/** `; did you mean '--from'?`, or nothing. */
export function didYouMean(word: string, known: readonly string[], prefix = ''): string {
  const meant = nearest(word, known);
  return meant === undefined ? '' : `; did you mean '${prefix}${meant}'?`;
}

/** The value of an option that takes a number.
 *  @throws {UsageError} for anything else. */
export function numberIn(value: string | undefined, name: string): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) throw new UsageError(`--${name} takes a number, not '${value}'`);
  return number;
}

/** A TCP port.
 *  @throws {UsageError} for anything else. */
export function portIn(value: string | undefined): number | undefined {
  const port = numberIn(value, 'port');
  if (port === undefined || (Number.isInteger(port) && port >= 1 && port <= 65_535)) return port;
  throw new UsageError(`--port takes a whole number from 1 to 65535, not '${value}'`);
}
