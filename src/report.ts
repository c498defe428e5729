import type { ItemEnd } from '../machines/vocabulary.js';
import type { Delivery } from './delivery.js';
import type { Intake } from './intake.js';
import type { Item } from './item.js';
import type { Ledger } from './ledger.js';
import type { Outcome, OutcomeFailure } from './outcome.js';

/** An item that is over, and what became of its text. */
interface Ended {
  item: Item;
  end: ItemEnd;
  /** Up to here it is on screen. */
  shown: number;
  /** The rest was handed on to the next item. */
  isCarried: boolean;
}

type Mode = 'keep' | 'discard';

/** Keeps account of what became of each item, and draws up the outcome. */
export class Report {
  readonly #intake: Intake;
  readonly #ledger: Ledger;
  readonly #ended: Ended[] = [];
  #broken: OutcomeFailure | undefined;
  #cancelled: { reason: string; mode: Mode; afterFinish: boolean } | undefined;
  /** The authoritative text contradicts messages that are closed. */
  #contradiction: string | undefined;
  /** The authoritative text was on screen already, as an earlier item. */
  #wasSaid = false;

  constructor(intake: Intake, ledger: Ledger) {
    this.#intake = intake;
    this.#ledger = ledger;
  }

  itemEnded(item: Item, end: ItemEnd, shown: number, isCarried: boolean): void {
    this.#ended.push({ item, end, shown, isCarried });
  }

  brokeOff(reason: 'interrupted' | 'stalled', message: string): void {
    this.#broken = { reason, message };
  }

  cancelled(reason: string, mode: Mode, afterFinish: boolean): void {
    if (this.#cancelled && mode === 'keep') return;
    this.#cancelled = { reason, mode, afterFinish };
  }

  isDiscarded(): boolean {
    return this.#cancelled?.mode === 'discard';
  }

  /** The end is a cancellation: unless the answer was complete and got through all the same. */
  isStopped(): boolean {
    return this.#cancelled !== undefined && !(this.#cancelled.afterFinish && this.#missing().length === 0);
  }

  /** Puts the authoritative text in the place of the last segment; `from` is where its open message begins. */
  applyFinalText(item: Item, from: number): void {
    const { finalText = '' } = item;
    item.finalText = undefined;
    if (finalText.trim() === '') return;
    const inherited = item.text().slice(0, item.inherited);
    const before = this.#ended.findLast((ended) => !ended.item.isBlank());
    const isUnsaid = item.have <= item.inherited;
    if (isUnsaid && inherited.trim() === finalText.trim()) {
      item.foreign = 0;
      return;
    }
    const saysNothingNew = isUnsaid && before?.item.text().trim() === finalText.trim();
    if (saysNothingNew && (before.end !== 'incomplete' || before.isCarried)) {
      this.#wasSaid = before.end === 'complete';
      return;
    }
    const whole = inherited === '' ? finalText : `${inherited}\n\n${finalText}`;
    if (from > 0 && !whole.startsWith(item.text().slice(0, from))) this.#contradiction = finalText;
    else {
      item.rewrite(whole);
      this.#ledger.outdate(item, item.stands);
    }
  }

  outcome(isCancelled: boolean, delivery: Delivery, position: { from: number; shown: number }): Outcome {
    const { accepted, refused, late } = this.#intake;
    if (isCancelled && !this.#ended.some(({ item }) => item === this.#intake.items[0])) this.#abandon(position);
    const missing = this.#missing();
    const landed = this.#ended.some(({ shown }) => shown > 0);
    const isWhole =
      missing.length === 0 &&
      !this.#broken &&
      refused === 0 &&
      this.#contradiction === undefined &&
      !this.#intake.filterTrouble()?.withheld;
    const status = isCancelled ? 'cancelled' : !landed ? 'undelivered' : isWhole ? 'delivered' : 'partial';
    return {
      status,
      alreadySent: this.#isAnswerShown(),
      text: this.#contradiction ?? this.#text(),
      unshown: this.#contradiction ?? missing.join('\n\n'),
      messages: this.#ledger.messages(),
      calls: delivery.calls,
      failure: this.#failure(delivery, isWhole || accepted === 0),
      notes: this.#notes(late, delivery),
    };
  }

  /** The caller stopped before these were reached. */
  #abandon(position: { from: number; shown: number }): void {
    this.#intake.items.forEach((item, index) => {
      const { from, shown } = index === 0 ? position : { from: 0, shown: 0 };
      const isRewritten = item.finalText !== undefined;
      if (isRewritten) this.applyFinalText(item, from);
      const end = item.isBlank() ? 'empty' : 'incomplete';
      this.#ended.push({ item, end, shown: isRewritten ? Math.min(shown, item.stands) : shown, isCarried: false });
    });
  }

  #missing(): string[] {
    return this.#ended
      .filter(({ end, isCarried }) => !isCarried && (end === 'incomplete' || end === 'doubtful'))
      .map(({ item, shown }) => item.text().slice(shown).trim())
      .filter((text) => text !== '');
  }

  #text(): string {
    return this.#ended
      .map(({ item, shown, isCarried }) =>
        item
          .text()
          .slice(0, isCarried ? shown : undefined)
          .trim(),
      )
      .filter((text) => text !== '')
      .join('\n\n');
  }

  #isAnswerShown(): boolean {
    if (this.isDiscarded() || this.#contradiction !== undefined) return false;
    if (this.#intake.refused > 0 || this.#intake.filterTrouble()?.withheld) return false;
    if (this.#wasSaid) return true;
    const last = this.#ended.at(-1)?.item.answer;
    const answer = this.#ended.filter(({ item }) => item.answer === last && !item.isCommentary);
    const isShown = answer.every(({ end, isCarried }) => end === 'complete' || end === 'empty' || isCarried);
    return isShown && answer.some(({ item, end }) => end === 'complete' && item.have > item.foreign);
  }

  #failure(delivery: Delivery, isWhole: boolean): OutcomeFailure | undefined {
    const { refused } = this.#intake;
    if (this.#broken) return this.#broken;
    if (refused > 0) return { reason: 'overflow', message: `${refused} characters were refused: more text than a stream may hold` };
    const filters = this.#intake.filterTrouble();
    if (filters) return { reason: 'filter', message: `${filters.message}; ${filters.withheld} characters after that were withheld` };
    if (isWhole && !delivery.isOff()) return undefined;
    if (this.#cancelled && !delivery.failure) return undefined;
    const failure = delivery.failure ?? { reason: 'timedOut' as const, message: 'the time for finishing ran out' };
    const retryAfterMs = failure.reason === 'rateLimited' ? delivery.retryAfterMs() : undefined;
    return { ...failure, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }

  #notes(late: number, delivery: Delivery): string[] {
    const notes: string[] = [];
    const cursors = this.#ledger.cursorsLeft();
    if (cursors > 0) notes.push(`${cursors} ${cursors === 1 ? 'message still shows' : 'messages still show'} a cursor`);
    if (delivery.hasDoubled()) notes.push('the answer is on screen twice: the message that a new one replaced could not be deleted');
    const outdated = this.#ledger.outdated();
    if (outdated > 0)
      notes.push(`${outdated} ${outdated === 1 ? 'message still shows' : 'messages still show'} text that the final text replaced`);
    if (late > 0) notes.push(`${late} ${late === 1 ? 'delta' : 'deltas'} came after the end`);
    if (this.#contradiction !== undefined) notes.push('the final text contradicts messages that were closed before');
    if (this.#cancelled) notes.push(`cancelled: ${this.#cancelled.reason}`);
    return notes;
  }
}
