import { cellsOf } from '../../src/terminal/width.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what it is about
const tokens = /\x1b\[[?\d;]*[A-Za-z]|\x1b|\r|\n|[^\x1b\r\n]+/g;

/** A terminal as far as tokentape speaks to one: it wraps, scrolls, and knows the few sequences that are sent to it. Anything else
 *  is an error, so that nothing goes to a real one that was never meant. */
export class Screen {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Everything that was ever shown, scrolled rows included. */
  #lines: string[][] = [[]];
  #row = 0;
  #column = 0;
  raw = '';

  constructor(columns = 40, rows = 10) {
    this.columns = columns;
    this.rows = rows;
  }

  write = (output: string, done?: (error?: Error | null) => void): boolean => {
    this.raw += output;
    for (const [token] of output.matchAll(tokens)) this.#obey(token);
    done?.();
    return true;
  };

  /** The rows as a reader sees them, scrolled ones too, without white space at the end. */
  get text(): string {
    return this.#lines
      .map((line) => line.join('').trimEnd())
      .join('\n')
      .trimEnd();
  }

  get cursor(): { row: number; column: number } {
    return { row: this.#row, column: this.#column };
  }

  #obey(token: string): void {
    const sequence = /^.\[([?\d;]*)([A-Za-z])$/.exec(token.startsWith('\x1b') ? token : '');
    if (token.startsWith('\x1b') && sequence === null) throw new Error(`half a sequence: ${JSON.stringify(token)}`);
    if (token === '\r') this.#column = 0;
    else if (token === '\n') this.#down();
    else if (sequence === null) for (const { text, width } of cellsOf(token)) this.#put(text, width);
    else this.#control(sequence[2] ?? '', sequence[1] ?? '');
  }

  #control(letter: string, parameters: string): void {
    const top = Math.max(0, this.#lines.length - this.rows);
    if (letter === 'A') this.#row = Math.max(top, this.#row - Number(parameters || 1));
    else if (letter === 'K' && parameters === '') this.#line().length = Math.min(this.#line().length, this.#column);
    else if (letter === 'J' && parameters === '') {
      this.#line().length = Math.min(this.#line().length, this.#column);
      for (let row = this.#row + 1; row < this.#lines.length; row += 1) this.#lines[row] = [];
    } else if (letter === 'm' || parameters === '?2026') return;
    else throw new Error(`a sequence that nobody meant to send: ${JSON.stringify(`${parameters}${letter}`)}`);
  }

  #put(text: string, width: number): void {
    // A terminal wraps when the next character does not fit, not when the row is full.
    if (this.#column + width > this.columns) {
      this.#column = 0;
      this.#down();
    }
    const line = this.#line();
    while (line.length < this.#column) line.push(' ');
    if (width === 0) line[this.#column - 1] += text;
    else {
      line[this.#column] = text;
      if (width === 2) line[this.#column + 1] = '';
    }
    this.#column += width;
  }

  #down(): void {
    this.#row += 1;
    if (this.#row === this.#lines.length) this.#lines.push([]);
  }

  #line(): string[] {
    const line = this.#lines[this.#row] ?? [];
    this.#lines[this.#row] = line;
    return line;
  }
}
