// Text in which every letter occurs once. Whatever is on a screen can then be traced to where it was said: what is missing,
// doubled or out of order shows itself, and no oracle has to guess.

const FIRST_LETTER = 0x4e00;
const FIRST_ASTRAL = 0x20000;
const FIRST_EMOJI = 0x1f400;
const LAST_EMOJI = 0x1f4fc;
const FIRST_HIDDEN = 0xac00;
/** Stands for what an interrupted run appends. */
export const MARK = '⚠';

export const LETTER = /[\u4e00-\u9fff\u{20000}-\u{2a6df}\u{1f400}-\u{1f4fc}⚠]/u;
/** Whole runs at once: far faster than letter by letter, and this is the busiest line of a simulation. */
const NO_INK = /[^\u4e00-\u9fff\u{20000}-\u{2a6df}\u{1f400}-\u{1f4fc}⚠]+/gu;
const HIDDEN = /[\uac00-\ud7a3]/u;
/** A block that was broken off is hidden too. */
const BLOCK = /<think>[\uac00-\ud7a3]*(<\/think>\n?|(<|<\/|<\/t|<\/th|<\/thi|<\/thin|<\/think)?$)/gu;

export class Mint {
  #letters = 0;
  #astrals = 0;
  #emoji = FIRST_EMOJI;
  #hidden = 0;
  #isInFence = false;
  readonly #mayHide: boolean;

  /** `mayHide`: blocks are hidden. Since they are not in a code block, there are no fences then. */
  constructor(mayHide = false) {
    this.#mayHide = mayHide;
  }

  /** Each character of `spec` stands for something to say:
   *  `x` a letter · `X` one outside the BMP · `e` one with an accent · `Z` two emoji that are one · `W` a word and a space ·
   *  `P` a paragraph · `f` a fence line, opening or closing · `r` a table row · `l` a link · `h` a hidden block ·
   *  `u` half a surrogate pair and a letter; anything else itself. */
  text(spec: string): string {
    let text = '';
    for (const char of spec) text += this.#mint(char);
    return text;
  }

  #mint(char: string): string {
    switch (char) {
      case 'x':
        return this.#letter();
      case 'X':
        return String.fromCodePoint(FIRST_ASTRAL + this.#astrals++);
      case 'e':
        return `${this.#letter()}\u0301`;
      case 'Z':
        return this.#emoji + 2 > LAST_EMOJI ? this.#letter() : String.fromCodePoint(this.#emoji++, 0x200d, this.#emoji++);
      case 'W':
        return `${this.#word(6)} `;
      case 'P':
        return `${this.#word(5)} ${this.#word(9)}. ${this.#word(14)}\n\n`;
      case 'f':
        if (this.#mayHide) return '\n';
        this.#isInFence = !this.#isInFence;
        return this.#isInFence ? '\n```TS\n' : '\n```\n';
      case 'r':
        return `\n| ${this.#word(2)} | ${this.#word(3)} |`;
      case 'l':
        return `[${this.#word(3)}](https://ex.am/${this.#word(4)})`;
      case 'h':
        if (!this.#mayHide) return this.#letter();
        return `\n<think>${String.fromCodePoint(...Array.from({ length: 6 }, () => FIRST_HIDDEN + this.#hidden++))}</think>\n`;
      case 'u':
        return `\ud83d ${this.#letter()}`;
      default:
        return char;
    }
  }

  #letter(): string {
    return String.fromCodePoint(FIRST_LETTER + this.#letters++);
  }

  #word(length: number): string {
    let word = '';
    while (word.length < length) word += this.#letter();
    return word;
  }
}

/** The letters of a text, without white space, marks and anything else that may be added or dropped on the way. */
export function inkOf(text: string): string {
  return text.replace(NO_INK, '');
}

export const hasHidden = (text: string): boolean => HIDDEN.test(text);

export const withoutHidden = (text: string): string => text.replace(BLOCK, '');
