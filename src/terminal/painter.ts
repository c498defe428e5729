import { type Row, rowsOf } from './rows.js';
import { sizeOf, type TerminalStream } from './terminal-stream.js';

// Not drawn until the whole change is there. Terminals that do not know this mode ignore it.
const together = (output: string) => `\x1b[?2026h${output}\x1b[?2026l`;

/** Draws one growing text at the bottom of a terminal.
 *
 *  Only rows from the first changed one on are written again, so a long text costs no more than its last row. Rows that have
 *  scrolled off the screen cannot be changed any more: if one of them has to, the text is drawn once more below. */
export class Painter {
  readonly #stream: TerminalStream;
  #text: string | undefined;

  constructor(stream: TerminalStream) {
    this.#stream = stream;
  }

  /** Draws the next version of the text. It must hold no control character but line breaks and tabs. */
  paint(text: string): void {
    // What is on the screen is laid out anew each time: the window may have another width by now.
    const { columns } = sizeOf(this.#stream);
    const before = this.#text === undefined ? [] : rowsOf(this.#text, columns);
    const after = rowsOf(text, columns);
    this.#text = text;

    const from = firstDifference(before, after);
    const up = before.length - 1 - from;
    if (up >= this.#reachable()) this.#stream.write(together(`\r\n⋯\r\n${draw(after)}`));
    else this.#stream.write(together(`${up > 0 ? `\x1b[${up}A` : ''}\r\x1b[J${draw(after.slice(from))}`));
  }

  /** The text is complete: what follows starts on a new line. */
  close(): void {
    if (this.#text === undefined) return;
    // The last row is written again because a status line may have left the cursor at its start.
    const last = rowsOf(this.#text, sizeOf(this.#stream).columns).at(-1);
    this.#stream.write(`\r${last?.text ?? ''}\r\n`);
    this.#text = undefined;
  }

  get isOpen(): boolean {
    return this.#text !== undefined;
  }

  /** How many rows above the last one can be written to. One row is left to a status line. */
  #reachable(): number {
    return Math.max(2, sizeOf(this.#stream).rows - 1);
  }
}

/** Where drawing has to start: a row that both have, so that the terminal's cursor is in one of them. */
function firstDifference(before: Row[], after: Row[]): number {
  const last = Math.min(before.length, after.length) - 1;
  const found = after.findIndex((row, index) => row.text !== before[index]?.text || row.ends !== before[index]?.ends);
  return Math.max(0, found === -1 ? last : Math.min(found, last));
}

function draw(rows: Row[]): string {
  return rows.map(({ text, ends }, index) => (ends && index < rows.length - 1 ? `${text}\r\n` : text)).join('');
}
