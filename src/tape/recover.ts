// After a crash: every stream whose tape has no end is brought to an honest one. The chart is put back to where it was, what became of a
// call that was open is asked of the platform, and then the stream goes on as one whose source has broken off.

import { stat } from 'node:fs/promises';
import { streamMachine } from '../../machines/stream.machine.js';
import type { Adapter } from '../adapter.js';
import type { Budget } from '../budget.js';
import { startStream } from '../create-stream-consumer.js';
import type { Filter } from '../filters/filter.js';
import type { Outcome } from '../outcome.js';
import { restore } from '../stream/restore.js';
import { wordsOf } from '../words-of.js';
import { atMost } from './at-most.js';
import { claimTape } from './claim-tape.js';
import type { FileSink, FileSinkOptions } from './file-sink.js';
import { askAbout, readBack } from './read-back.js';
import { readTape } from './read-tape.js';
import type { BeginRecord, TapeRecord, TapeText } from './record.js';
import { tapesIn } from './tape-parts.js';

/** What `recover` takes. */
export interface RecoverOptions extends Pick<FileSinkOptions, 'fsync' | 'rotateBytes' | 'maxBytes' | 'leaseMs' | 'clock'> {
  /** A tape, a directory of tapes, or several of either. */
  tapes: string | readonly string[];
  /** By the name that is on the tape. Ids and chats are the tape's. */
  adapters: Readonly<Record<string, Adapter>>;
  /** The filters that the streams had: they dress messages. Text is not filtered a second time. */
  filters?: readonly Filter[] | undefined;
  /** Shared with the streams that run. Default: the adapter's own. */
  budget?: Budget | undefined;
}

/** Tapes that are read or brought to their end at the same time. */
const AT_ONCE = 100;

/** What became of one stream that had no end.
 *
 *  - `recovered`: it has one now; `outcome` is it. Without text on the tape, `text` and `unshown` are `''`.
 *  - `owned`: a process that lives is writing the tape.
 *  - `failed`: nothing was done; `message` says why. */
export type Recovery =
  | { result: 'recovered'; stream: string; file: string; outcome: Outcome }
  | { result: 'owned'; file: string }
  | { result: 'failed'; stream?: string | undefined; file: string; message: string };

/** Finds the streams without an end and ends them: accepted text that the tape holds is shown, the cursor goes, the interrupted mark
 *  is added where one is configured. No message is sent again that may have arrived; where the adapter can `find`, it is asked.
 *
 *  Can be called while streams run, and by several processes: a stream is ended by one, and never one that a living process writes.
 *  Waits up to `leaseMs` for a tape whose owner may still be alive. Rejects only if a directory cannot be read. */
export async function recover(options: RecoverOptions): Promise<Recovery[]> {
  const paths = typeof options.tapes === 'string' ? [options.tapes] : options.tapes;
  const files = (await Promise.all(paths.map(tapesAt))).flat();
  const run: Run = { options, inTurn: atMost(AT_ONCE) };
  return (await Promise.all(files.map((file) => recoverTape(file, run)))).flat();
}

interface Run {
  options: RecoverOptions;
  inTurn<T>(job: () => Promise<T>): Promise<T>;
}

async function tapesAt(path: string): Promise<string[]> {
  const isDirectory = (await stat(path)).isDirectory();
  return isDirectory ? tapesIn(path) : [path];
}

async function recoverTape(file: string, run: Run): Promise<Recovery[]> {
  try {
    const begun = await run.inTurn(() => openStreamsOf(file));
    if (begun.length === 0) return [];
    const claim = await claimTape(file, { ...run.options, text: textOf(begun) });
    if (!claim) return [{ result: 'owned', file }];
    try {
      return await run.inTurn(async () => {
        // Whatever was written until the tape was ours is on it.
        const streams = await openStreamsOf(file);
        return Promise.all(streams.map((records) => recoverStream(file, records, claim, run)));
      });
    } finally {
      await claim.close();
    }
  } catch (error) {
    return [{ result: 'failed', file, message: wordsOf(error) }];
  }
}

/** The records of each stream that has begun and not ended. */
async function openStreamsOf(file: string): Promise<TapeRecord[][]> {
  const records = await readTape(file);
  const streams = new Map<string, TapeRecord[]>();
  for (const record of records) {
    const known = streams.get(record.stream);
    if (known) known.push(record);
    else streams.set(record.stream, [record]);
  }
  return [...streams.values()].filter((one) => one.at(-1)?.kind !== 'end');
}

/** All streams of a tape were recorded through one sink. */
function textOf(streams: readonly TapeRecord[][]): TapeText {
  const [first] = streams[0] ?? [];
  return first?.kind === 'begin' ? first.text : 'off';
}

async function recoverStream(file: string, records: TapeRecord[], tape: FileSink, { options }: Run): Promise<Recovery> {
  const [begin] = records;
  const last = records.at(-1);
  const stream = begin?.stream;
  const failed = (message: string): Recovery => ({ result: 'failed', stream, file, message });
  if (begin?.kind !== 'begin' || !last?.chain) return failed('the tape does not begin with the beginning');
  if (begin.chart.version !== streamMachine.version) return failed(`the tape belongs to version ${begin.chart.version} of the chart`);
  if (records.some(({ kind }) => kind === 'lost')) return failed('records are missing');
  const adapter = options.adapters[begin.adapter.name];
  if (!adapter) return failed(`no adapter named ${begin.adapter.name} was given`);

  const isTextless = begin.text !== 'on';
  const found = await askAbout(records, begin, adapter);
  const newest = found?.result.ok === true ? found.result.messageId : undefined;
  const consumer = startStream(
    { ...begunWith(begin), adapter, tape, filters: options.filters, budget: options.budget, clock: options.clock },
    {
      records,
      after: { seq: last.seq, chain: last.chain },
      found,
      textless: isTextless ? { bare: await readBack(records, begin, adapter, newest) } : undefined,
      restore,
    },
  );
  consumer.interrupt(new Error('the process that began this stream has ended'));
  const outcome = await consumer.settled;
  return { result: 'recovered', stream: begin.stream, file, outcome: isTextless ? withoutText(outcome) : outcome };
}

function begunWith({ stream, chatId, replyTo, metadata, config }: BeginRecord) {
  return { streamId: stream, chatId, replyTo, metadata, config };
}

/** Where the tape held no text there is none to show, and what stood in its place is of no use. */
function withoutText(outcome: Outcome): Outcome {
  return {
    ...outcome,
    alreadySent: false,
    text: '',
    unshown: '',
    messages: outcome.messages.map((message) => ({ ...message, text: '' })),
    notes: [...outcome.notes, 'the tape holds no text: nothing more could be shown'],
  };
}
