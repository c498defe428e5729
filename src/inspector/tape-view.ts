import { parseLine } from '../tape/read-tape.js';
import type { TapeRecord } from '../tape/record.js';
import { explain } from './explain.js';
import { Meter } from './meter.js';
import { emptyScreen, type Screen, screenAfter } from './screen.js';
import type { Plot, PlotBin, Row, ScreenMessage, Step, StreamSummary } from './wire.js';

/** A screen is kept after this many records, so that none is far from one that is known. */
const recordsPerScreen = 256;

/** One stream's tape, ready to be looked at from any point. Lines are kept as they are and read when they are asked for: a hundred
 *  thousand records are then a few megabytes. */
export class TapeView {
  readonly id: string;
  readonly order: number;
  mayStop = false;

  readonly #lines: string[] = [];
  readonly #at: number[] = [];
  readonly #state: string[] = [];
  /** Which record was the last event. */
  readonly #lastEvent: (number | undefined)[] = [];
  readonly #unshown: number[] = [];
  readonly #staleMs: number[] = [];
  /** Calls made, and calls that the platform refused or held up, up to each record. */
  readonly #calls: number[] = [];
  readonly #troubles: number[] = [];
  readonly #screens: Screen[] = [emptyScreen];
  readonly #meter = new Meter();
  #screen = emptyScreen;
  #waits = 0;
  #adapter = '';
  #text: StreamSummary['text'] = 'off';
  #status: string | undefined;

  constructor(id: string, order: number) {
    this.id = id;
    this.order = order;
  }

  get length(): number {
    return this.#lines.length;
  }

  get hasEnded(): boolean {
    return this.#status !== undefined;
  }

  push(record: TapeRecord, line: string): void {
    this.#meter.take(record);
    this.#screen = screenAfter(this.#screen, record);
    if (record.kind === 'begin') {
      this.#adapter = record.adapter.name;
      this.#text = record.text;
    }
    if (record.kind === 'event' && (record.event.type === 'WAIT' || record.event.type === 'HELD')) this.#waits += 1;
    if (record.kind === 'end') this.#status = record.outcome.status;
    const isTrouble = record.kind === 'answer' && record.result !== 'ok' && record.result !== 'notModified';
    this.#lastEvent.push(record.kind === 'event' ? this.length : this.#lastEvent.at(-1));
    this.#lines.push(line);
    this.#at.push(record.at);
    this.#state.push('to' in record && typeof record.to === 'string' ? record.to : (this.#state.at(-1) ?? ''));
    this.#unshown.push(this.#meter.unshown);
    this.#staleMs.push(this.#meter.staleMs(record.at));
    this.#calls.push((this.#calls.at(-1) ?? 0) + (record.kind === 'call' ? 1 : 0));
    this.#troubles.push((this.#troubles.at(-1) ?? 0) + (isTrouble ? 1 : 0));
    if (this.length % recordsPerScreen === 0) this.#screens.push(this.#screen);
  }

  summary(): StreamSummary {
    const last = this.length - 1;
    return {
      id: this.id,
      order: this.order,
      adapter: this.#adapter,
      state: this.#state[last] ?? '',
      records: this.length,
      calls: this.#calls[last] ?? 0,
      waits: this.#waits,
      unshown: this.#unshown[last] ?? 0,
      staleMs: this.#staleMs[last] ?? 0,
      startedAt: this.#at[0] ?? 0,
      lastAt: this.#at[last] ?? 0,
      text: this.#text,
      status: this.#status,
      mayStop: this.mayStop && !this.hasEnded,
    };
  }

  /** Up to `count` records from `from` on. */
  rows(from: number, count: number): Row[] {
    return this.#lines.slice(from, from + count).flatMap((line, offset) => {
      const record = parseLine(line);
      const index = from + offset;
      if (!record) return [];
      return {
        index,
        record,
        state: this.#state[index] ?? '',
        unshown: this.#unshown[index] ?? 0,
        staleMs: this.#staleMs[index] ?? 0,
        step: this.#stepOf(this.#lastEvent[index]),
      };
    });
  }

  #stepOf(index: number | undefined): Step | undefined {
    const record = parseLine(this.#lines[index ?? -1] ?? '');
    return record?.kind === 'event' ? explain(record) : undefined;
  }

  /** What the reader saw after this record. */
  screenAt(index: number): readonly ScreenMessage[] {
    const wanted = Math.max(0, Math.min(index + 1, this.length));
    const known = Math.floor(wanted / recordsPerScreen);
    const rest = this.#lines.slice(known * recordsPerScreen, wanted).map(parseLine);
    const screen = rest.reduce((before, record) => (record ? screenAfter(before, record) : before), this.#screens[known] ?? emptyScreen);
    return screen.messages;
  }

  plot(binCount: number): Plot {
    const startedAt = this.#at[0] ?? 0;
    const endedAt = this.#at.at(-1) ?? startedAt;
    const bins: PlotBin[] = [];
    let next = 0;
    for (let bin = 1; bin <= binCount; bin += 1) {
      const until = startedAt + ((endedAt - startedAt) * bin) / binCount;
      const first = next;
      let staleMs = this.#staleMs[Math.max(0, first - 1)] ?? 0;
      while (next < this.length && (this.#at[next] ?? 0) <= until) {
        staleMs = Math.max(staleMs, this.#staleMs[next] ?? 0);
        next += 1;
      }
      const since = (totals: number[]) => (totals[next - 1] ?? 0) - (totals[first - 1] ?? 0);
      bins.push({ staleMs, calls: since(this.#calls), troubles: since(this.#troubles), index: Math.max(0, next - 1) });
    }
    return { startedAt, endedAt, bins };
  }
}
