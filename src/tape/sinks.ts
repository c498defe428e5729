// Sinks that hand records on to something that exists already.

import type { Writable } from 'node:stream';
import { InvalidInputError } from '../errors.js';
import { CHAIN_START, chainOf } from './chain.js';
import { isPromise } from './hand-over.js';
import type { RecordBody, TapeRecord, TapeSink, TapeText } from './record.js';
import { TapeWriter } from './tape-writer.js';

/** What the sinks that hand on take. */
export interface SinkOptions {
  /** How much text the sink is given. Default `off`. */
  text?: TapeText | undefined;
}

/** More than this is not left waiting in a stream (bytes). */
const MAX_STREAM_BYTES = 4 * 1_024 * 1_024;

/** NDJSON into a Node stream: standard error, a socket, a pipe to a log shipper. A stream that has ended, or whose reader has
 *  fallen 4 MiB behind, takes nothing. Errors of the stream are its owner's. */
export function streamSink(stream: Writable, { text = 'off' }: SinkOptions = {}): TapeSink {
  return {
    text,
    write(_record, line) {
      if (!stream.writable || stream.writableLength > MAX_STREAM_BYTES) return false;
      stream.write(`${line}\n`);
      return true;
    },
  };
}

/** Calls back for every record. It must return at once; returning false, or throwing, counts the record as lost. */
export function callbackSink(take: (record: TapeRecord, line: string) => unknown, { text = 'off' }: SinkOptions = {}): TapeSink {
  return { text, write: (record, line) => take(record, line) };
}

/** As much of a pino logger as is used. */
export interface PinoLike {
  /** As pino has it. */
  info(fields: object, message: string): void;
  /** As pino has it. */
  warn(fields: object, message: string): void;
}

/** Every record is a log line, under `tape`; what went wrong is a warning. */
export function pinoSink(logger: PinoLike, { text = 'off' }: SinkOptions = {}): TapeSink {
  return {
    text,
    write(record) {
      if (isTrouble(record)) logger.warn({ tape: record }, headline(record));
      else logger.info({ tape: record }, headline(record));
      return true;
    },
  };
}

/** Hands every record to several sinks. One that loses records does not keep them from the others: its own tape counts them.
 *  @throws {InvalidInputError} if they want different amounts of text: a stream is recorded once. */
export function teeSink(...sinks: TapeSink[]): TapeSink {
  const wanted = new Set(sinks.map(({ text = 'off' }) => text));
  const [text = 'off'] = wanted;
  if (wanted.size > 1) throw new InvalidInputError(`sinks that share a tape must want the same text, got ${[...wanted].join(' and ')}`);
  const branches = sinks.map((sink) => new Branch(sink));
  return {
    text,
    write: (record, line) => together(branches.map((branch) => branch.write(record, line))),
    mayCall: async (stream) => (await Promise.all(sinks.map((sink) => sink.mayCall?.(stream) ?? true))).every(Boolean),
  };
}

/** One of several sinks. */
class Branch {
  readonly #sink: TapeSink;
  /** What the next line of each stream is chained to. */
  readonly #chains = new Map<string, string>();
  /** Streams of which a record was lost: their lines are numbered and chained anew. */
  readonly #own = new Map<string, TapeWriter>();
  #at = 0;

  constructor(sink: TapeSink) {
    this.#sink = sink;
  }

  write(record: TapeRecord, line: string): unknown {
    const { stream, kind } = record;
    this.#at = record.at;
    const own = this.#own.get(stream);
    const taken = own ? own.write(bodyOf(record)) : this.#pass(record, line);
    if (kind === 'end') for (const map of [this.#chains, this.#own]) map.delete(stream);
    return taken;
  }

  #pass(record: TapeRecord, line: string): unknown {
    const { stream, seq } = record;
    try {
      const taken = this.#sink.write(record, line);
      if (taken !== false) {
        this.#chains.set(stream, chainOf(line));
        return taken;
      }
    } catch {
      // Not taken.
    }
    const after = { seq: seq - 1, chain: this.#chains.get(stream) ?? CHAIN_START };
    this.#own.set(stream, new TapeWriter({ sink: this.#sink, stream, clock: { now: () => this.#at }, after, lost: 1 }));
    return false;
  }
}

function bodyOf({ v: _v, stream: _stream, seq: _seq, at: _at, ...body }: TapeRecord): RecordBody {
  return body as RecordBody;
}

function together(taken: unknown[]): unknown {
  if (taken.includes('taken over')) return 'taken over';
  return taken.some(isPromise) ? Promise.allSettled(taken).then(hasBeenTakenOver) : true;
}

const hasBeenTakenOver = (taken: PromiseSettledResult<unknown>[]): unknown =>
  taken.some((one) => one.status === 'fulfilled' && one.value === 'taken over') ? 'taken over' : true;

function isTrouble(record: TapeRecord): boolean {
  if (record.kind === 'answer') return record.result !== 'ok' && record.result !== 'notModified';
  return record.kind === 'lost' || (record.kind === 'end' && record.outcome.status !== 'delivered');
}

function headline(record: TapeRecord): string {
  switch (record.kind) {
    case 'begin':
      return `stream ${record.stream} begins on ${record.adapter.name}`;
    case 'event':
      return `${record.event.type}: ${record.from} -> ${record.to}`;
    case 'input':
      return `source: ${record.input}`;
    case 'call':
      return `${record.op} ${record.from}..${record.to}`;
    case 'answer':
      return `${record.result} after ${record.latencyMs} ms`;
    case 'lost':
      return `${record.records} records were lost`;
    case 'resume':
      return `stream ${record.stream} is taken over`;
    case 'end':
      return `stream ${record.stream}: ${record.outcome.status}`;
  }
}
