import type { EventRecord, TapeRecord } from '../tape/record.js';

/** Arrivals that are told apart. Above it neighbours are taken together, as if both had come when the first did. */
const mostArrivals = 1_000;

/** Positions in everything that was accepted. */
export type Range = readonly [from: number, to: number];

/** From here on in the item, what was accepted from there on. */
interface Piece {
  at: number;
  accepted: number;
}

/** Between two pieces of one item stands a blank line. */
const blankLine = 2;

interface Arrival {
  upTo: number;
  at: number;
}

/** How far the screen is behind the source, followed from record to record. */
export class Meter {
  /** Characters accepted, and of these on screen or given up. */
  accepted = 0;
  shown = 0;
  /** What was given up, as far as is known; another array when it has changed. */
  lost: readonly Range[] = [];

  /** Where the current item's text was accepted, piece by piece, and where the items before the newest end. */
  #pieces: readonly Piece[] = [{ at: 0, accepted: 0 }];
  #ends: number[] = [];
  #isJoined = false;
  /** How much of the current item the chart takes for shown. */
  #reached = 0;
  /** The item that has just ended, until it is known whether its rest goes to the next. */
  #ended: { at: number; have: number; isWhole: boolean } | undefined;
  /** When what was accepted and not shown. */
  #arrivals: Arrival[] = [];

  /** For how long the oldest character that is still to be shown has waited. */
  staleMs(at: number): number {
    const [oldest] = this.#arrivals;
    return oldest ? Math.max(0, at - oldest.at) : 0;
  }

  take(record: TapeRecord): void {
    if (record.kind === 'begin') this.#isJoined = record.config.segments === 'joined';
    if (record.kind === 'input') this.#heard(record.input, record.length ?? 0, record.at);
    if (record.kind === 'event') this.#happened(record);
    if (record.kind === 'end' && record.outcome.unshown === 0) this.#isWhole();
  }

  /** Accepted and not on screen: still to be shown, or lost. */
  get missing(): readonly Range[] {
    return this.shown < this.accepted ? [...this.lost, [this.shown, this.accepted]] : this.lost;
  }

  /** As the intake makes items of it. */
  #heard(input: string, length: number, at: number): void {
    const isBlank = this.accepted === (this.#ends.at(-1) ?? this.#pieces.at(-1)?.accepted);
    if (input === 'boundary' && (this.#isJoined || isBlank)) return;
    if (input === 'commentary' && !(isBlank && this.#ends.length > 0)) this.#ends.push(this.accepted);
    if (input === 'text' || input === 'commentary') this.#accept(length, at);
    if (input !== 'text') this.#ends.push(this.accepted);
  }

  #accept(length: number, at: number): void {
    this.accepted += length;
    this.#arrivals.push({ upTo: this.accepted, at });
    if (this.#arrivals.length > mostArrivals) this.#arrivals = inPairs(this.#arrivals);
  }

  #happened({ event, also = [], at }: EventRecord): void {
    const { type, to, have, carried } = event;
    if (type === 'SHOWN' && typeof to === 'number') this.#shownTo(to, have === to);
    if (type === 'NEXT' || type === 'END' || type === 'STOP') this.#next(typeof carried === 'number' ? carried : 0);
    for (const order of also) {
      if (order.type === 'bell' && order.shown < this.#reached) this.#backTo(order.shown, at);
      if (order.type === 'join') this.#join();
      if (order.type === 'advance')
        this.#ended = { at: this.#end(), have: order.have, isWhole: order.end === 'complete' || order.end === 'empty' };
    }
  }

  #end(): number {
    return this.#ends.shift() ?? this.accepted;
  }

  /** The current item's text stands before that of the next, as one. */
  #join(): void {
    const accepted = this.#end();
    const { at, accepted: from } = this.#pieces.at(-1) ?? { at: 0, accepted };
    this.#pieces = [...this.#pieces, { at: at + accepted - from + blankLine, accepted }];
  }

  /** Where a position in the current item was accepted. */
  #place(position: number): number {
    const index = this.#pieces.findLastIndex(({ at }) => at <= position);
    const { at, accepted } = this.#pieces[Math.max(0, index)] ?? { at: 0, accepted: 0 };
    return Math.min(accepted + position - at, this.#pieces[index + 1]?.accepted ?? Number.POSITIVE_INFINITY);
  }

  /** `whole`: what is left of this item is white space. */
  #shownTo(position: number, whole: boolean): void {
    const [end = this.accepted] = this.#ends;
    this.#reached = position;
    this.#reach(whole ? Math.max(end, this.#place(position)) : this.#place(position));
  }

  #reach(position: number): void {
    this.shown = Math.min(this.accepted, Math.max(this.shown, position));
    while (this.#arrivals[0] && this.#arrivals[0].upTo <= this.shown) this.#arrivals.shift();
  }

  #isWhole(): void {
    this.lost = [];
    this.#reach(this.accepted);
  }

  /** A message is gone, or was only a draft: its text is to be shown again. */
  #backTo(position: number, at: number): void {
    this.#arrivals.unshift({ upTo: this.shown, at });
    this.#reached = position;
    this.shown = this.#place(position);
  }

  /** So much of the last item's text goes to the next one; what is left of it otherwise is lost. */
  #next(carried: number): void {
    const { at, have, isWhole } = this.#ended ?? { at: this.accepted, have: 0, isWhole: true };
    if (carried === 0 && !isWhole && at > this.shown) this.lost = [...this.lost, [this.shown, at]];
    if (carried === 0) this.#reach(at);
    const start = have - carried;
    const inherited = carried === 0 ? [] : [{ at: 0, accepted: this.#place(start) }, ...this.#piecesAfter(start)];
    this.#pieces = [...inherited, { at: carried === 0 ? 0 : carried + blankLine, accepted: at }];
    this.#reached = 0;
  }

  #piecesAfter(start: number): Piece[] {
    return this.#pieces.filter(({ at }) => at > start).map(({ at, accepted }) => ({ at: at - start, accepted }));
  }
}

/** How many characters these are. */
export function lengthOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0);
}

function inPairs(arrivals: readonly Arrival[]): Arrival[] {
  return arrivals.flatMap(({ at, upTo }, index) => (index % 2 === 0 ? { at, upTo: arrivals[index + 1]?.upTo ?? upTo } : []));
}
