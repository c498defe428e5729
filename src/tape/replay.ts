// The chart is pure and a tape holds every event that it processed, so a tape can be run again: the same states, the same commands,
// the same end (I10).

import { isDeepStrictEqual } from 'node:util';
import { streamMachine } from '../../machines/stream.machine.js';
import { ChartRun } from './chart-run.js';
import { readTape } from './read-tape.js';
import type { BeginRecord, CallRecord, EndRecord, EventRecord, TapeRecord } from './record.js';

/** What replaying came to. */
export type Replay = SameReplay | OtherReplay;

/** The chart did again what the tape says. */
export interface SameReplay {
  identical: true;
  /** How many streams the tape holds. */
  streams: number;
  /** How many events the chart processed. */
  events: number;
  /** Streams whose tape ends before they did. What there is of them is identical. */
  open: string[];
}

/** The chart did something else. */
export interface OtherReplay {
  identical: false;
  /** In which stream. */
  stream: string;
  /** Which record of the stream differs first. */
  seq: number;
  /** What about it, as `to`, `call.op` or `output`. */
  what: string;
  /** What the tape says. */
  recorded: unknown;
  /** What the chart did. */
  replayed: unknown;
}

/** Runs a tape through the chart again. Records of several streams may be mixed. */
export function replay(records: Iterable<TapeRecord>): Replay {
  const replayer = new Replayer();
  for (const record of records) {
    const other = replayer.take(record);
    if (other) return other;
  }
  return replayer.same();
}

/** The same for a file and the parts that it goes on in.
 *  @throws {TapeError} if it cannot be read or a line of it is no record. */
export async function replayFile(path: string): Promise<Replay> {
  return replay(await readTape(path));
}

class Replayer {
  readonly #runs = new Map<string, StreamRun>();
  #events = 0;

  take(record: TapeRecord): OtherReplay | undefined {
    const run = this.#runs.get(record.stream) ?? new StreamRun();
    this.#runs.set(record.stream, run);
    if (record.kind === 'event') this.#events += 1;
    const difference = run.take(record);
    return difference && { identical: false, stream: record.stream, seq: record.seq, ...difference };
  }

  same(): SameReplay {
    const open = [...this.#runs].filter(([, { hasEnded }]) => !hasEnded).map(([stream]) => stream);
    return { identical: true, streams: this.#runs.size, events: this.#events, open };
  }
}

type Difference = Pick<OtherReplay, 'what' | 'recorded' | 'replayed'>;

/** One stream, run again. */
class StreamRun {
  hasEnded = false;
  #chart: ChartRun | undefined;
  #nextSeq = 0;

  take(record: TapeRecord): Difference | undefined {
    const seq = this.#nextSeq++;
    if (record.seq !== seq) return { what: 'seq', recorded: record.seq, replayed: seq };
    if (this.hasEnded) return { what: 'kind', recorded: record.kind, replayed: 'nothing more' };
    if (record.kind === 'begin') return this.#begin(record);
    if (!this.#chart) return { what: 'kind', recorded: record.kind, replayed: 'begin' };
    switch (record.kind) {
      case 'event':
        return this.#event(record, this.#chart);
      case 'call':
        return this.#call(record, this.#chart);
      case 'lost':
        return { what: 'kind', recorded: `${record.records} lost records`, replayed: 'every record' };
      case 'resume':
        return firstDifference('to', record.to, this.#chart.state);
      case 'end':
        return this.#end(record, this.#chart);
      default:
        return undefined;
    }
  }

  #begin(record: BeginRecord): Difference | undefined {
    if (this.#chart) return { what: 'kind', recorded: 'begin', replayed: 'one begin' };
    const { id, version } = streamMachine;
    const chart = firstDifference('chart', record.chart, { id, version });
    if (chart) return chart;
    this.#chart = new ChartRun(record.input);
    return this.#result(record, this.#chart);
  }

  #event(record: EventRecord, chart: ChartRun): Difference | undefined {
    if (record.from !== chart.state) return { what: 'from', recorded: record.from, replayed: chart.state };
    chart.step(record.event);
    return this.#result(record, chart);
  }

  #result({ to, call, also }: BeginRecord | EventRecord, chart: ChartRun): Difference | undefined {
    if (to !== chart.state) return { what: 'to', recorded: to, replayed: chart.state };
    return firstDifference('call', call, chart.issued.call) ?? firstDifference('also', also, chart.issued.also);
  }

  /** A call that was made is one that the chart has just asked for. */
  #call({ call, op, from }: CallRecord, { issued }: ChartRun): Difference | undefined {
    const asked = issued.call && { call: issued.call.seq, op: issued.call.op, from: issued.call.from };
    return firstDifference('call', { call, op, from }, asked);
  }

  #end({ state, output }: EndRecord, chart: ChartRun): Difference | undefined {
    this.hasEnded = true;
    if (state !== chart.state) return { what: 'state', recorded: state, replayed: chart.state };
    return firstDifference('output', output, chart.output);
  }
}

/** Two values that went through JSON, or would look the same after it. */
function firstDifference(what: string, recorded: unknown, replayed: unknown): Difference | undefined {
  if (isDeepStrictEqual(recorded, replayed)) return undefined;
  if (isPlain(recorded) && isPlain(replayed))
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(replayed)])) {
      const inner = firstDifference(`${what}.${key}`, recorded[key], replayed[key]);
      if (inner) return inner;
    }
  return { what, recorded, replayed };
}

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
