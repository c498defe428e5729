// Whether a tape is as it was written. Every line can be judged by itself and the line before it, so what is wrong can be named.

import { CHAIN_START, unseal } from './chain.js';
import { parseLine, type TapeLine, tapeLines } from './read-tape.js';
import type { TapeRecord } from './record.js';

/** Something that is wrong with a tape.
 *
 *  - `changed`: the line is not what was written, or no record at all.
 *  - `cut`: the last line of a file is not whole. A writer that is killed leaves such a line.
 *  - `missing`: records that should stand before this line are nowhere on the tape.
 *  - `moved`: the line stands after a line that was written later.
 *  - `repeated`: there is another line with the same number.
 *  - `stale`: the writer had lost the stream to another process before it wrote this line.
 *  - `surplus`: the stream had ended before this line.
 *  - `unended`: the stream's last record is not its end. It was cut off, or its writer killed, or it is still running.
 *  - `lost`: the writer itself says that records could not be written. */
export type TapeTrouble = 'changed' | 'cut' | 'missing' | 'moved' | 'repeated' | 'stale' | 'surplus' | 'unended' | 'lost';

/** One thing that is wrong with a tape. */
export interface TapeProblem {
  /** What kind of thing. */
  trouble: TapeTrouble;
  /** In which file. */
  file: string;
  /** From 1. */
  line: number;
  /** Unknown where a line is no record. */
  stream?: string | undefined;
  /** The number of the record in its stream. Unknown where a line is no record. */
  seq?: number | undefined;
  /** One line for people. */
  message: string;
}

/** Whether a tape is as it was written. */
export interface Verdict {
  /** There is no problem. */
  sound: boolean;
  /** How many streams it holds. */
  streams: number;
  /** How many records. */
  records: number;
  /** In the order of the lines. */
  problems: TapeProblem[];
}

/** Checks every line of a tape and the parts that it goes on in.
 *  @throws {TapeError} if a file cannot be read. */
export async function verifyFile(path: string): Promise<Verdict> {
  const verifier = new Verifier();
  for await (const line of tapeLines(path)) verifier.take(line);
  return verifier.verdict();
}

/** The same for text at hand; `file` is what problems call it. */
export function verifyTape(text: string, file = 'tape'): Verdict {
  const verifier = new Verifier();
  text.split('\n').forEach((line, index) => {
    if (line !== '') verifier.take({ file, number: index + 1, text: line });
  });
  return verifier.verdict();
}

/** Where a record stands. */
interface Place {
  file: string;
  line: number;
  stream: string;
  seq: number;
}

interface Entry {
  place: Place;
  text: string;
}

class Verifier {
  readonly #streams = new Map<string, StreamCheck>();
  readonly #problems: TapeProblem[] = [];
  #records = 0;
  /** No record; whether it is cut or changed depends on what follows. */
  #broken: TapeLine | undefined;

  take(line: TapeLine): void {
    this.#judgeBroken(line);
    const record = parseLine(line.text);
    if (!record) {
      this.#broken = line;
      return;
    }
    this.#records += 1;
    const stream = this.#streams.get(record.stream) ?? new StreamCheck((problem) => this.#problems.push(problem));
    this.#streams.set(record.stream, stream);
    stream.take(record, line);
  }

  verdict(): Verdict {
    this.#judgeBroken(undefined);
    for (const stream of this.#streams.values()) stream.close();
    const order = [...new Set(this.#problems.map(({ file }) => file))].sort();
    const problems = this.#problems.sort((a, b) => order.indexOf(a.file) - order.indexOf(b.file) || a.line - b.line);
    return { sound: problems.length === 0, streams: this.#streams.size, records: this.#records, problems };
  }

  #judgeBroken(next: TapeLine | undefined): void {
    const line = this.#broken;
    this.#broken = undefined;
    if (!line) return;
    const place = { file: line.file, line: line.number };
    if (next?.file === line.file) this.#problems.push({ trouble: 'changed', ...place, message: 'this line is no record' });
    else this.#problems.push({ trouble: 'cut', ...place, message: 'the last line is not whole' });
  }
}

/** One stream: its records have to be numbered and chained without a gap. */
class StreamCheck {
  readonly #tell: (problem: TapeProblem) => void;
  /** What each record says that the next one is chained to. */
  readonly #chains = new Map<number, string>([[-1, CHAIN_START]]);
  readonly #places = new Map<number, Place>();
  /** Records whose predecessor has not been seen. */
  readonly #waiting = new Map<number, Entry>();
  #highest = -1;
  #last: { kind: TapeRecord['kind']; place: Place } | undefined;

  constructor(tell: (problem: TapeProblem) => void) {
    this.#tell = tell;
  }

  take(record: TapeRecord, { file, number, text }: TapeLine): void {
    const { stream, seq, kind } = record;
    const place = { file, line: number, stream, seq };
    if (kind === 'resume') this.#dropStale(seq);
    if (this.#places.has(seq)) {
      this.#problem('repeated', place, `record ${seq} stands here a second time`);
      return;
    }
    if (this.#last?.kind === 'end' && seq > this.#highest) this.#problem('surplus', place, 'the stream had ended before this record');
    if (seq < this.#highest) this.#problem('moved', place, `record ${seq} stands after record ${this.#highest}`);
    if (kind === 'lost') this.#problem('lost', place, `${record.records} records could not be written`);
    this.#places.set(seq, place);
    this.#check({ place, text });
    if (seq < this.#highest) return;
    this.#highest = seq;
    this.#last = { kind, place };
  }

  close(): void {
    for (const [seq, { place }] of this.#waiting) this.#missing(seq, place);
    if (this.#last && this.#last.kind !== 'end')
      this.#problem('unended', this.#last.place, `nothing follows record ${this.#highest}, which is not the stream's end`);
  }

  /** Another process took the stream over with record `from`; what stands in its place already does not count. */
  #dropStale(from: number): void {
    for (const [seq, place] of this.#places) {
      if (seq < from) continue;
      this.#problem('stale', place, `record ${seq} was written after another process had taken the stream over`);
      this.#places.delete(seq);
      this.#chains.delete(seq);
      this.#waiting.delete(seq);
    }
    this.#highest = Math.min(this.#highest, from - 1);
    this.#last = undefined;
  }

  /** A line is judged with the one before it, which may come later. */
  #check({ place, text }: Entry): void {
    const { seq } = place;
    const before = this.#chains.get(seq - 1);
    const sealed = unseal(text, before ?? '');
    if (before === undefined) this.#waiting.set(seq, { place, text });
    else if (!sealed?.sound) this.#problem('changed', place, `record ${seq} is not what was written`);
    this.#chains.set(seq, sealed?.chain ?? '');
    const follower = this.#waiting.get(seq + 1);
    if (!follower) return;
    this.#waiting.delete(seq + 1);
    if (unseal(follower.text, sealed?.chain ?? '')?.sound) return;
    this.#problem('changed', follower.place, `record ${seq + 1} is not what was written`);
  }

  #missing(seq: number, place: Place): void {
    let first = seq - 1;
    while (first > 0 && !this.#chains.has(first - 1)) first -= 1;
    const which = first === seq - 1 ? `record ${first} is` : `records ${first} to ${seq - 1} are`;
    this.#problem('missing', place, `${which} missing before this line`);
  }

  #problem(trouble: TapeTrouble, place: Place, message: string): void {
    this.#tell({ trouble, ...place, message });
  }
}
