import { clip } from './rows.js';
import { sizeOf, type TerminalStream } from './terminal-stream.js';

/** One line that says how things stand, and makes room for what is printed around it. */
export interface StatusLine {
  /** Shows this text from now on. */
  set(text: string): void;
  /** Takes the line off the screen while `paint` writes. */
  around(paint: () => void): void;
  /** Takes it off for good. */
  end(): void;
}

/** A status line on a terminal. `below`: a message grows on the same screen, and the line has a row of its own below it; when it
 *  is off the screen, the terminal's cursor is back in the message's last row, at its start. */
export function statusLine(stream: TerminalStream, { below }: { below: boolean }): StatusLine {
  let text = '';
  let visible = false;
  let ended = false;

  function show(): void {
    if (text === '' || ended) return;
    stream.write(`${below ? '\r\n' : ''}${dimmed()}`);
    visible = true;
  }

  function dimmed(): string {
    return `\x1b[2m${clip(text, sizeOf(stream).columns - 1)}\x1b[0m`;
  }

  function hide(): void {
    if (!visible) return;
    stream.write(below ? '\r\x1b[K\x1b[1A' : '\r\x1b[K');
    visible = false;
  }

  return {
    set(next) {
      if (next === text || ended) return;
      text = next;
      // Only the line itself is drawn anew: stepping out of it and back would flicker.
      if (visible) stream.write(`\r\x1b[K${dimmed()}`);
      else show();
    },
    around(paint) {
      hide();
      paint();
      show();
    },
    end() {
      hide();
      ended = true;
    },
  };
}

/** Where there is nothing to show it on. */
export const noStatusLine: StatusLine = { set() {}, around: (paint) => paint(), end() {} };
