import type { Op } from '../../machines/vocabulary.js';
import type { OutcomeMessage } from '../outcome.js';
import type { Item } from './item.js';

/** One message that this stream put on screen, or may have. */
export interface LedgerEntry extends OutcomeMessage {
  readonly item: Item;
  /** From here up to there it shows the item's text. */
  readonly from: number;
  to: number;
  hasCursor: boolean;
  /** Its text without the cursor, where that is known from the platform and not from the item. */
  bare?: string | undefined;
  /** It was not sent in its final form and can be edited. */
  isOpen: boolean;
  /** It is being written through the platform's native stream. */
  isNative: boolean;
  /** It shows something that an authoritative text has since replaced. */
  isOutdated: boolean;
  edits: number;
  /** When it was sent. */
  readonly sentAt: number;
}

/** What is on screen, as far as the platform's answers tell. */
export class Ledger {
  /** Oldest first. */
  entries: readonly LedgerEntry[] = [];
  /** The message that edits go to. */
  open: LedgerEntry | undefined;
  /** The message that a fresh one has taken the place of, until it is deleted. */
  replaced: LedgerEntry | undefined;
  /** How many messages were made, or may have been. */
  made = 0;
  /** The last frame of a draft that the platform took. */
  draft: { id: number; text: string; at: number } | undefined;

  add(entry: Omit<LedgerEntry, 'edits' | 'isNative' | 'isOutdated'> & { isNative?: boolean }): LedgerEntry {
    const whole = { edits: 0, isNative: false, isOutdated: false, ...entry };
    // Most streams have one message, and a list that was ever pushed to keeps room for many.
    this.entries = this.entries.concat(whole);
    this.open = whole.certainty === 'seen' && whole.id !== undefined ? whole : undefined;
    return whole;
  }

  /** The message that a call changes; undefined for one that makes a new message. */
  target(op: Op): LedgerEntry | undefined {
    switch (op) {
      case 'remove':
        return this.replaced ?? this.open;
      case 'edit':
      case 'trim':
      case 'append':
      case 'close':
        return this.open;
      default:
        return undefined;
    }
  }

  close(): void {
    if (this.open) this.open.isOpen = false;
    this.open = undefined;
  }

  remove(entry: LedgerEntry): void {
    entry.certainty = 'unseen';
    if (this.open === entry) this.open = undefined;
  }

  /** The item's text is only up to `stands` what it was when it was shown. */
  outdate(item: Item, stands: number): void {
    for (const entry of this.entries) {
      if (entry.item !== item || entry.to <= stands) continue;
      entry.isOutdated = true;
      entry.to = stands;
    }
  }

  messages(): OutcomeMessage[] {
    return this.entries.map(({ id, text, certainty }) => ({ id, text, certainty }));
  }

  outdated(): number {
    return this.entries.filter((entry) => entry.certainty === 'seen' && entry.isOutdated).length;
  }

  cursorsLeft(): number {
    return this.entries.filter((entry) => entry.certainty === 'seen' && entry.hasCursor).length;
  }
}
