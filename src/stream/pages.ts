// Where a message begins and ends, and how its text looks. Work per call is bounded by the length of a message: a page is
// measured as it grows, and never again from its start.

import type { Limits } from '../adapter.js';
import { InvalidInputError } from '../errors.js';
import type { FilterChain } from '../filters/chain.js';
import { cutsPair } from '../text/code-points.js';
import { closingOf, type FenceState, openingOf, scanFences } from '../text/fences.js';
import { findCut } from '../text/split.js';
import type { Item } from './item.js';

/** Text is measured in pieces of this many UTF-16 units, so that a long backlog is not measured past the end of the page. */
const MEASURE_STEP = 8_192;

/** A fence is not opened again where that would take more than this share of a message. */
const MOST_PREFIX = 0.25;

/** One message as it would look now. */
export interface Frame {
  text: string;
  /** Where its text begins and ends in the item. */
  from: number;
  to: number;
  /** More text than fits: this is the message's final form. */
  full: boolean;
  hasCursor: boolean;
  /** Where in the item its first character stands, or would if the line that reopens a code fence were the item's own. */
  textAt: number;
}

/** The page that is being filled. */
interface OpenPage {
  readonly item: Item;
  /** Of the item, when the page was opened. */
  readonly revision: number;
  /** Where it was asked to begin, and where its text does: white space at a split is not carried over. */
  readonly from: number;
  readonly start: number;
  /** The line that opens a code fence again. */
  readonly prefix: string;
  readonly fencesAtFrom: FenceState;
  /** How far its text was measured, and how long that is. */
  measuredTo: number;
  measured: number;
}

export class Pages {
  readonly #limits: Limits;
  readonly #cursor: string;
  readonly #dressing: Pick<FilterChain, 'frame'>;
  #maxLength: number;
  #longestAccepted = '';
  #page: OpenPage | undefined;

  constructor(limits: Limits, cursor: string, dressing: Pick<FilterChain, 'frame'>) {
    this.#limits = limits;
    this.#maxLength = limits.maxLength;
    this.#cursor = cursor;
    this.#dressing = dressing;
  }

  /** The page that begins at `from`, with all the text that there is and that fits. */
  frame(item: Item, from: number, final: boolean): Frame {
    const bare = this.streamFrame(item, from);
    if (bare.full) return bare;
    if (final) {
      const text = this.#dressing.frame(bare.text, true);
      if (this.#isLegal(text)) return { ...bare, text };
      const page = this.#open(item, from);
      return this.#fullPage(page, this.#room(page) - (this.#lengthOf(text) - this.#lengthOf(bare.text)));
    }
    const pointed = bare.text + this.#cursor;
    const hasCursor = this.#cursor !== '';
    const looks = [
      { text: this.#dressing.frame(pointed, false), hasCursor },
      { text: pointed, hasCursor },
      { text: this.#dressing.frame(bare.text, false), hasCursor: false },
    ];
    return { ...bare, ...looks.find(({ text }) => this.#isLegal(text)) };
  }

  /** The same as a frame of a native stream: each one begins with the one before it, so there is no cursor and no dressing. */
  streamFrame(item: Item, from: number): Frame {
    const page = this.#open(item, from);
    if (!this.#fits(page)) return this.#fullPage(page, this.#room(page));
    const text = page.prefix + item.slice(page.start, Math.max(item.have, page.start));
    return frameOf(page, text, Math.max(item.have, from), false);
  }

  /** The page as far as it was shown, without a cursor. */
  trimmed(item: Item, from: number, to: number): string {
    const page = this.#open(item, from);
    const body = page.prefix + item.slice(page.start, to).trimEnd();
    const dressed = this.#dressing.frame(body, true);
    return this.#isLegal(dressed) ? dressed : body;
  }

  /** Where in the item the first character of the page that begins at `from` stands: see `Frame`. */
  textAt(item: Item, from: number): number {
    return textAtOf(this.#open(item, from));
  }

  /** Measured only if a longer one is refused. */
  accepted(text: string): void {
    if (text.length > this.#longestAccepted.length) this.#longestAccepted = text;
  }

  /** The platform's real limit is smaller than it said. Returns false when there is nothing left to try. */
  refused(text: string): boolean {
    const length = this.#lengthOf(text);
    const accepted = this.#lengthOf(this.#longestAccepted);
    const lower = accepted < length ? accepted : 0;
    const next = Math.floor((lower + length) / 2);
    if (next < 1 || next >= this.#maxLength) return false;
    this.#maxLength = next;
    this.#page = undefined;
    return true;
  }

  /** The adapter split the text, and the current message now begins at `from` with no prefix of ours. */
  moveTo(item: Item, from: number): void {
    this.#page = { ...this.#open(item, from), prefix: '', start: from, measuredTo: from, measured: 0 };
  }

  #open(item: Item, from: number): OpenPage {
    const before = this.#page?.item === item && this.#page.revision === item.revision ? this.#page : undefined;
    if (before?.from === from) return before;
    const fences =
      before && before.from < from ? scanFences(item.slice(before.from, from), before.fencesAtFrom) : scanFences(item.slice(0, from));
    const rest = item.slice(from, item.length);
    // Inside a code block the indentation of the next line is text; only the line break at the split goes.
    const text = fences.open ? rest.replace(/^[ \t]*\r?\n/u, '') : rest.trimStart();
    const start = item.length - text.length;
    const opening = fences.open && fences.outer ? openingOf(fences.open) : '';
    const prefix = this.#lengthOf(opening) <= this.#maxLength * MOST_PREFIX ? opening : '';
    item.seal(from);
    this.#page = { item, revision: item.revision, from, start, prefix, fencesAtFrom: fences, measuredTo: start, measured: 0 };
    return this.#page;
  }

  #room({ prefix }: OpenPage): number {
    return this.#maxLength - this.#lengthOf(prefix);
  }

  #lengthOf(text: string): number {
    return checkedLength(this.#limits.lengthOf(text));
  }

  /** Without a limit there is nothing to measure. */
  #isLegal(text: string): boolean {
    return this.#maxLength === Number.POSITIVE_INFINITY || this.#lengthOf(text) <= this.#maxLength;
  }

  #fits(page: OpenPage): boolean {
    const { item } = page;
    const room = this.#room(page);
    while (page.measured <= room && page.measuredTo < item.have) {
      const most = page.measuredTo + MEASURE_STEP;
      const end = cutsPair(item.slice(most - 1, most + 1), 1) ? most - 1 : Math.min(most, item.have);
      page.measured += this.#lengthOf(item.slice(page.measuredTo, end));
      page.measuredTo = end;
    }
    return page.measured <= room;
  }

  #fullPage(page: OpenPage, room: number): Frame {
    const { item, start, prefix } = page;
    const text = item.slice(start, item.have);
    let most = this.#mostThatFits(text, room);
    for (;;) {
      const cut = findCut(text, most);
      const open = prefix + text.slice(0, cut).trimEnd();
      const whole = open + closingOf(scanFences(open));
      if (this.#isLegal(whole) || most <= 1) return frameOf(page, whole, start + cut, true);
      most = Math.max(1, cut - 1);
    }
  }

  /** How many UTF-16 units of the text fit into `room`. */
  #mostThatFits(text: string, room: number): number {
    let low = 1;
    let high = 2;
    while (high < text.length && this.#lengthOf(text.slice(0, high)) <= room) high *= 2;
    high = Math.min(high, text.length);
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#lengthOf(text.slice(0, middle)) <= room) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const textAtOf = ({ start, prefix }: OpenPage): number => start - prefix.length;

function frameOf(page: OpenPage, text: string, to: number, full: boolean): Frame {
  return { text, from: page.from, to, full, hasCursor: false, textAt: textAtOf(page) };
}

function checkedLength(length: number): number {
  if (typeof length === 'number' && length >= 0) return length;
  throw new InvalidInputError(`adapter.limits.lengthOf must return a number of at least 0, got ${String(length)}`);
}
