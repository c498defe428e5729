import { fencesAtStart, scanFences } from '../text/fences.js';

/** White space that is held back at the start of a line or after a cut, in characters. */
const BLANKS_LIMIT = 64;
/** One blank line. */
const WIDEST_GAP = 2;

/** The visible text of one segment, with pieces cut out of it. White space on both sides of a cut must not add up: what remains
 *  is the wider of the two gaps and no more than one blank line, nothing at the start of a segment, and one space inside a
 *  line. Text without a cut passes unchanged.
 *
 *  White space at the start of a line, and line breaks at the start of a segment, are held back until it is known whether a
 *  cut follows. */
export class Seam {
  #fences = fencesAtStart;
  #last = '';
  /** What is held back: white space. */
  #blanks = '';
  /** Line breaks directly before this point: 0 inside a line, and at the start of a segment more than one could ask for. */
  #breaks = Number.POSITIVE_INFINITY;
  /** Line breaks after a cut, as long as nothing visible has followed. */
  #breaksAfterCut: number | undefined;

  /** Takes visible text; gives out what may be shown by now. */
  put(text: string): string {
    let out = '';
    let at = 0;
    while (at < text.length) {
      const isInGap = this.#breaks > 0 || this.#breaksAfterCut !== undefined;
      const next = isInGap ? at + 1 : endOfLine(text, at);
      out += isInGap ? this.#putInGap(text.slice(at, next)) : this.#show(text.slice(at, next));
      at = next;
    }
    return out;
  }

  /** Something that stood here was taken out. */
  cut(): void {
    this.#breaksAfterCut = 0;
  }

  /** The segment ends: gives out what was held back, and starts afresh. */
  end(): string {
    const rest = this.#breaksAfterCut === undefined ? this.#blanks : '';
    this.#fences = fencesAtStart;
    this.#last = '';
    this.#blanks = '';
    this.#breaks = Number.POSITIVE_INFINITY;
    this.#breaksAfterCut = undefined;
    return rest;
  }

  /** Nothing but white space stands before this point in its line, and no code fence is open. */
  get isAtLineStart(): boolean {
    return this.#breaks > 0 && !this.isInFence;
  }

  get isInFence(): boolean {
    return this.#fences.open !== undefined;
  }

  /** An odd number of backticks stands before this point in its line: most likely a code span is open. */
  get isInCodeSpan(): boolean {
    return this.#fences.line.split('`').length % 2 === 0;
  }

  /** A letter, a digit or an underscore stands directly before this point. */
  get isInWord(): boolean {
    return this.#blanks === '' && /[\p{L}\p{N}_]/u.test(this.#last);
  }

  #putInGap(char: string): string {
    if (char === '\n') return this.#putBreak();
    if (!isBlank(char)) {
      const blanks = this.#takeBlanks();
      this.#breaksAfterCut = undefined;
      return this.#show(blanks + char);
    }
    const overflow = this.#blanks.length < BLANKS_LIMIT ? '' : this.#takeBlanks();
    this.#blanks += char;
    return overflow;
  }

  #putBreak(): string {
    if (this.#breaksAfterCut !== undefined) {
      this.#breaksAfterCut += 1;
      this.#blanks = '';
      return this.#breaks < Math.min(this.#breaksAfterCut, WIDEST_GAP) ? this.#show('\n') : '';
    }
    if (this.#breaks < Number.POSITIVE_INFINITY) return this.#show(`${this.#takeBlanks()}\n`);
    const overflow = this.#blanks.length < BLANKS_LIMIT ? '' : this.#takeBlanks();
    this.#blanks += '\n';
    return overflow;
  }

  /** The held white space, as far as it stays. */
  #takeBlanks(): string {
    const blanks = this.#blanks;
    this.#blanks = '';
    if (this.#breaksAfterCut === undefined) return blanks;
    if (this.#breaks === 0) return isBlank(this.#last) ? '' : blanks;
    return this.#breaksAfterCut > 0 && this.#breaks < Number.POSITIVE_INFINITY ? blanks : '';
  }

  #show(text: string): string {
    this.#fences = scanFences(text, this.#fences);
    this.#last = text.charAt(text.length - 1);
    this.#breaks = this.#last === '\n' ? this.#breaks + 1 : 0;
    return text;
  }
}

/** White space within a line, and what takes no room: a byte order mark, a joiner of words. */
const BLANK = /[^\S\n]|[\u200b\u2060]/;
const isBlank = (char: string): boolean => BLANK.test(char);

/** The index after the next line break from `from` on, or the text's length. */
function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at + 1;
}
