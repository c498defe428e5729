import { FilterOptionError } from './errors.js';
import type { Filter, FilterRun } from './filter.js';
import { compileSecret, type SecretKind } from './secret-kind.js';
import { type SecretPattern, secretPatterns } from './secret-patterns.js';

/** How far back `after` is looked for, in characters. */
const WINDOW = 128;
const MASK_LIMIT = 64;

/** What `maskSecrets` takes. */
export interface MaskSecretsOptions {
  /** Replaces the built-in patterns; spread `secretPatterns` into it to add to them. At least one. */
  patterns?: readonly SecretPattern[] | undefined;
  /** Stands where a secret was. At most 64 characters; may be empty. Default `***`. */
  mask?: string | undefined;
}

/** Masks credentials, even if they arrive in pieces: `ghp_16C7e42F…` is shown as `ghp_***`. What tells the kind stays (a prefix,
 *  `Bearer`, a variable's name); of the secret itself not one character comes out. Which ones: `secretPatterns`.
 *
 *  Held back are only characters that directly follow such a beginning, until they are too many to be anything but a secret
 *  (`min`, at most 20 with the built-in patterns, 256 with any). From there on the rest is dropped as it comes, however long.
 *  Too few to be a secret come out.
 *
 *  A boundary releases what is held, and is no way out: counting goes on in the next segment, and where a secret ran up to the
 *  boundary a run of 16 or more of its characters right after it is masked too.
 *
 *  Throws `FilterOptionError` for patterns or a mask other than described, and for a regular expression with the flag `g` or `y`
 *  or, in `after`, one that matches nothing at all. */
export function maskSecrets({ patterns = secretPatterns, mask = '***' }: MaskSecretsOptions = {}): Filter {
  if (typeof mask !== 'string' || mask.length > MASK_LIMIT) {
    throw new FilterOptionError('maskSecrets.mask', `must be a string of at most ${MASK_LIMIT} characters`);
  }
  if (!Array.isArray(patterns) || patterns.length === 0 || !patterns.every((pattern) => typeof pattern === 'object' && pattern !== null)) {
    throw new FilterOptionError('maskSecrets.patterns', 'needs at least one entry, each a pattern');
  }
  const kinds = patterns.map(compileSecret);
  return { name: 'maskSecrets', start: () => new MaskingRun(kinds, mask) };
}

/** What may be a secret: the characters so far. */
interface Suspect {
  readonly pattern: SecretPattern;
  body: string;
}

class MaskingRun implements FilterRun {
  readonly #kinds: readonly SecretKind[];
  readonly #mask: string;
  /** The last characters of the text as it came. */
  #seen = '';
  /** Text from the first character of the oldest suspect on. */
  #held = '';
  /** Oldest first. All of them reach to the end of what was held. */
  #suspects: Suspect[] = [];
  /** The secret that is being dropped. */
  #dropping: SecretPattern | undefined;

  constructor(kinds: readonly SecretKind[], mask: string) {
    this.#kinds = kinds;
    this.#mask = mask;
  }

  push(text: string): string {
    let out = '';
    for (let i = 0; i < text.length; i += 1) {
      const char = text.charAt(i);
      const before = this.#seen;
      this.#seen = (before + char).slice(-WINDOW);
      out += this.#dropping?.body.test(char) ? this.#drop(this.#dropping) : this.#take(char, before);
    }
    return out;
  }

  close(): string {
    const text = this.#held;
    this.#held = '';
    if (this.#dropping && this.#dropping.until === undefined) this.#suspects = [{ pattern: resumed(this.#dropping), body: '' }];
    if (this.#dropping?.until === undefined) this.#dropping = undefined;
    return text;
  }

  #drop(pattern: SecretPattern): string {
    if (pattern.until === undefined || !this.#seen.endsWith(pattern.until)) return '';
    this.#dropping = undefined;
    return pattern.until;
  }

  #take(char: string, before: string): string {
    this.#dropping = undefined;
    this.#held += char;
    this.#suspects = [...this.#goingOn(char), ...this.#beginning(char, before)].filter(isPlausible);
    const secret = this.#suspects.find(({ pattern, body }) => body.length >= pattern.min);
    // After a boundary a suspect's first characters are out already.
    const innocent = Math.max(0, this.#held.length - (this.#suspects[0]?.body.length ?? 0));
    const out = this.#held.slice(0, innocent);
    this.#held = secret ? '' : this.#held.slice(innocent);
    if (!secret) return out;
    this.#suspects = [];
    this.#dropping = secret.pattern;
    return out + this.#mask;
  }

  #goingOn(char: string): Suspect[] {
    return this.#suspects.filter(({ pattern }) => pattern.body.test(char)).map(({ pattern, body }) => ({ pattern, body: body + char }));
  }

  #beginning(char: string, before: string): Suspect[] {
    return this.#kinds
      .filter(({ pattern, isBefore }) => isBefore(before) && pattern.body.test(char))
      .map(({ pattern }) => ({ pattern, body: char }));
  }
}

function isPlausible({ pattern: { min, contains, until }, body }: Suspect): boolean {
  if (until !== undefined && body.endsWith(until)) return false;
  return body.length < min || contains === undefined || contains.test(body);
}

/** The same secret going on behind a boundary. A word may stand there just as well, so it must be long, and no mere word. */
function resumed(pattern: SecretPattern): SecretPattern {
  return { ...pattern, min: 16, contains: /.[A-Z0-9]/s };
}
