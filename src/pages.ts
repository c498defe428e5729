// Where a message begins and ends, and how its text looks. Work per call is bounded by the length of a message: a page is
// measured as it grows, and never again from its start.

import type { Limits } from './adapter.js';
import { InvalidInputError } from './errors.js';
import { closingOf, type FenceState, fencesAtStart, openingOf, scanFences } from './fences.js';
import type { FilterChain } from './filters/chain.js';
import type { Item } from './item.js';
import { findCut } from './split.js';

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

export class Pages {
  readonly #lengthOf: (text: string) => number;
  readonly #cursor: string;
  readonly #dressing: Pick<FilterChain, 'frame'>;
  #maxLength: number;
  #longestAccepted = 0;

  #item: Item | undefined;
  #revision = -1;
  /** Where the current page was asked to begin, and where its text does: white space at a split is not carried over. */
  #from = -1;
  #start = 0;
  #prefix = '';
  #fencesAtFrom: FenceState = fencesAtStart;
  #measuredTo = 0;
  #measured = 0;

  constructor(limits: Limits, cursor: string, dressing: Pick<FilterChain, 'frame'>) {
    this.#lengthOf = (text) => checkedLength(limits.lengthOf(text));
    this.#maxLength = limits.maxLength;
    this.#cursor = cursor;
    this.#dressing = dressing;
  }

  /** The page that begins at `from`, with all the text that there is and that fits. */
  frame(item: Item, from: number, final: boolean): Frame {
    this.#open(item, from);
    const room = this.#maxLength - this.#lengthOf(this.#prefix);
    if (!this.#fits(item, room)) return this.#fullPage(item, room);
    const body = this.#prefix + item.slice(this.#start, Math.max(item.have, this.#start));
    const whole = { from, to: Math.max(item.have, from), full: false, textAt: this.#start - this.#prefix.length };
    if (final) {
      const dressed = this.#dressing.frame(body, true);
      if (this.#lengthOf(dressed) > this.#maxLength) return this.#fullPage(item, room - (this.#lengthOf(dressed) - this.#lengthOf(body)));
      return { ...whole, text: dressed, hasCursor: false };
    }
    const isOpen = this.#cursor !== '';
    for (const [text, hasCursor] of [
      [this.#dressing.frame(body + this.#cursor, false), isOpen],
      [body + this.#cursor, isOpen],
      [this.#dressing.frame(body, false), false],
    ] as const)
      if (this.#lengthOf(text) <= this.#maxLength) return { ...whole, text, hasCursor };
    return { ...whole, text: body, hasCursor: false };
  }

  /** The same as a frame of a native stream: each one begins with the one before it, so there is no cursor and no dressing. */
  streamFrame(item: Item, from: number): Frame {
    this.#open(item, from);
    const room = this.#maxLength - this.#lengthOf(this.#prefix);
    if (!this.#fits(item, room)) return this.#fullPage(item, room);
    const text = this.#prefix + item.slice(this.#start, Math.max(item.have, this.#start));
    return { text, from, to: Math.max(item.have, from), full: false, hasCursor: false, textAt: this.#start - this.#prefix.length };
  }

  /** The page as far as it was shown, without a cursor. */
  trimmed(item: Item, from: number, to: number): string {
    this.#open(item, from);
    const body = this.#prefix + item.slice(this.#start, to).trimEnd();
    const dressed = this.#dressing.frame(body, true);
    return this.#lengthOf(dressed) > this.#maxLength ? body : dressed;
  }

  accepted(text: string): void {
    this.#longestAccepted = Math.max(this.#longestAccepted, this.#lengthOf(text));
  }

  /** The platform's real limit is smaller than it said. Returns false when there is nothing left to try. */
  refused(text: string): boolean {
    const length = this.#lengthOf(text);
    const lower = this.#longestAccepted < length ? this.#longestAccepted : 0;
    const next = Math.min(Math.floor((lower + length) / 2), length - 1);
    if (next < 1 || next >= this.#maxLength) return false;
    this.#maxLength = next;
    this.#from = -1;
    return true;
  }

  /** The adapter split the text, and the current message now begins at `from` with no prefix of ours. */
  moveTo(item: Item, from: number): void {
    this.#open(item, from);
    this.#prefix = '';
    this.#start = from;
  }

  #open(item: Item, from: number): void {
    const isSameText = item === this.#item && item.revision === this.#revision;
    if (isSameText && from === this.#from) return;
    const goesOn = isSameText && from > this.#from;
    const fences = goesOn ? scanFences(item.slice(this.#from, from), this.#fencesAtFrom) : scanFences(item.slice(0, from));
    this.#item = item;
    this.#revision = item.revision;
    this.#from = from;
    this.#fencesAtFrom = fences;
    const rest = item.slice(from, Math.min(from + 4_096, item.length));
    // Inside a code block the indentation of the next line is text; only the line break at the split goes.
    const skipped = fences.open && from > 0 ? (/^[ \t]*\r?\n/.exec(rest)?.[0].length ?? 0) : rest.length - rest.trimStart().length;
    this.#start = from + skipped;
    const opening = fences.open && from > 0 && fences.outer ? openingOf(fences.open) : '';
    this.#prefix = this.#lengthOf(opening) <= this.#maxLength * MOST_PREFIX ? opening : '';
    this.#measuredTo = this.#start;
    this.#measured = 0;
    item.seal(from);
  }

  #fits(item: Item, room: number): boolean {
    if (room === Number.POSITIVE_INFINITY) return true;
    while (this.#measured <= room && this.#measuredTo < item.have) {
      let end = Math.min(this.#measuredTo + MEASURE_STEP, item.have);
      const piece = item.slice(this.#measuredTo, end);
      if (end < item.have && /[\uD800-\uDBFF]$/u.test(piece)) end -= 1;
      this.#measured += this.#lengthOf(item.slice(this.#measuredTo, end));
      this.#measuredTo = end;
    }
    return this.#measured <= room;
  }

  #fullPage(item: Item, room: number): Frame {
    const text = item.slice(this.#start, item.have);
    let most = this.#mostThatFits(text, room);
    for (;;) {
      const cut = findCut(text, most);
      const body = text.slice(0, cut).trimEnd();
      const fences = scanFences(body, this.#prefix === '' ? fencesAtStart : scanFences(this.#prefix));
      const page = this.#prefix + body + closingOf(fences);
      if (this.#lengthOf(page) <= this.#maxLength || most <= 1) {
        return {
          text: page,
          from: this.#from,
          to: this.#start + cut,
          full: true,
          hasCursor: false,
          textAt: this.#start - this.#prefix.length,
        };
      }
      most = Math.max(1, Math.min(cut - 1, most - Math.max(1, closingOf(fences).length)));
    }
  }

  /** How many UTF-16 units of the text fit into `room`. */
  #mostThatFits(text: string, room: number): number {
    let low = 1;
    let high = Math.max(2, Math.floor(room));
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

function checkedLength(length: number): number {
  if (typeof length === 'number' && length >= 0) return length;
  throw new InvalidInputError(`adapter.limits.lengthOf must return a number of at least 0, got ${String(length)}`);
}
