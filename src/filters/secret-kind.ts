import { FilterOptionError } from './errors.js';
import type { SecretPattern } from './secret-patterns.js';

const MIN_LIMIT = 256;
const LITERAL_LIMIT = 64;

const LITERAL = `a string of 1 to ${LITERAL_LIMIT} characters`;
const STATELESS = 'a regular expression without the flags g and y';

/** A checked pattern, and how to see that its secret may begin. */
export interface SecretKind {
  readonly pattern: SecretPattern;
  /** Whether a secret may begin directly after `seen`. */
  isBefore(seen: string): boolean;
}

/** Checks one entry of `maskSecrets.patterns`; throws `FilterOptionError` that names its index and the field. */
export function compileSecret(pattern: SecretPattern, index: number): SecretKind {
  const { name, after, body, min, contains, until } = pattern;
  const fail = (field: keyof SecretPattern, rule: string) => {
    throw new FilterOptionError(`maskSecrets.patterns[${index}].${field}`, `must be ${rule}`);
  };
  if (typeof name !== 'string' || name === '') fail('name', 'a string that is not empty');
  if (!isLiteral(after) && !isStateless(after)) fail('after', `${LITERAL}, or ${STATELESS}`);
  if (!isStateless(body)) fail('body', `${STATELESS}, for one character`);
  if (!Number.isInteger(min) || min < 1 || min > MIN_LIMIT) fail('min', `a whole number from 1 to ${MIN_LIMIT}`);
  if (contains !== undefined && !isStateless(contains)) fail('contains', STATELESS);
  if (until !== undefined && !(isLiteral(until) && until.split('').every((char) => body.test(char))))
    fail('until', `${LITERAL} that body accepts`);

  const isBefore = typeof after === 'string' ? (seen: string) => seen.endsWith(after) : endingWith(after);
  if (isBefore('')) fail('after', 'something that has to be there');
  return { pattern, isBefore };
}

/** A lookbehind is matched backwards from the end, so that ordinary text fails at its first character. */
function endingWith({ source, flags }: RegExp): (text: string) => boolean {
  const ending = new RegExp(`(?<=${source})`, `${flags}y`);
  return (text) => {
    ending.lastIndex = text.length;
    return ending.test(text);
  };
}

function isLiteral(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LITERAL_LIMIT;
}

/** `g` and `y` would make a test depend on the one before it. */
function isStateless(value: unknown): value is RegExp {
  return value instanceof RegExp && !value.global && !value.sticky;
}
