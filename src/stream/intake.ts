// Everything that the caller says, in order, until the chart asks for it. One delta costs an append and one comparison: the
// chart hears of text only through the bell, which only the chart sets.

import type { BellMode, StreamCommand } from '../../machines/vocabulary.js';
import type { Claim } from '../budget.js';
import type { Clock } from '../clock.js';
import type { FilterChain } from '../filters/chain.js';
import { Backlog } from './backlog.js';
import { type Closing, Item } from './item.js';

/** More text than this is not accepted (UTF-16 units, over the whole stream). */
export const MAX_TEXT_LENGTH = 64 * 1024 * 1024;
/** More items than this are not kept waiting. */
export const MAX_WAITING_ITEMS = 10_000;

type Bell = Omit<Extract<StreamCommand, { type: 'bell' }>, 'type'>;

export interface IntakeOptions {
  clock: Pick<Clock, 'now'>;
  /** A blank line instead of a new message at a boundary. */
  joined: boolean;
  startFilters(): FilterChain;
  /** Called, in a microtask, when what the bell waits for is the case. */
  ring(what: 'more' | 'close'): void;
  /** Told of everything that is accepted, in order: said again to an intake without filters, it makes the same items. */
  heard?(what: 'text' | 'discard' | Closing, text?: string): void;
}

export class Intake {
  /** Items that have not ended yet, oldest first. The first is the one that the chart works on. */
  readonly items: Item[] = [new Item(0)];
  /** Characters that were refused because a limit was passed. */
  refused = 0;
  /** Deltas that came after the end. */
  late = 0;
  accepted = 0;
  ended = false;
  /** Of the first item. */
  readonly backlog = new Backlog();

  readonly #options: IntakeOptions;
  readonly #filters: FilterChain;
  #bell: Bell = { at: 'off', from: 0, shown: 0, threshold: 1 };
  /** The bell rings when `have` of the first item reaches this. */
  #ringAt = Number.POSITIVE_INFINITY;
  #isRinging = false;
  #answers = 0;
  /** Something that can be seen was accepted. */
  #hasSaid = false;
  /** The same since the last boundary or commentary. */
  #hasBegun = false;
  /** The first half of a surrogate pair whose second half has not come yet. */
  #half = '';

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#filters = options.startFilters();
  }

  get current(): Item {
    const [item] = this.items;
    if (!item) throw new Error('the intake has no current item');
    return item;
  }

  get #last(): Item {
    return this.items.at(-1) ?? this.current;
  }

  // ---- what the caller says -----------------------------------------------------------------------------------------

  delta(text: string): void {
    if (this.ended) {
      this.late += 1;
      return;
    }
    const whole = this.#pairUp(text);
    this.#accept(this.#filters.push(whole));
  }

  boundary(): void {
    if (this.ended) return;
    this.#releaseHeld('boundary');
    if (!this.#hasBegun) return;
    this.#hasBegun = false;
    this.#options.heard?.('boundary');
    const last = this.#last;
    if (last.isBlank()) last.answer = ++this.#answers;
    else if (this.#options.joined) last.startAnswer(++this.#answers);
    else this.#close('boundary');
  }

  commentary(text: string): void {
    if (this.ended) return;
    const shown = filterWhole(this.#options.startFilters(), text.toWellFormed());
    if (shown.trim() === '') return;
    this.#releaseHeld('boundary');
    const note = this.#newItem(++this.#answers, true);
    if (!this.#admit(shown.length)) return;
    this.#options.heard?.('commentary', shown);
    note.append(shown);
    this.#hasSaid = true;
    this.#hasBegun = false;
    note.closing = 'commentary';
    if (this.#last.isBlank() && this.items.length > 1) this.items.pop();
    else this.#last.closing = 'commentary';
    this.items.push(note, this.#newItem(++this.#answers));
    this.#check();
  }

  /** Closes what is pending; `done` is called when all of it has ended. */
  barrier(done: () => void): void {
    if (!this.ended) {
      this.#releaseHeld('boundary');
      if (!this.#last.isBlank()) {
        this.#options.heard?.('flush');
        this.#close('flush');
      }
    }
    const item = this.items.findLast((one) => !one.isBlank());
    if (item) item.barriers.push(done);
    else done();
  }

  /** `mark` is put behind the text of a run that broke off. */
  end(finalText?: string, mark = ''): void {
    if (this.ended) return;
    this.#releaseHeld('finish');
    if (this.#hasSaid) this.#accept(mark);
    this.ended = true;
    if (finalText !== undefined) this.#last.finalText = filterWhole(this.#options.startFilters(), finalText.toWellFormed());
    this.#options.heard?.('end', this.#last.finalText);
    this.#last.closing = 'end';
    this.#check();
  }

  /** Drops everything that waits. */
  discard(): void {
    this.#options.heard?.('discard');
    this.ended = true;
    this.#last.closing = 'end';
  }

  /** What the filters could not judge and therefore kept back; undefined if all is well. */
  filterTrouble(): { message: string; withheld: number } | undefined {
    const [first] = this.#filters.failures;
    return first && { message: first.message, withheld: this.#filters.withheld };
  }

  // ---- what the chart asks ------------------------------------------------------------------------------------------

  setBell(bell: Bell): void {
    this.#bell = bell;
    this.#check();
  }

  /** A call takes the text up to here with it; when more comes is worth noting. */
  covered(to: number): void {
    this.backlog.covered(to);
    this.#check();
  }

  /** What of the current item is not on screen. */
  backlogAt(now: number): Pick<Claim, 'unshown' | 'ageMs' | 'perMs' | 'lastsMs'> {
    return this.backlog.look(this.current.have, now);
  }

  /** The current item is over; its unshown `rest` goes to the next. Returns how much was handed on, or null at the end. */
  advance(rest: string): number | null {
    const item = this.current;
    const next = this.items[1];
    if (!next) return null;
    this.items.shift();
    this.backlog.restart(next.since);
    const isCarried = rest !== '' && !next.isCommentary;
    if (isCarried) next.inherit(rest, item);
    for (const done of item.barriers) done();
    return isCarried ? rest.length : 0;
  }

  /** Whether it can stand in one message with the next: not if that is a commentary, or if somebody waits for it to be shown. */
  mayJoin(): boolean {
    const [item, next] = this.items;
    return item?.closing === 'boundary' && item.barriers.length === 0 && next?.isCommentary === false;
  }

  /** Puts the current item's text before the next one's. `shown` of it is on screen already. */
  join(): void {
    const [item, next] = this.items;
    if (!item || !next) return;
    this.items.splice(1, 1);
    item.startSegment();
    if (item.answer !== next.answer) {
      item.turnTo(next.answer);
      item.foreign = item.length;
    }
    item.append(next.text());
    item.closing = next.closing;
    item.finalText = next.finalText;
    item.barriers.push(...next.barriers);
  }

  // ---- within -------------------------------------------------------------------------------------------------------

  #accept(text: string): void {
    if (text === '' || !this.#admit(text.length)) return;
    this.#options.heard?.('text', text);
    const item = this.#last;
    if (!this.#hasBegun && text.trim() !== '') {
      this.#hasBegun = true;
      this.#hasSaid = true;
    }
    item.append(text);
    if (item.have >= this.#ringAt && item === this.items[0]) this.#check();
  }

  #admit(length: number): boolean {
    if (this.accepted + length > MAX_TEXT_LENGTH || this.items.length > MAX_WAITING_ITEMS) {
      this.refused += length;
      return false;
    }
    this.accepted += length;
    return true;
  }

  /** Keeps a surrogate pair that was cut between two deltas together, and repairs one that never was whole. */
  #pairUp(text: string): string {
    const whole = this.#half + text;
    this.#half = '';
    const last = whole.charCodeAt(whole.length - 1);
    if (last < 0xd800 || last > 0xdbff) return whole.toWellFormed();
    this.#half = whole.slice(-1);
    return whole.slice(0, -1).toWellFormed();
  }

  #releaseHeld(end: 'boundary' | 'finish'): void {
    const half = this.#half.toWellFormed();
    this.#half = '';
    this.#accept(this.#filters.push(half));
    this.#accept(this.#filters.close(end));
  }

  #close(closing: Closing): void {
    this.#last.closing = closing;
    if (closing === 'boundary') this.#answers += 1;
    this.items.push(this.#newItem(this.#answers));
    this.#check();
  }

  #newItem(answer: number, isCommentary = false): Item {
    const item = new Item(answer, isCommentary);
    item.since = this.#options.clock.now();
    return item;
  }

  /** Level-triggered: rings now, or sets the mark at which to look again. */
  #check(): void {
    this.backlog.grown(this.current.have, this.#options.clock.now());
    this.#ringAt = this.backlog.watchFor;
    const { at, from, shown, threshold } = this.#bell;
    if (at === 'off') return;
    const due = this.#due(at);
    if (!due) {
      const next = Math.max(this.current.have, shown, from) + 1;
      if (at !== 'close') this.#ringAt = Math.min(this.#ringAt, at === 'threshold' ? Math.max(next, shown + threshold) : next);
      return;
    }
    if (this.#isRinging) return;
    this.#isRinging = true;
    // Inputs of one tick are seen together.
    queueMicrotask(() => {
      this.#isRinging = false;
      const what = this.#bell.at === 'off' ? undefined : this.#due(this.#bell.at);
      if (what) this.#options.ring(what);
      else this.#check();
    });
  }

  #due(at: Exclude<BellMode, 'off'>): 'more' | 'close' | undefined {
    const item = this.current;
    if (item.closing) return 'close';
    const { from, shown, threshold } = this.#bell;
    if (at === 'close' || item.have <= shown) return undefined;
    if (at === 'first') return item.canOpen(from) ? 'more' : undefined;
    if (at === 'threshold') return item.have - shown >= threshold ? 'more' : undefined;
    return 'more';
  }
}

function filterWhole(run: FilterChain, text: string): string {
  return run.push(text) + run.close('finish');
}
