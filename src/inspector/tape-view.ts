import { parseLine } from '../tape/read-tape.js';
import type { BeginRecord, TapeRecord } from '../tape/record.js';
import { BudgetTrace } from './budget-trace.js';
import { explain } from './explain.js';
import { headline, isTroubled } from './headline.js';
import { lengthOf, Meter, type Range } from './meter.js';
import { plotOf } from './plot.js';
import { emptyScreen, type Screen, screenAfter } from './screen.js';
import { whyAt } from './why.js';
import type { BudgetView, Moment, PlaceState, Plot, Row, ScreenMessage, StreamSummary } from './wire.js';

/** A screen is kept after this many records, so that none is far from one that is known. */
const recordsPerScreen = 256;
/** An answer that is further away than so many events will not be found. */
const mostToCome = 50;
/** The text that is not on screen is looked for no further back: in records, and in characters. */
const mostRecordsBack = 500;
const mostTextBack = 4_000;
/** What is kept of a record beside its line, and of a stream beside its records, in characters, roughly. */
const costOfMark = 150;
const costOfView = 2_000;

/** A record as it was written, and how things stood after it. Records are read when they are asked for. */
export interface Mark {
  line: string;
  at: number;
  state: string;
  /** Which records were the last of their kind: an event, one that changed the state, a call, an answer. */
  event?: number | undefined;
  moved?: number | undefined;
  call?: number | undefined;
  answer?: number | undefined;
  accepted: number;
  /** What of it is not on screen, and how many characters that is. */
  missing: readonly Range[];
  unshown: number;
  staleMs: number;
  /** Calls made, and calls that the platform refused or held up. */
  calls: number;
  troubles: number;
  budget: readonly PlaceState[];
  isWatched: boolean;
}

/** One stream's tape, ready to be looked at from any point. */
export class TapeView {
  readonly id: string;
  readonly order: number;
  readonly isLive: boolean;
  mayStop = false;

  #marks: Mark[] = [];
  /** How many were dropped before the first of them. */
  #dropped = 0;
  #cost = costOfView;
  /** By the number of records before. */
  #screens = new Map<number, Screen>([[0, emptyScreen]]);
  #screen = emptyScreen;
  #meter = new Meter();
  #budget = new BudgetTrace();
  #waits = 0;
  #begin: BeginRecord | undefined;
  #status: string | undefined;
  #lastSeq = -1;

  constructor(id: string, order: number, isLive: boolean) {
    this.id = id;
    this.order = order;
    this.isLive = isLive;
  }

  get length(): number {
    return this.#dropped + this.#marks.length;
  }

  get hasEnded(): boolean {
    return this.#status !== undefined;
  }

  /** Roughly how many characters it holds. */
  get cost(): number {
    return this.#cost;
  }

  /** `watched`: what the stream's budget says itself. */
  push(record: TapeRecord, line: string, watched?: readonly PlaceState[]): void {
    if (record.kind === 'resume' && record.after < this.#lastSeq) this.#forgetAfter(record.after);
    this.#lastSeq = record.seq;
    this.#meter.take(record);
    if (watched === undefined) this.#budget.take(record);
    this.#screen = screenAfter(this.#screen, record);
    if (record.kind === 'begin') this.#begin = record;
    if (record.kind === 'event' && (record.event.type === 'WAIT' || record.event.type === 'HELD')) this.#waits += 1;
    this.#status = record.kind === 'end' ? record.outcome.status : undefined;

    const index = this.length;
    const before = this.#marks.at(-1);
    const { missing } = this.#meter;
    const hasMoved = record.kind === 'event' && record.from !== record.to;
    this.#marks.push({
      line,
      at: record.at,
      state: 'to' in record && typeof record.to === 'string' ? record.to : (before?.state ?? ''),
      event: record.kind === 'event' ? index : before?.event,
      moved: hasMoved ? index : before?.moved,
      call: record.kind === 'call' ? index : before?.call,
      answer: record.kind === 'answer' ? index : before?.answer,
      accepted: this.#meter.accepted,
      missing,
      // At the end it is said, white space aside.
      unshown: record.kind === 'end' ? record.outcome.unshown : lengthOf(missing),
      staleMs: this.#meter.staleMs(record.at),
      calls: (before?.calls ?? 0) + (record.kind === 'call' ? 1 : 0),
      troubles: (before?.troubles ?? 0) + (isTroubled(record) ? 1 : 0),
      budget: watched ?? this.#budget.states,
      isWatched: watched !== undefined,
    });
    this.#cost += line.length + costOfMark;
    if (this.length % recordsPerScreen === 0) this.#screens.set(this.length, this.#screen);
  }

  /** Drops the older half of its records. Returns false if it has too few for that. */
  halve(): boolean {
    const upTo = Math.floor((this.#dropped + this.#marks.length / 2) / recordsPerScreen) * recordsPerScreen;
    if (upTo <= this.#dropped) return false;
    const gone = this.#marks.splice(0, upTo - this.#dropped);
    this.#dropped = upTo;
    this.#cost -= gone.reduce((sum, { line }) => sum + line.length + costOfMark, 0);
    for (const place of this.#screens.keys()) if (place < upTo) this.#screens.delete(place);
    return true;
  }

  /** Another process went on from an earlier record than the last: what the first one wrote after that does not count. */
  #forgetAfter(seq: number): void {
    const kept = this.#marks.map(({ line }) => line);
    this.#marks = [];
    this.#cost = costOfView;
    this.#screens = new Map([[this.#dropped, this.#screens.get(this.#dropped) ?? emptyScreen]]);
    this.#screen = this.#screens.get(this.#dropped) ?? emptyScreen;
    this.#meter = new Meter();
    this.#budget = new BudgetTrace();
    this.#waits = 0;
    this.#lastSeq = -1;
    for (const line of kept) {
      const record = parseLine(line);
      if (record && record.seq <= seq) this.push(record, line);
    }
  }

  // ---- what can be asked ------------------------------------------------------------------------------------------------

  /** `quietMs`: for how long there has been no record. */
  summary(quietMs: number): StreamSummary {
    const last = this.#marks.at(-1);
    return {
      kind: 'stream',
      id: this.id,
      order: this.order,
      adapter: this.#begin?.adapter.name ?? '',
      state: last?.state ?? '',
      records: this.length,
      dropped: this.#dropped,
      calls: last?.calls ?? 0,
      waits: this.#waits,
      unshown: last?.unshown ?? 0,
      staleMs: last?.staleMs ?? 0,
      startedAt: this.#startedAt(),
      lastAt: last?.at ?? 0,
      quietMs: this.isLive && !this.hasEnded ? quietMs : 0,
      text: this.#begin?.text ?? 'off',
      status: this.#status,
      isLive: this.isLive,
      mayStop: this.mayStop && !this.hasEnded,
    };
  }

  /** Up to `count` records from `from` on. */
  rows(from: number, count: number): Row[] {
    const first = Math.max(0, from - this.#dropped);
    return this.#marks.slice(first, Math.max(first, from - this.#dropped + count)).flatMap(({ line }, offset) => {
      const record = parseLine(line);
      return record ? { index: this.#dropped + first + offset, ...headline(record) } : [];
    });
  }

  /** After this record, or the last or first one that there is. Undefined while there is none. */
  momentAt(wanted: number): Moment | undefined {
    const index = Math.max(this.#dropped, Math.min(wanted, this.length - 1));
    const mark = this.#marks[index - this.#dropped];
    const record = mark && parseLine(mark.line);
    if (!record) return undefined;
    const { state, accepted, unshown, staleMs, calls, troubles } = mark;
    const event = this.#recordAt(mark.event, 'event');
    const last = {
      moved: this.#recordAt(mark.moved, 'event'),
      call: this.#recordAt(mark.call, 'call'),
      answer: this.#recordAt(mark.answer, 'answer'),
    };
    return {
      ...{ index, record, startedAt: this.#startedAt(), state, accepted, unshown, staleMs, calls, troubles },
      why: whyAt({ state, accepted, unshown, begin: this.#begin, ...last, end: record.kind === 'end' ? record : undefined }),
      step: event && explain(event),
      came: this.#cameOf(record, index),
      budget: budgetOf(mark),
      screen: this.screenAt(index),
      missing: this.#textOf(mark.missing, index),
    };
  }

  /** What the reader saw after this record. */
  screenAt(index: number): readonly ScreenMessage[] {
    const wanted = Math.max(this.#dropped, Math.min(index + 1, this.length));
    const known = Math.max(this.#dropped, Math.floor(wanted / recordsPerScreen) * recordsPerScreen);
    const rest = this.#marks.slice(known - this.#dropped, wanted - this.#dropped).map(({ line }) => parseLine(line));
    const start = this.#screens.get(known) ?? emptyScreen;
    return rest.reduce((screen, record) => (record ? screenAfter(screen, record) : screen), start).messages;
  }

  plot(binCount: number): Plot {
    return plotOf(this.#marks, this.#dropped, binCount);
  }

  /** The text of these ranges, `…` for what is too far back to be found. Undefined for a tape without text. */
  #textOf(ranges: readonly Range[], index: number): string | undefined {
    if (this.#begin?.text === 'off') return undefined;
    const [[first] = [Number.POSITIVE_INFINITY]] = ranges;
    let from = this.#marks[index - this.#dropped]?.accepted ?? 0;
    let text = '';
    const earliest = Math.max(0, index - this.#dropped - mostRecordsBack);
    for (let at = index - this.#dropped; at >= earliest && from > first && text.length < mostTextBack; at -= 1) {
      const record = parseLine(this.#marks[at]?.line ?? '');
      if (record?.kind !== 'input' || (record.input !== 'text' && record.input !== 'commentary')) continue;
      text = (record.text ?? '') + text;
      from -= record.length ?? 0;
    }
    const parts = ranges.map(([start, end]) => (start < from ? '…' : '') + text.slice(Math.max(0, start - from), Math.max(0, end - from)));
    return parts.join(' ');
  }

  #startedAt(): number {
    return this.#begin?.at ?? this.#marks[0]?.at ?? 0;
  }

  /** What came of the call that this record asks for or makes: the platform's answer, or that there was no call. */
  #cameOf(record: TapeRecord, index: number): Row | undefined {
    const seq = record.kind === 'call' ? record.call : 'call' in record && typeof record.call === 'object' ? record.call.seq : undefined;
    if (seq === undefined) return undefined;
    let left = mostToCome;
    for (let next = index + 1; next < this.length && left > 0; next += 1) {
      const mark = this.#marks[next - this.#dropped];
      const came =
        mark?.answer === next ? this.#recordAt(next, 'answer') : mark?.event === next ? this.#recordAt(next, 'event') : undefined;
      if (came === undefined) continue;
      if (came.kind === 'answer' ? came.call === seq : came.event.seq === seq) return { index: next, ...headline(came) };
      left -= 1;
    }
    return undefined;
  }

  /** Undefined where it is not kept any more. */
  #recordAt<Kind extends TapeRecord['kind']>(index: number | undefined, kind: Kind): Extract<TapeRecord, { kind: Kind }> | undefined {
    const mark = index === undefined ? undefined : this.#marks[index - this.#dropped];
    const record = mark && parseLine(mark.line);
    return record?.kind === kind ? (record as Extract<TapeRecord, { kind: Kind }>) : undefined;
  }
}

function budgetOf({ isWatched, budget }: Mark): BudgetView {
  return { isWatched, places: budget };
}
