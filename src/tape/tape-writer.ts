import type { Clock } from '../clock.js';
import { CHAIN_START, seal } from './chain.js';
import { isPromise } from './hand-over.js';
import type { RecordBody, TapeSink } from './record.js';

export interface TapeWriterOptions {
  sink: TapeSink;
  stream: string;
  clock: Pick<Clock, 'now'>;
  /** Where to go on, for a tape that was begun by someone else. Default: at its beginning. */
  after?: { seq: number; chain: string } | undefined;
  /** Records that are missing there already. */
  lost?: number | undefined;
}

/** Numbers the records of one stream, chains them and hands them to the sink. Nothing that the sink does can reach the delivery:
 *  what it does not take is counted, and the count is the next record that it does take. */
export class TapeWriter {
  readonly #with: TapeWriterOptions;
  #seq: number;
  #chain: string;
  #lost: number;
  /** A sink that refuses is asked again after ever more records, and for the last. */
  #askAgainAt = 0;

  constructor(options: TapeWriterOptions) {
    this.#with = options;
    this.#seq = options.after ? options.after.seq + 1 : 0;
    this.#chain = options.after?.chain ?? CHAIN_START;
    this.#lost = options.lost ?? 0;
  }

  /** What the sink said, or will say; false if it did not take the record. */
  write(body: RecordBody): unknown {
    const taken = this.#hasToldOfLoss(body) && this.#put(body);
    if (taken === false) this.#lost += 1;
    return taken;
  }

  #hasToldOfLoss({ kind }: RecordBody): boolean {
    if (this.#lost === 0) return true;
    if (this.#lost < this.#askAgainAt && kind !== 'end') return false;
    this.#askAgainAt = this.#lost * 2;
    if (this.#put({ kind: 'lost', records: this.#lost }) === false) return false;
    this.#lost = 0;
    return true;
  }

  /** A record that was not taken leaves no gap: the next one has its number and its place in the chain. */
  #put(body: RecordBody): unknown {
    const { sink, stream, clock } = this.#with;
    try {
      const at = Math.round(clock.now() * 1_000) / 1_000;
      const record = { v: 1 as const, stream, seq: this.#seq, at, ...body };
      const { line, chain } = seal(record, this.#chain);
      const taken = sink.write(record, line);
      if (taken === false) return false;
      this.#seq += 1;
      this.#chain = chain;
      // Who promises to take a record has taken it.
      if (isPromise(taken)) taken.then(undefined, () => {});
      return taken;
    } catch {
      return false;
    }
  }
}
