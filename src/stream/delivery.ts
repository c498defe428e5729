// Turns a command of the chart into at most one call, and what came of it into exactly one event.

import { ANSWERS, type AnswerEvent, type CallCommand, type Op, type Via } from '../../machines/vocabulary.js';
import type { Failure, MessageId, Result } from '../adapter.js';
import type { Budget, CallClass, Claim } from '../budget.js';
import type { ResolvedConfig } from '../config.js';
import type { OutcomeFailure } from '../outcome.js';
import { onceCleared } from '../tape/hand-over.js';
import type { Recorder } from '../tape/recorder.js';
import { wordsOf } from '../words-of.js';
import { CallPlanner, type NoPlan, type Plan, type PlannerOptions } from './call-planner.js';
import type { LedgerEntry } from './ledger.js';
import type { Frame } from './pages.js';
import type { Patience } from './patience.js';
import { type CallResult, type OpenCall, openCall } from './platform-call.js';

/** A told wait is kept to with this margin: clocks differ, and asking a moment too soon costs another wait. */
const WAIT_MARGIN = 1.01;
/** So many waits in a row are taken at their word; after that each is twice as long as the one before, up to `LONGEST_DOUBT_MS`. */
const BELIEVED_WAITS = 3;
const LONGEST_DOUBT_MS = 5_000;
/** The longest that timers wait, nearly 25 days; after that it is asked again. */
const LONGEST_MS = 2 ** 31 - 1;
/** Until the item closes; a day, since a tape knows no infinity. */
const UNTIL_CLOSE_MS = 86_400_000;

export interface DeliveryOptions extends PlannerOptions {
  config: ResolvedConfig;
  patience: Patience;
  budget: Budget;
  /** Hears of every call before it is made, and of its answer before anything comes of it. */
  recorder: Recorder | undefined;
  onNewMessage(message: { id: MessageId | undefined; text: string }): void;
  answer(event: AnswerEvent): void;
}

/** A frame as a tape has it: where its text begins is for the pages to say. */
export type RecordedFrame = Omit<Frame, 'textAt'>;

type Kind = Exclude<AnswerEvent['type'], 'SHOWN' | 'WAIT' | 'HELD'>;

export class Delivery {
  calls = 0;
  /** The number that the next command gets. */
  nextSeq = 1;
  /** The last thing that went wrong, unless something went right after it. */
  failure: OutcomeFailure | undefined;

  readonly #with: DeliveryOptions;
  readonly #planner: CallPlanner;
  #open: OpenCall | undefined;
  /** What this platform turned out not to do, beyond what it declared. */
  readonly #refused: ('draft' | 'native' | 'edit')[] = [];
  #givesNoIds = false;
  #hasEdited = false;
  /** How many answers in a row were waits. */
  #waits = 0;
  #isBarred: boolean;
  #heldUntil = 0;

  constructor(options: DeliveryOptions) {
    this.#with = options;
    this.#planner = new CallPlanner(options);
    this.#isBarred = this.isOff();
    if (this.#isBarred) this.failure = { reason: 'off', message: 'streaming is switched off' };
  }

  isOff(): boolean {
    const { enabled, transport } = this.#with.config;
    return !enabled || transport === 'off';
  }

  // ---- facts that the chart is told -----------------------------------------------------------------------------------

  via(): Via {
    const { can, draft, openStream } = this.#with.adapter;
    const { transport } = this.#with.config;
    if (transport === 'buffered' || this.isOff()) return 'nothing';
    const wants = (form: 'draft' | 'native') => (transport === 'auto' || transport === form) && !this.#refused.includes(form);
    if (wants('native') && can.nativeStream && openStream) return 'native';
    if (wants('draft') && can.draft && draft) return 'draft';
    return can.edit && !this.#givesNoIds && !this.#refused.includes('edit') ? 'edit' : 'nothing';
  }

  gathers(): boolean {
    return this.#givesNoIds;
  }

  /** The open message is older than `freshFinalAfter` and could be replaced, which takes two calls. */
  isStale(): boolean {
    const { adapter, clock, config, ledger, patience } = this.#with;
    const limitMs = config.freshFinalAfter * 1_000;
    if (limitMs === 0 || !ledger.open || !adapter.can.delete || !adapter.delete || patience.isLastCall()) return false;
    return clock.now() - ledger.open.sentAt >= limitMs;
  }

  /** A message was replaced by a new one and is still there. */
  hasDoubled(): boolean {
    return this.#with.ledger.replaced?.certainty === 'seen';
  }

  /** For a failure that named a time: how much of it is left. */
  retryAfterMs(): number | undefined {
    const left = this.#heldUntil - this.#with.clock.now();
    return left > 0 ? left : undefined;
  }

  /** The caller is in a hurry: a call on its way gets no more than this. */
  hasten(ms: number): void {
    this.#open?.hasten(ms);
  }

  // ---- one command ----------------------------------------------------------------------------------------------------

  run(command: CallCommand): void {
    const seq = this.nextSeq++;
    const plan = this.#isBarred ? 'barred' : this.#safely(() => this.#planner.plan(command));
    if (typeof plan === 'string' || 'full' in plan) this.#with.answer(this.#withoutCall(command, plan, seq));
    else this.#ask(command, plan, seq);
  }

  /** A `lengthOf` that throws, or a text that cannot be measured, ends the delivery and not the process. */
  #safely(plan: () => Plan | Frame | NoPlan): Plan | Frame | NoPlan | 'barred' {
    try {
      return plan();
    } catch (error) {
      this.failure = { reason: 'rejected', message: wordsOf(error) };
      this.#isBarred = true;
      return 'barred';
    }
  }

  /** A call that another process made and this one found on its tape, answered at `at`: nothing is called, all else comes of it as usual. */
  recall(command: CallCommand, seq: number, frame: RecordedFrame, result: CallResult, at = this.#with.clock.now()): AnswerEvent {
    const { budget, chatId, clock, intake, pages, streamId } = this.#with;
    const now = clock.now();
    const stillMs = at + (waitOf(result) ?? 0) - now;
    // A clock that stands before the tape's own times says nothing about how much of a wait is over.
    if (!result.ok && stillMs > 0 && at <= now) {
      const { scope } = result as Failure;
      budget.tell({ stream: streamId, chatId, op: command.op, at: now, latencyMs: 0, result: 'held', retryAfterMs: stillMs, scope });
    }
    this.calls += 1;
    const textAt = pages.textAt(intake.current, frame.from);
    return this.#settle(command, { ...frame, textAt }, result, seq);
  }

  #withoutCall(command: CallCommand, plan: Frame | NoPlan | 'barred', seq: number): AnswerEvent {
    switch (plan) {
      case 'barred':
        return { type: 'BARRED', seq };
      case 'unable':
        return { type: 'UNABLE', seq };
      case 'later':
        return { type: 'WAIT', seq, ms: UNTIL_CLOSE_MS, left: this.#with.patience.left(), worth: 0 };
      case 'done':
        return this.#nothingToDo(command, seq);
      default:
        return this.#shown(plan, seq);
    }
  }

  /** A call that may not go out is not made: the chart is told to ask again. */
  #ask(command: CallCommand, plan: Plan, seq: number): void {
    const { answer, budget, chatId, clock, intake, patience, streamId } = this.#with;
    const at = clock.now();
    const claim = { stream: streamId, chatId, op: command.op, class: this.#classOf(command), at, ...intake.backlogAt(at) };
    const { waitMs, worth } = patience.isOver() ? { waitMs: 1, worth: 0 } : budget.ask(claim);
    if (waitMs > 0) answer({ type: 'WAIT', seq, ms: Math.min(Math.ceil(waitMs), LONGEST_MS), left: patience.left(), worth });
    else this.#call(command, plan, claim, seq);
  }

  #call(command: CallCommand, plan: Plan, claim: Claim, seq: number): void {
    const { answer, budget, clock, config, intake, patience, recorder } = this.#with;
    patience.spendCall();
    intake.covered(plan.frame.to);
    this.calls += 1;
    const messageId = this.#with.ledger.target(command.op)?.id;
    const clearance = recorder?.calling(command, seq, plan.frame, messageId === undefined ? { key: this.#planner.key() } : { messageId });
    const make = clearance ? (signal: AbortSignal) => onceCleared(clearance, plan.make, signal) : plan.make;
    this.#open = openCall(make, patience.callMs(config.callTimeout * 1_000), clock);
    void this.#open.result.then((result) => {
      this.#open = undefined;
      recorder?.answered(seq, result, clock.now() - claim.at);
      budget.tell({
        ...claim,
        at: clock.now(),
        latencyMs: clock.now() - claim.at,
        result: result.ok ? 'ok' : result.reason === 'rateLimited' ? 'held' : 'failed',
        retryAfterMs: waitOf(result),
        scope: result.ok ? undefined : (result as Failure).scope,
      });
      answer(this.#settle(command, plan.frame, result, seq));
    });
  }

  #classOf({ op, final }: CallCommand): CallClass {
    const isFirst = (op === 'send' || op === 'open' || op === 'draft') && this.#with.ledger.entries.length === 0;
    if (isFirst) return 'first';
    if (!final) return 'interim';
    return this.#with.intake.current.closing === 'end' ? 'final' : 'boundary';
  }

  // ---- after the call ---------------------------------------------------------------------------------------------------

  #settle(command: CallCommand, frame: Frame, result: CallResult, seq: number): AnswerEvent {
    const { patience } = this.#with;
    if (result.ok || isSoAlready(command.op, result.reason)) {
      this.failure = undefined;
      this.#waits = 0;
      const accepted = result.ok ? result : { ok: true as const };
      return this.#accept(command, frame, accepted, seq);
    }
    this.#note(result);
    if (result.reason === 'tooLong') {
      const canShrink = this.#with.pages.refused(frame.text);
      if (canShrink) return { type: 'WAIT', seq, ms: 0, left: patience.left(), worth: 0 };
    }
    const wait = waitOf(result);
    if (wait !== undefined) return { type: 'HELD', seq, ms: Math.min(this.#doubted(wait), LONGEST_MS), left: patience.left() };
    const kind = this.#kindOf(command.op, result.reason);
    const meant = this.#with.ledger.target(command.op);
    this.#learn(command, kind, frame);
    if (kind === 'GONE') return { type: kind, seq, ...(meant && meant.from < command.from && { from: meant.from }) };
    if (kind === 'REFUSED') return { type: kind, seq, left: patience.left(), hang: result.reason === 'timedOut' };
    return { type: kind, seq };
  }

  /** A platform that says wait again after each wait does not know how long, or does not say. */
  #doubted(waitMs: number): number {
    this.#waits += 1;
    const doubled = waitMs * 2 ** Math.max(0, this.#waits - BELIEVED_WAITS);
    return Math.max(waitMs, Math.min(doubled, LONGEST_DOUBT_MS));
  }

  #kindOf(op: Op, reason: Failure['reason'] | 'timedOut' | 'threw'): Kind {
    switch (reason) {
      case 'forbidden':
        return 'BARRED';
      case 'messageGone':
        return ANSWERS[op].includes('GONE') ? 'GONE' : 'REFUSED';
      case 'editUnsupported':
        return ANSWERS[op].includes('UNABLE') ? 'UNABLE' : 'REFUSED';
      case 'maybeDelivered':
      case 'threw':
      case 'timedOut':
        return ANSWERS[op].includes('UNSURE') ? 'UNSURE' : 'REFUSED';
      default:
        return 'REFUSED';
    }
  }

  #learn({ op, from }: CallCommand, kind: Kind, frame: Frame): void {
    const { clock, intake, ledger } = this.#with;
    if (kind === 'BARRED') this.#isBarred = true;
    if (op === 'draft') this.#refused.push('draft');
    if (op === 'open' && kind !== 'UNSURE') this.#refused.push('native');
    if (op === 'edit' && kind === 'UNABLE' && !this.#hasEdited) this.#refused.push('edit');
    if (op === 'trim' && ledger.open) ledger.open.isNative = false;
    if (op === 'close' && ledger.open && kind !== 'REFUSED') ledger.open.isNative = false;
    if (kind === 'GONE') {
      const entry = ledger.target(op);
      if (entry) ledger.remove(entry);
    }
    if (kind === 'UNSURE' && (op === 'send' || op === 'fresh' || op === 'open')) {
      const previous = ledger.open;
      ledger.add({
        id: undefined,
        text: frame.text,
        certainty: 'maybe',
        item: intake.current,
        from,
        to: from,
        hasCursor: frame.hasCursor,
        isOpen: false,
        sentAt: clock.now(),
      });
      // The message that a fresh one was to replace is still there to be edited.
      if (op === 'fresh') ledger.open = previous;
      ledger.made += 1;
    }
  }

  #accept(command: CallCommand, frame: Frame, result: Extract<Result, { ok: true }>, seq: number): AnswerEvent {
    const { ledger, pages } = this.#with;
    const final = command.final || frame.full;
    pages.accepted(frame.text);
    switch (command.op) {
      case 'remove':
        this.#removed();
        return this.#nothingToDo(command, seq);
      case 'draft':
        ledger.draft = { id: this.#planner.draftId(), text: frame.text, at: this.#with.clock.now() };
        return this.#shown(frame, seq);
      case 'send':
      case 'fresh':
      case 'open':
        if (command.op === 'fresh') ledger.replaced = ledger.open;
        return this.#created(command, frame, result, seq);
      default: {
        const entry = ledger.open;
        if (!entry) return this.#shown(frame, seq);
        if (command.op === 'edit') {
          this.#hasEdited = true;
          entry.isOutdated = false;
        }
        if (frame.text === '') {
          this.#removed();
          return this.#nothingToDo(command, seq);
        }
        if (command.op === 'trim' || final) entry.isNative = false;
        entry.edits += 1;
        return this.#updated(entry, frame, result, final, seq);
      }
    }
  }

  #created(command: CallCommand, frame: Frame, { messageId, parts }: Extract<Result, { ok: true }>, seq: number): AnswerEvent {
    const { clock, intake, ledger, onNewMessage } = this.#with;
    const final = command.final || frame.full;
    const [first] = parts ?? [];
    ledger.made += 1;
    this.#givesNoIds ||= messageId === undefined && first === undefined;
    const entry = ledger.add({
      id: first ? first.id : messageId,
      text: first ? first.text : frame.text,
      certainty: 'seen',
      item: intake.current,
      from: frame.from,
      to: frame.to,
      hasCursor: frame.hasCursor && !first,
      isOpen: !final,
      isNative: command.op === 'open' && !frame.full,
      sentAt: clock.now(),
    });
    onNewMessage({ id: entry.id, text: entry.text });
    return parts && parts.length > 1 ? this.#splitUp(frame, parts, final, seq) : this.#shown(frame, seq);
  }

  #updated(
    entry: LedgerEntry,
    frame: Frame,
    { messageId, parts }: Extract<Result, { ok: true }>,
    final: boolean,
    seq: number,
  ): AnswerEvent {
    if (parts && parts.length > 1) {
      const [head] = parts;
      if (head) Object.assign(entry, { id: head.id, text: head.text, hasCursor: false });
      return this.#splitUp(frame, parts, final, seq);
    }
    // Some platforms name a message anew with every edit.
    Object.assign(entry, { id: messageId ?? entry.id, text: frame.text, to: frame.to, hasCursor: frame.hasCursor, isOpen: !final });
    return this.#shown(frame, seq);
  }

  /** The adapter spread the text over several messages: the last is the one that goes on. */
  #splitUp(frame: Frame, parts: readonly { id: MessageId; text: string }[], final: boolean, seq: number): AnswerEvent {
    const { clock, intake, ledger, pages, onNewMessage } = this.#with;
    ledger.close();
    const from = Math.min(frame.to, Math.max(frame.from, frame.textAt + startOfLast(frame.text, parts)));
    parts.slice(1).forEach(({ id, text }, index) => {
      const isLast = index === parts.length - 2;
      ledger.made += 1;
      const entry = ledger.add({
        id,
        text,
        certainty: 'seen',
        item: intake.current,
        from,
        to: frame.to,
        hasCursor: isLast && frame.hasCursor,
        isOpen: isLast && !final,
        sentAt: clock.now(),
      });
      onNewMessage({ id: entry.id, text });
    });
    pages.moveTo(intake.current, from);
    return this.#shown({ ...frame, from }, seq);
  }

  #removed(): void {
    const { ledger } = this.#with;
    const entry = ledger.target('remove');
    if (entry) ledger.remove(entry);
    ledger.replaced = undefined;
  }

  #shown(frame: Frame, seq: number): AnswerEvent {
    const { adapter, intake, ledger } = this.#with;
    const editable = ledger.open !== undefined && adapter.can.edit;
    intake.backlog.landed(frame.to);
    return { type: 'SHOWN', seq, from: frame.from, to: frame.to, have: intake.current.have, full: frame.full, editable };
  }

  #nothingToDo({ from }: CallCommand, seq: number): AnswerEvent {
    const { intake, ledger } = this.#with;
    const to = ledger.open?.to ?? from;
    return { type: 'SHOWN', seq, from, to, have: intake.current.have, full: false, editable: ledger.open !== undefined };
  }

  #note(result: Exclude<CallResult, { ok: true }>): void {
    const { reason } = result;
    const wait = waitOf(result);
    if (wait !== undefined) this.#heldUntil = this.#with.clock.now() + wait;
    this.failure = {
      reason: reason === 'threw' ? 'maybeDelivered' : reason,
      message: result.message ?? `the platform answered ${reason}`,
    };
  }
}

/** Where the last part begins: where its text stands at the end, else, where the adapter changed it, behind all the others. */
function startOfLast(text: string, parts: readonly { text: string }[]): number {
  const last = parts.at(-1)?.text;
  if (last !== undefined && text.endsWith(last)) return text.length - last.length;
  return parts.slice(0, -1).reduce((sum, part) => sum + part.text.length, 0);
}

/** What was asked for is the case, without the call. */
function isSoAlready(op: Op, reason: Failure['reason'] | 'timedOut' | 'threw'): boolean {
  return reason === 'notModified' || (op === 'remove' && reason === 'messageGone');
}

/** How long the platform said to wait, with the margin; undefined if it did not say so. */
function waitOf(result: CallResult): number | undefined {
  if (result.ok || result.reason !== 'rateLimited' || result.retryAfterMs === undefined) return undefined;
  return Math.min(Math.ceil(result.retryAfterMs * WAIT_MARGIN), Number.MAX_SAFE_INTEGER);
}
