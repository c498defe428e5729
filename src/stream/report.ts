import type { ItemEnd } from '../../machines/vocabulary.js';
import type { Outcome, OutcomeFailure } from '../outcome.js';
import type { Delivery } from './delivery.js';
import { beyond, saysTheSame } from './final-text.js';
import type { Intake } from './intake.js';
import type { Item } from './item.js';
import type { Ledger } from './ledger.js';

/** An item that is over, and what became of its text. */
interface Ended {
  item: Item;
  end: ItemEnd | 'abandoned';
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

  /** Puts the authoritative text in the place of the last segment; `from` is where its open message begins. What it repeats of this
   *  answer's earlier messages stays there. */
  applyFinalText(item: Item, from: number): void {
    const { finalText = '' } = item;
    item.finalText = undefined;
    if (finalText.trim() === '') return;
    const text = item.text();
    const { segmentAt } = item;
    const isUnsaid = item.have <= segmentAt;
    const rest = this.#restOf(finalText, item, isUnsaid);
    if (isUnsaid && (this.#wasSaidBefore(finalText, item) || rest.trim() === '')) return;
    const closed = Math.max(0, from - segmentAt);
    const own = text.slice(segmentAt);
    const added = beyond(rest, own.slice(0, closed));
    if (added === undefined) {
      this.#contradiction = finalText;
      return;
    }
    const kept = text.slice(0, segmentAt + closed);
    if (closed > 0) item.rewrite(kept + added);
    else {
      const gap = kept === '' || kept.endsWith('\n\n') ? '' : '\n\n';
      item.rewrite(kept + gap + own.slice(0, own.length - own.trimStart().length) + added.trimStart());
    }
    this.#ledger.outdate(item, item.stands);
  }

  /** Without what is said of the same answer before; where segments are joined, also without the answers before. */
  #restOf(finalText: string, item: Item, isUnsaid: boolean): string {
    const ended = this.#ended.filter((one) => one.item.answer === item.answer);
    for (const textOf of [ownText, answerText]) {
      const said = [...ended.map((one) => textOf(one.item)), textOf(item, item.segmentAt)].join('');
      const rest = beyond(finalText, said);
      if (rest === undefined) continue;
      if (rest.trim() === '') return isUnsaid ? rest : finalText;
      // Where the words run on, only a text that goes on in the words that were said is surely the same.
      if (/^\s/.test(rest) || beyond(rest, item.text().slice(item.segmentAt)) !== undefined) return rest;
    }
    return finalText;
  }

  /** Nothing was said since, and the text is that of the last answer, of its last segment, or of the last commentary. */
  #wasSaidBefore(finalText: string, item: Item): boolean {
    if ([item.lastSegment(), item.text()].some((text) => saysTheSame(finalText, text))) {
      takeForAnswer(item, 0);
      return true;
    }
    if (this.#isSpokenIn(item, finalText)) return true;
    const spoken = this.#ended.filter(({ item: one }) => one.text().slice(one.inherited).trim() !== '');
    for (const last of [spoken.at(-1), spoken.findLast((ended) => !ended.item.isCommentary)]) {
      if (!last) continue;
      const number = last.item.lastSpoken;
      const answer = spoken.filter((ended) => ended.item.saidOf(number).trim() !== '');
      const texts = [last.item.lastSegment(), answer.map((ended) => ended.item.saidOf(number)).join('')];
      if (!texts.some((text) => saysTheSame(finalText, text))) continue;
      if (answer.some(({ end, isCarried }) => end === 'incomplete' && !isCarried)) continue;
      const after = this.#ended.slice(this.#ended.indexOf(last) + 1);
      // What could not be shown stands in this item now, and is the answer.
      if ([last, ...after].every(({ isCarried }) => isCarried)) {
        // What a flush parted from it belongs to the answer as well.
        item.answer = number;
        takeForAnswer(item, 0);
      } else this.#wasSaid = [...answer, ...after].every(isShown);
      return true;
    }
    return false;
  }

  /** The same, of an answer whose end stands in this item and whose beginning in messages before. */
  #isSpokenIn(item: Item, finalText: string): boolean {
    const { spoken } = item;
    if (!spoken) return false;
    const before = this.#ended.filter((ended) => ended.item.saidOf(spoken.answer).trim() !== '');
    const said = [...before.map((ended) => ended.item), item].map((one) => one.saidOf(spoken.answer)).join('');
    if (!saysTheSame(finalText, said) || before.some(({ end, isCarried }) => end === 'incomplete' && !isCarried)) return false;
    item.answer = spoken.answer;
    takeForAnswer(item, spoken.from);
    return true;
  }

  outcome(isCancelled: boolean, delivery: Delivery, position: { from: number; shown: number }): Outcome {
    const { refused, late } = this.#intake;
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
      failure: this.#failure(delivery, isWhole),
      notes: this.#notes(late, delivery),
    };
  }

  /** The caller stopped before these were reached. */
  #abandon(position: { from: number; shown: number }): void {
    this.#intake.items.forEach((item, index) => {
      const { from, shown } = index === 0 ? position : { from: 0, shown: 0 };
      const isRewritten = item.finalText !== undefined;
      this.applyFinalText(item, from);
      const end = item.isBlank() ? 'empty' : 'abandoned';
      this.#ended.push({ item, end, shown: isRewritten ? Math.min(shown, item.stands) : shown, isCarried: false });
    });
  }

  #missing(): string[] {
    return this.#ended.map(missingOf).filter((text) => text !== '');
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
    return answer.every(isShown) && answer.some(({ item }) => item.speaks);
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

const isShown = (one: Ended): boolean => missingOf(one) === '' && (one.end === 'complete' || one.end === 'empty' || one.isCarried);

/** What was said in this item, and not handed on to it. */
function ownText(item: Item, to = item.length): string {
  return item.text().slice(Math.max(item.inherited, item.foreign), to);
}

/** What of that is the item's last answer. */
const answerText = (item: Item, to?: number): string => item.saidOf(item.answer, to);

/** What stands in the item from there on is its answer, whatever was handed on or joined. */
function takeForAnswer(item: Item, from: number): void {
  item.foreign = 0;
  item.answerAt = from;
}

/** What of it is not, or may not be, on screen. */
function missingOf({ item, shown, isCarried }: Ended): string {
  const text = item.text();
  const { doubt } = item;
  if (!isCarried && doubt?.to === shown) return text.slice(doubt.from).trim();
  const parts = [doubt ? text.slice(doubt.from, doubt.to) : '', isCarried ? '' : text.slice(shown)];
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
}
