// A stream that another process began, up to where its tape ends. Everything that was accepted is accepted again, the chart takes every
// event again, and every answer counts again; nobody is called.

import type { AdvanceCommand, CallCommand, Op, StreamEvent } from '../../machines/vocabulary.js';
import type { Part } from '../adapter.js';
import { ChartRun, type ChartSnapshot } from '../tape/chart-run.js';
import type { AnswerRecord, CallRecord, InputRecord, Issued, TapeRecord } from '../tape/record.js';
import type { Delivery, RecordedFrame } from './delivery.js';
import type { Intake } from './intake.js';
import type { Ledger } from './ledger.js';
import type { CallResult } from './platform-call.js';

/** What another process left. */
export interface Past {
  /** From `begin` on, without a gap. */
  records: readonly TapeRecord[];
  /** Where the tape goes on. */
  after: { seq: number; chain: string };
  /** What became of the call that was open; `maybeDelivered` if nobody could say. */
  found?: { call: number; result: CallResult } | undefined;
  /** The tape holds no text, so nothing new can be shown: only the cursor is taken away. `bare` is the last message without it, read
   *  back from the platform; undefined if that was not possible. */
  textless?: { bare: Part | undefined } | undefined;
  /** Brings the parts there. Handed in, so that a program that recovers nothing does not carry it. */
  restore: typeof restore;
}

/** The parts of the stream that have to catch up. */
export interface Parts {
  intake: Intake;
  delivery: Delivery;
  ledger: Ledger;
  /** Called before the chart hears that an item closes. */
  close(): unknown;
  /** Ends the current item; what the chart is to be told. */
  next(command: AdvanceCommand): StreamEvent;
  move(position: { from: number; shown: number }): unknown;
}

/** Where the chart stands, and the events that set it going again. */
export interface Restored {
  snapshot: ChartSnapshot;
  next: StreamEvent[];
}

export function restore({ records, found, textless }: Omit<Past, 'restore'>, parts: Parts): Restored {
  const catchUp = new CatchUp(parts);
  for (const record of records) catchUp.take(record);
  if (found?.result.ok === false && found.result.reason === 'maybeDelivered') catchUp.presume(found.call);
  else if (found) catchUp.answer(found.call, found.result);
  if (textless) catchUp.giveUp(textless.bare);
  return catchUp.restored();
}

/** A command that was not obeyed any more: the chart asks for it again, and is not left to think that it may have been. */
const NOTHING_WAS_CALLED = { type: 'WAIT', ms: 0, left: 1e9, worth: 0 } as const;

class CatchUp {
  readonly #parts: Parts;
  #chart: ChartRun | undefined;
  /** The call that the chart has asked for and not heard of. */
  #asked: { command: CallCommand; seq: number; made: CallRecord | undefined } | undefined;
  /** An event that the chart has not heard. */
  #owed: StreamEvent | undefined;
  /** Nothing more is to be shown, and the chart does not know yet. */
  #isDiscarded = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  take(record: TapeRecord): void {
    switch (record.kind) {
      case 'begin':
        this.#chart = new ChartRun(record.input);
        this.#obey(record);
        break;
      case 'input':
        this.#isDiscarded ||= record.input === 'discard';
        say(this.#parts.intake, record);
        break;
      case 'event':
        if (record.event.type === 'CLOSE') this.#parts.close();
        if (record.event.seq === this.#asked?.seq) this.#asked = undefined;
        this.#owed = undefined;
        this.#isDiscarded = false;
        this.#chart?.step(record.event);
        this.#obey(record);
        break;
      case 'call':
        if (this.#asked?.seq === record.call) this.#asked.made = record;
        break;
      case 'answer':
        this.answer(record.call, resultOf(record), record.at);
        break;
    }
  }

  answer(call: number, result: CallResult, at?: number): void {
    const { command, made } = this.#asked ?? {};
    if (command && made?.call === call) this.#owed = this.#parts.delivery.recall(command, call, frameOf(made, command), result, at);
  }

  /** A call that may have arrived. What a preview was to show counts as shown: a second copy would be worse. */
  presume(call: number): void {
    const { command, made } = this.#asked ?? {};
    const { delivery, intake } = this.#parts;
    if (!command || made?.call !== call) return;
    const frame = frameOf(made, command);
    this.#owed = delivery.recall(command, call, frame, { ok: false, reason: 'maybeDelivered' });
    if (this.#owed.type === 'UNSURE' && !command.final) {
      intake.current.doubt = frame;
      this.#owed = {
        type: 'SHOWN',
        seq: call,
        from: frame.from,
        to: frame.to,
        have: intake.current.have,
        full: frame.full,
        editable: false,
      };
    }
  }

  /** Nothing more is shown. */
  giveUp(bare: Part | undefined): void {
    const { intake, ledger } = this.#parts;
    intake.discard();
    this.#isDiscarded = true;
    const { open } = ledger;
    if (open && bare && open.id === bare.id) open.bare = bare.text;
    else ledger.open = undefined;
  }

  restored(): Restored {
    if (!this.#chart) throw new Error('a tape without a beginning cannot be restored');
    return { snapshot: this.#chart.snapshot, next: this.#next() };
  }

  #obey({ call, also = [] }: Issued): void {
    const { delivery, intake, move, next } = this.#parts;
    for (const command of also) {
      if (command.type === 'bell') move(command);
      else if (command.type === 'join') intake.join();
      else this.#owed = next(command);
    }
    if (!call) return;
    const { op, from, final, seq } = call;
    delivery.nextSeq = seq + 1;
    this.#asked = { command: { type: 'call', op, from, final }, seq, made: undefined };
  }

  #next(): StreamEvent[] {
    if (!this.#isDiscarded) return [this.#owed ?? this.#answerToSilence()];
    // First of all, so that nothing more is shown. A call that nobody answers any more keeps the chart waiting until it is resumed.
    return this.#asked ? [{ type: 'DISCARD' }, this.#owed ?? { type: 'RESUMED' }] : [{ type: 'DISCARD' }];
  }

  #answerToSilence(): StreamEvent {
    if (!this.#asked || this.#asked.made || !creates(this.#asked.command.op)) return { type: 'RESUMED' };
    return { ...NOTHING_WAS_CALLED, seq: this.#asked.seq };
  }
}

const creates = (op: Op): boolean => op === 'send' || op === 'fresh' || op === 'open';

/** Stands in for a text that is not on the tape. */
const blindText = (length: number): string => 'x'.repeat(length);

function say(intake: Intake, { input, length = 0, text = blindText(length) }: InputRecord): void {
  switch (input) {
    case 'text':
      intake.delta(text);
      break;
    case 'boundary':
      intake.boundary();
      break;
    case 'commentary':
      intake.commentary(text);
      break;
    case 'flush':
      intake.barrier(() => {});
      break;
    case 'discard':
      intake.discard();
      break;
    case 'end':
      intake.end(text === '' ? undefined : text);
      break;
  }
}

function frameOf({ length, text = blindText(length), from, to, final, hasCursor }: CallRecord, command: CallCommand): RecordedFrame {
  return { text, from, to, full: final && !command.final, hasCursor };
}

function resultOf({ result, messageId, parts, retryAfterMs, scope, message }: AnswerRecord): CallResult {
  if (result === 'ok') return { ok: true, messageId, parts: parts?.map(({ id, length, text = blindText(length) }) => ({ id, text })) };
  if (result === 'timedOut' || result === 'threw') return { ok: false, reason: result, message: message ?? '' };
  return { ok: false, reason: result, retryAfterMs, scope, message };
}
