import type { Adapter, Result } from '../adapter.js';
import { neutralise } from '../terminal/neutralise.js';
import { Painter } from '../terminal/painter.js';
import type { TerminalStream } from '../terminal/terminal-stream.js';

export type { TerminalStream };

/** What `terminal` takes. */
export interface TerminalOptions {
  /** Default: standard output. */
  stream?: TerminalStream | undefined;
  /** Wraps each change of the screen, so that a status line can step aside. It must call `paint` once, at once. */
  around?: ((paint: () => void) => void) | undefined;
}

/** An adapter that writes to a terminal. */
export interface TerminalAdapter extends Adapter {
  /** Goes to the start of a fresh line if a message still stands open, as after a stream that could not be closed. */
  rest(): void;
}

/** Writes to a terminal, where the last message is rewritten as it grows; or, where the stream is not a terminal, prints each
 *  message once, when it is complete.
 *
 *  On a terminal the control characters of a text are drawn as signs, so that no text can move the cursor, recolour the screen or
 *  answer in the user's name. A file or a pipe gets the text as it is. There is one reader, so `chatId` is not looked at. */
export function terminal({ stream = process.stdout, around = (paint) => paint() }: TerminalOptions = {}): TerminalAdapter {
  hearErrors(stream);
  return stream.isTTY ? live(stream, around) : plain(stream);
}

const heard = new WeakSet<TerminalStream>();

/** A reader that goes away is told of as the outcome of a call, and does not end the process. */
function hearErrors(stream: TerminalStream): void {
  if (heard.has(stream)) return;
  heard.add(stream);
  stream.on?.('error', () => {});
}

const limits = { maxLength: Number.POSITIVE_INFINITY, lengthOf: (text: string) => text.length };

function live(stream: TerminalStream, around: (paint: () => void) => void): TerminalAdapter {
  const painter = new Painter(stream);
  let lastId = 0;

  function show(text: string, final: boolean): Result {
    around(() => {
      painter.paint(neutralise(text));
      if (final) painter.close();
    });
    return { ok: true, messageId: lastId };
  }

  function rest(): void {
    if (painter.isOpen) around(() => painter.close());
  }

  return {
    name: 'terminal',
    limits,
    can: { edit: true },
    // Only a closing edit ends the line.
    needsFinalEdit: true,
    async send({ text, final }) {
      rest();
      // An empty line between two messages.
      if (lastId > 0) around(() => stream.write('\r\n'));
      lastId += 1;
      return show(text, final);
    },
    async edit({ messageId, text, final }) {
      if (messageId !== lastId || !painter.isOpen) return { ok: false, reason: 'messageGone', message: 'printed and gone' };
      return show(text, final);
    },
    rest,
  };
}

function plain(stream: TerminalStream): TerminalAdapter {
  let lastId = 0;

  return {
    name: 'terminal',
    limits,
    can: { edit: false },
    async send({ text }) {
      const output = `${lastId > 0 ? '\n' : ''}${text}${text.endsWith('\n') ? '' : '\n'}`;
      const error = await write(stream, output);
      if (error) return { ok: false, reason: 'forbidden', message: `nobody reads the output any more (${error.message})` };
      lastId += 1;
      return { ok: true, messageId: lastId };
    },
    async edit() {
      return { ok: false, reason: 'editUnsupported' };
    },
    rest() {},
  };
}

/** Waits until the text has left, so that a reader that went away is noticed. */
function write(stream: TerminalStream, text: string): Promise<Error | undefined> {
  return new Promise((resolve) => {
    stream.write(text, (error) => resolve(error ?? undefined));
  });
}
