/** The longest directive that is recognised, in characters, prefix and quotes included. */
export const DIRECTIVE_LIMIT = 1024;

const QUOTES = '`"\'';
const PREFIX_GAP = /^[ \t]{0,4}/;
/** Belongs to the sentence when it stands at the end of a path. */
const TRAILING = /(?:(?![/\\#-])[\p{P}\p{S}\p{Cf}])+$/u;

/** `unfinished`: what follows decides. `text`: no directive begins here, whatever follows. A number: one does, and it is that
 *  many characters long. */
export type Verdict = 'unfinished' | 'text' | number;

/** Recognises directives as `MEDIA:/path/file.png`, `MEDIA:"/path/my file.png"` and `` `MEDIA:/path/my file.png` ``. */
export class DirectiveReader {
  readonly #prefixes: readonly string[];
  readonly #path: RegExp;
  readonly #start: RegExp;

  /** `prefixes` as they are written; `extensions` without their dot, in any letter case. */
  constructor(prefixes: readonly string[], extensions: readonly string[]) {
    this.#prefixes = prefixes;
    this.#path = new RegExp(`[^/\\\\\\s]\\.(?:${extensions.map(literally).join('|')})(?:[?#]\\S*)?$`, 'i');
    this.#start = new RegExp(`[${QUOTES}${prefixes.map((prefix) => literally(prefix.charAt(0))).join('')}]`, 'g');
  }

  /** Where from `from` on a directive may begin; the text's length if nowhere. */
  next(text: string, from: number): number {
    this.#start.lastIndex = from;
    return this.#start.exec(text)?.index ?? text.length;
  }

  /** Judges whether `text` begins with a directive. `isWhole`: nothing follows. A verdict never changes when text is added. */
  read(text: string, isWhole: boolean): Verdict {
    const verdict = this.#readWithin(text.slice(0, DIRECTIVE_LIMIT), isWhole);
    return verdict === 'unfinished' && (isWhole || text.length >= DIRECTIVE_LIMIT) ? 'text' : verdict;
  }

  #readWithin(text: string, isWhole: boolean): Verdict {
    const wrapper = quoteAt(text, 0);
    const body = text.slice(wrapper.length);
    const prefix = this.#prefixes.find((wanted) => body.startsWith(wanted));
    if (prefix === undefined) return this.#prefixes.some((wanted) => wanted.startsWith(body)) ? 'unfinished' : 'text';

    const start = text.length - body.slice(prefix.length).replace(PREFIX_GAP, '').length;
    const quote = quoteAt(text, start);
    if (quote !== '' && quote !== wrapper) return this.#readQuoted(text, start + 1, quote, wrapper, isWhole);
    return wrapper === '' ? this.#readBare(text, start, isWhole) : this.#readQuoted(text, start, wrapper, '', isWhole);
  }

  /** A path up to its closing quote on the same line; `after` must follow it. */
  #readQuoted(text: string, start: number, quote: string, after: string, isWhole: boolean): Verdict {
    const end = text.slice(start).search(quote === '`' ? /[`\n]/ : quote === '"' ? /["\n]/ : /['\n]/) + start;
    if (end < start) return 'unfinished';
    if (text[end] !== quote || !this.#path.test(text.slice(start, end))) return 'text';
    if (text.length === end + 1 && after !== '' && !isWhole) return 'unfinished';
    return text.startsWith(after, end + 1) ? end + 1 + after.length : 'text';
  }

  /** A path up to white space or a quote. */
  #readBare(text: string, start: number, isWhole: boolean): Verdict {
    const end = text.slice(start).search(/[\s`"']/) + start;
    if (end < start && !isWhole) return 'unfinished';
    const path = text.slice(start, end < start ? undefined : end);
    const name = path.replace(TRAILING, '');
    return this.#path.test(name) ? start + name.length : 'text';
  }
}

function quoteAt(text: string, at: number): string {
  const char = text.charAt(at);
  return QUOTES.includes(char) ? char : '';
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
