import { clip } from './rows.js';
import type { TerminalStream } from './terminal-stream.js';

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
    const fitting = clip(text, (stream.columns ?? 80) - 1);
    stream.write(`${below ? '\r\n' : ''}\x1b[2m${fitting}\x1b[0m`);
    visible = true;
  }

  function hide(): void {
    if (!visible) return;
    stream.write(below ? '\r\x1b[K\x1b[1A' : '\r\x1b[K');
    visible = false;
  }

  return {
    set(next) {
      if (next === text || ended) return;
      if (visible) {
        // Only the line itself is drawn anew: stepping out of it and back would flicker.
        stream.write(`\r\x1b[K\x1b[2m${clip(next, (stream.columns ?? 80) - 1)}\x1b[0m`);
        text = next;
        return;
      }
      text = next;
      show();
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
