// Before a call: what the platform would be asked, and what the screen would then show. Changes nothing.

import type { CallCommand } from '../../machines/vocabulary.js';
import type { Adapter, MessageId, Result } from '../adapter.js';
import type { Clock } from '../clock.js';
import type { Intake } from './intake.js';
import type { Ledger, LedgerEntry } from './ledger.js';
import type { Frame, Pages } from './pages.js';

/** A native stream is left before the platform cuts it. */
const STREAM_AGE_USED = 0.9;

/** The share of its life in which a draft need not be refreshed. */
const DRAFT_LASTS = 0.5;

/** What is to be called, and what it would show. */
export interface Plan {
  frame: Frame;
  make(signal: AbortSignal): Promise<Result>;
}

/** Why no call is needed, or possible. `later`: not before the item closes. */
export type NoPlan = 'done' | 'unable' | 'later';

export interface PlannerOptions {
  adapter: Adapter;
  chatId: string | number;
  replyTo: MessageId | undefined;
  metadata: Readonly<Record<string, unknown>> | undefined;
  streamId: string;
  clock: Clock;
  intake: Intake;
  pages: Pages;
  ledger: Ledger;
}

export class CallPlanner {
  readonly #with: PlannerOptions;
  readonly #firstDraft: number;

  constructor(options: PlannerOptions) {
    this.#with = options;
    this.#firstDraft = draftOf(options.streamId);
  }

  /** What to call for this command; a frame where the screen shows it already. */
  plan(command: CallCommand): Plan | Frame | NoPlan {
    const { ledger } = this.#with;
    switch (command.op) {
      case 'send':
      case 'fresh':
        return this.#planSend(command);
      case 'edit':
        return ledger.open ? this.#planEdit(command, ledger.open) : 'unable';
      case 'draft':
        return this.#planDraft(command);
      case 'open':
        return this.#planOpen(command);
      case 'append':
      case 'close':
        return ledger.open ? this.#planFrame(command, ledger.open) : 'unable';
      case 'trim':
        return this.#planTrim(command);
      case 'remove': {
        const entry = ledger.target(command.op);
        return entry ? this.#planDelete(command, entry) : 'done';
      }
    }
  }

  #planSend(command: CallCommand): Plan {
    const { adapter, intake, pages } = this.#with;
    const frame = pages.frame(intake.current, command.from, command.final);
    return {
      frame,
      make: (signal) =>
        adapter.send({
          ...this.#request(signal),
          ...this.#anchor(),
          text: frame.text,
          final: command.final || frame.full,
          idempotencyKey: this.key(),
        }),
    };
  }

  #planEdit(command: CallCommand, entry: LedgerEntry): Plan | Frame | NoPlan {
    const { adapter, intake, pages } = this.#with;
    const { maxEdits } = adapter.limits;
    const frame = pages.frame(intake.current, command.from, command.final);
    const final = command.final || frame.full;
    const needsClosing = final && adapter.needsFinalEdit === true && entry.isOpen;
    if (frame.text === entry.text && !needsClosing) return frame;
    if (maxEdits !== undefined && entry.edits >= maxEdits) return 'unable';
    if (maxEdits !== undefined && !final && entry.edits >= maxEdits - 1) return 'later';
    return this.#editPlan(entry, frame, final);
  }

  #editPlan(entry: LedgerEntry, frame: Frame, final: boolean): Plan | NoPlan {
    const { id } = entry;
    const { adapter } = this.#with;
    if (id === undefined || !adapter.can.edit) return 'unable';
    return { frame, make: (signal) => adapter.edit({ ...this.#request(signal), messageId: id, text: frame.text, final }) };
  }

  #planTrim(command: CallCommand): Plan | NoPlan {
    const { intake, pages, ledger } = this.#with;
    const entry = ledger.open;
    if (!entry) return 'done';
    if (entry.isNative && !this.#isCut(entry)) return this.#streamPlan(entry, this.#frameOf(entry, entry.text), true);
    if (!entry.hasCursor) return 'done';
    // Not from where the chart is: that may be at the next message already, which did not come to be.
    const text = entry.bare ?? pages.trimmed(intake.current, entry.from, entry.to);
    // A message that would be left blank held nothing but the cursor.
    return text.trim() === '' ? this.#planDelete(command, entry) : this.#editPlan(entry, this.#frameOf(entry, text), true);
  }

  #planDelete(command: CallCommand, entry: LedgerEntry): Plan | NoPlan {
    const { adapter } = this.#with;
    const { id } = entry;
    if (id === undefined || !adapter.can.delete || !adapter.delete) return 'unable';
    const remove = adapter.delete.bind(adapter);
    const frame = { ...this.#frameOf(entry, ''), from: command.from };
    return { frame, make: (signal) => remove({ ...this.#request(signal), messageId: id }) };
  }

  /** A full page gets no draft: the real message follows at once. Neither does a text that stands there and will for a while. */
  #planDraft(command: CallCommand): Plan | Frame | NoPlan {
    const { adapter, intake, pages } = this.#with;
    const frame = pages.frame(intake.current, command.from, false);
    if (frame.full || this.#isInDraft(frame.text)) return frame;
    if (!adapter.draft) return 'unable';
    const draft = adapter.draft.bind(adapter);
    return {
      frame,
      make: (signal) => draft({ ...this.#request(signal), ...this.#anchor(), draftId: this.draftId(), text: frame.text }),
    };
  }

  #isInDraft(text: string): boolean {
    const { adapter, clock, ledger } = this.#with;
    const { draftExpiryMs = Number.POSITIVE_INFINITY } = adapter.limits;
    const { draft } = ledger;
    return draft?.id === this.draftId() && draft.text === text && clock.now() - draft.at < draftExpiryMs * DRAFT_LASTS;
  }

  /** The same until a message takes the draft's place. */
  draftId(): number {
    return this.#firstDraft + this.#with.ledger.made;
  }

  /** A page that is full at once needs no stream. */
  #planOpen(command: CallCommand): Plan | NoPlan {
    const { adapter, intake, pages } = this.#with;
    const frame = pages.streamFrame(intake.current, command.from);
    if (frame.full) return this.#planSend(command);
    if (!adapter.openStream) return 'unable';
    const openStream = adapter.openStream.bind(adapter);
    return {
      frame,
      make: (signal) => openStream({ ...this.#request(signal), ...this.#anchor(), text: frame.text, idempotencyKey: this.key() }),
    };
  }

  #planFrame(command: CallCommand, entry: LedgerEntry): Plan | Frame | NoPlan {
    const { intake, pages } = this.#with;
    const frame = pages.streamFrame(intake.current, command.from);
    // What was streamed cannot be taken back: a rewritten text needs an edit.
    if (!frame.text.startsWith(entry.text) || this.#isCut(entry)) return 'unable';
    if (!command.final && this.#isCut(entry, STREAM_AGE_USED)) frame.full = true;
    if (!command.final && !frame.full && frame.text === entry.text) return frame;
    return this.#streamPlan(entry, frame, command.final || frame.full);
  }

  #streamPlan(entry: LedgerEntry, frame: Frame, closes: boolean): Plan | NoPlan {
    const { adapter } = this.#with;
    const write = (closes ? adapter.closeStream : adapter.appendStream)?.bind(adapter);
    if (entry.id === undefined || !write) return 'unable';
    const { id } = entry;
    const added = frame.text.slice(entry.text.length);
    return { frame, make: (signal) => write({ ...this.#request(signal), messageId: id, added, whole: frame.text }) };
  }

  /** The platform has ended the native stream of itself, or has by the time that `share` of its life is over. */
  #isCut(entry: LedgerEntry, share = 1): boolean {
    const { adapter, clock } = this.#with;
    const { streamExpiryMs } = adapter.limits;
    return streamExpiryMs !== undefined && clock.now() - entry.sentAt > streamExpiryMs * share;
  }

  #request(signal: AbortSignal) {
    const { chatId, metadata } = this.#with;
    return { chatId, ...(metadata && { metadata }), signal };
  }

  /** The first message answers the question: also when it has to be sent again because it is gone. */
  #anchor(): { replyTo?: MessageId | undefined } {
    const { ledger, replyTo } = this.#with;
    return ledger.entries.some((entry) => entry.certainty === 'seen') ? {} : { replyTo };
  }

  /** The same for every attempt at one message, and for no other message. */
  key(): string {
    const { ledger, streamId } = this.#with;
    return `${streamId.replace(/[^A-Za-z0-9-]/gu, '').slice(-16)}-${ledger.made}`;
  }

  #frameOf(entry: LedgerEntry, text: string): Frame {
    return { text, from: 0, to: entry.to, full: false, hasCursor: false, textAt: 0 };
  }
}

/** Two streams in one chat must not write the same draft. At least 1, and with room for the drafts of a stream below 2^31. */
function draftOf(streamId: string): number {
  let hash = 0;
  for (const character of streamId) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return 1 + (hash % 2_000_000_000);
}
