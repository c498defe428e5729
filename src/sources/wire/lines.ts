import { SourceError } from '../source-error.js';

export interface Line {
  /** From 1. */
  number: number;
  /** Without its end. */
  text: string;
}

/** Cuts chunks, however they fall, into lines that end in LF, CRLF or CR; the last one may have no end. Bytes are UTF-8, and a
 *  byte order mark is dropped.
 *  @throws {SourceError} `source-too-long` when a line passes `maxLength` characters, so that no more than that is held. */
export async function* readLines(chunks: AsyncIterable<string | Uint8Array>, maxLength: number): AsyncGenerator<Line> {
  let number = 1;
  const checked = (text: string) => {
    if (text.length > maxLength) throw new SourceError('source-too-long', `line ${number} is longer than ${maxLength} characters`);
    return text;
  };
  let open = '';
  let afterCr = false;
  for await (const text of decode(chunks)) {
    if (text === '') continue;
    // A CR at the end of the last chunk has ended its line; an LF now belongs to it.
    const [continued = '', ...next] = (afterCr && text.startsWith('\n') ? text.slice(1) : text).split(/\r\n|\r|\n/);
    afterCr = text.endsWith('\r');
    open += continued;
    for (const line of next) {
      yield { number, text: checked(open) };
      number += 1;
      open = line;
    }
    checked(open);
  }
  if (open !== '') yield { number, text: open };
}

async function* decode(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let started = false;
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? decoder.decode() + chunk : decoder.decode(chunk, { stream: true });
    yield started ? text : text.replace(/^\uFEFF/, '');
    started ||= text !== '';
  }
  yield decoder.decode();
}
