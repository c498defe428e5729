import { DirectiveReader } from './directive.js';
import { FilterOptionError } from './errors.js';
import type { Filter, FilterRun } from './filter.js';
import { Seam } from './seam.js';

/** What `hideDirectives` takes. Both are required. */
export interface HideDirectivesOptions {
  /** What a directive begins with, as `MEDIA:`; letter case counts. At least one, each of 1 to 64 characters without white space
   *  or quotes. */
  prefixes: readonly string[];
  /** The kinds of file that are delivered in another way, as `png` or `.png`; letter case aside. At least one, each of letters,
   *  digits and inner dots. */
  extensions: readonly string[];
}

/** Hides directives such as `MEDIA:/path/file.png`, whose file the gateway delivers in another way. Only a listed extension is
 *  hidden: what will not be delivered must not vanish. The path may stand in quotes or backticks, and then hold spaces; so may
 *  the whole directive. It goes together with its quotes, and the white space around it closes up: a directive alone in its line
 *  leaves no line. Punctuation after it stays. Text stays as it is inside a code fence and where the prefix is the end of a word.
 *
 *  Held back: what may be a directive, at most 1,024 characters, and up to 64 characters of white space at the start of a line.
 *  A segment boundary ends a directive.
 *
 *  Throws `FilterOptionError` for options other than described. */
export function hideDirectives(options: HideDirectivesOptions): Filter {
  const { prefixes, extensions } = options ?? {};
  check('prefixes', prefixes, /^[^\s`"']{1,64}$/, 'a string of 1 to 64 characters without white space or quotes');
  check('extensions', extensions, /^\.?[a-z0-9]+(?:\.[a-z0-9]+)*$/i, 'an extension as "png"');
  const reader = new DirectiveReader(
    prefixes,
    extensions.map((extension) => extension.replace(/^\./, '')),
  );
  return { name: 'hideDirectives', start: () => new DirectivesRun(reader) };
}

class DirectivesRun implements FilterRun {
  readonly #reader: DirectiveReader;
  readonly #seam = new Seam();
  /** The beginning of what may be a directive. */
  #held = '';

  constructor(reader: DirectiveReader) {
    this.#reader = reader;
  }

  push(text: string): string {
    return this.#read(this.#held + text, false);
  }

  close(): string {
    return this.#read(this.#held, true) + this.#seam.end();
  }

  #read(text: string, isWhole: boolean): string {
    let out = '';
    let at = 0;
    this.#held = '';
    while (at < text.length) {
      const start = this.#reader.next(text, at);
      out += this.#seam.put(text.slice(at, start));
      const verdict = this.#judge(text.slice(start), isWhole);
      if (verdict === 'unfinished') {
        this.#held = text.slice(start);
        return out;
      }
      if (verdict === 'text') out += this.#seam.put(text.charAt(start));
      else this.#seam.cut();
      at = start + (verdict === 'text' ? 1 : verdict);
    }
    return out;
  }

  #judge(text: string, isWhole: boolean) {
    const isText = this.#seam.isInFence || (this.#seam.isInWord && /^[\p{L}\p{N}_]/u.test(text));
    return isText ? 'text' : this.#reader.read(text, isWhole);
  }
}

function check(option: keyof HideDirectivesOptions, values: readonly string[], shape: RegExp, rule: string): void {
  if (Array.isArray(values) && values.length > 0 && values.every((value: unknown) => typeof value === 'string' && shape.test(value)))
    return;
  throw new FilterOptionError(`hideDirectives.${option}`, `needs at least one entry, each ${rule}`);
}
