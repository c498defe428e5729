import type { Clock } from '../clock.js';
import { CHAIN_START, seal } from './chain.js';
import type { RecordBody, TapeSink } from './record.js';

export interface TapeWriterOptions {
  sink: TapeSink;
  stream: string;
  clock: Clock;
  /** Where to go on, for a tape that was begun by someone else. Default: at its beginning. */
  after?: { seq: number; chain: string } | undefined;
}

/** Numbers the records of one stream, chains them and hands them to the sink. Nothing that the sink does can reach the delivery:
 *  what it does not take is counted, and the count is the next record that it does take. */
export class TapeWriter {
  readonly #with: TapeWriterOptions;
  #seq: number;
  #chain: string;
  #lost = 0;
  /** A sink that refuses is asked again after ever more records, and for the last. */
  #askAgainAt = 0;

  constructor(options: TapeWriterOptions) {
    this.#with = options;
    this.#seq = options.after ? options.after.seq + 1 : 0;
    this.#chain = options.after?.chain ?? CHAIN_START;
  }

  write(body: RecordBody): void {
    if (!this.#isTaken(body)) this.#lost += 1;
  }

  #isTaken(body: RecordBody): boolean {
    if (this.#lost === 0) return this.#put(body);
    if (this.#lost < this.#askAgainAt && body.kind !== 'end') return false;
    this.#askAgainAt = this.#lost * 2;
    if (!this.#put({ kind: 'lost', records: this.#lost })) return false;
    this.#lost = 0;
    return this.#put(body);
  }

  /** A record that was not taken leaves no gap: the next one has its number and its place in the chain. */
  #put(body: RecordBody): boolean {
    const { sink, stream, clock } = this.#with;
    try {
      const at = Math.round(clock.now() * 1_000) / 1_000;
      const record = { v: 1 as const, stream, seq: this.#seq, at, ...body };
      const { line, chain } = seal(record, this.#chain);
      if (sink.write(record, line) === false) return false;
      this.#seq += 1;
      this.#chain = chain;
      return true;
    } catch {
      return false;
    }
  }
}
