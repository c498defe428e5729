// A stream that another process began, up to where its tape ends. Everything that was accepted is accepted again, the chart takes every
// event again, and every answer counts again; nobody is called.

import type { Snapshot } from 'xstate';
import { streamMachine } from '../machines/stream.machine.js';
import type { AdvanceCommand, CallCommand, Op, StreamEvent } from '../machines/vocabulary.js';
import type { Delivery } from './delivery.js';
import type { Intake } from './intake.js';
import type { Frame } from './pages.js';
import type { CallResult } from './platform-call.js';
import { ChartRun } from './tape/chart-run.js';
import type { AnswerRecord, CallRecord, InputRecord, Issued, TapeRecord } from './tape/record.js';

/** What another process left. */
export interface Past {
  /** With text; from `begin` on, without a gap. */
  records: readonly TapeRecord[];
  /** Where the tape goes on. */
  after: { seq: number; chain: string };
  /** What became of the call that was open, if the platform could be asked. */
  found?: { call: number; result: CallResult } | undefined;
}

/** The parts of the stream that have to catch up. */
export interface Parts {
  intake: Intake;
  delivery: Delivery;
  /** Called before the chart hears that an item closes. */
  close(): unknown;
  /** Ends the current item; what the chart is to be told. */
  next(command: AdvanceCommand): StreamEvent;
  move(position: { from: number; shown: number }): unknown;
}

/** Where the chart stands, and the event that sets it going again. */
export interface Restored {
  snapshot: Snapshot<unknown>;
  next: StreamEvent;
}

export function restore({ records, found }: Past, parts: Parts): Restored {
  const catchUp = new CatchUp(parts);
  for (const record of records) catchUp.take(record);
  if (found) catchUp.answer(found.call, found.result);
  return catchUp.restored();
}

/** The present wait and its event were lost with the process; a command that was not obeyed is asked for again. */
const NOTHING_WAS_CALLED = { type: 'WAIT', ms: 0, left: 1e9 } as const;

class CatchUp {
  readonly #parts: Parts;
  #chart: ChartRun | undefined;
  /** The call that the chart has asked for and not heard of. */
  #asked: { command: CallCommand; seq: number; made: CallRecord | undefined } | undefined;
  /** An event that the chart has not heard. */
  #owed: StreamEvent | undefined;

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
        say(this.#parts.intake, record);
        break;
      case 'event':
        if (record.event.type === 'CLOSE') this.#parts.close();
        this.#asked = undefined;
        this.#owed = undefined;
        this.#chart?.step(record.event);
        this.#obey(record);
        break;
      case 'call':
        if (this.#asked) this.#asked.made = record;
        break;
      case 'answer':
        this.answer(record.call, resultOf(record));
        break;
    }
  }

  answer(call: number, result: CallResult): void {
    const { command, made } = this.#asked ?? {};
    if (command && made?.call === call) this.#owed = this.#parts.delivery.recall(command, call, frameOf(made, command), result);
  }

  restored(): Restored {
    if (!this.#chart) throw new Error('a tape without a beginning cannot be restored');
    return { snapshot: streamMachine.getPersistedSnapshot(this.#chart.snapshot), next: this.#next() };
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

  #next(): StreamEvent {
    if (this.#owed) return this.#owed;
    if (!this.#asked || !creates(this.#asked.command.op)) return { type: 'RESUMED' };
    const { command, seq, made } = this.#asked;
    if (!made) return { ...NOTHING_WAS_CALLED, seq };
    // It may have arrived, and nobody can say. What it was to show counts as shown: a second copy would be worse.
    if (command.op === 'send' && !command.final) return this.#presumed(made, command, seq);
    return { type: 'RESUMED' };
  }

  #presumed(made: CallRecord, command: CallCommand, seq: number): StreamEvent {
    const { delivery, intake } = this.#parts;
    const frame = frameOf(made, command);
    delivery.recall(command, seq, frame, { ok: false, reason: 'maybeDelivered' });
    return { type: 'SHOWN', seq, from: frame.from, to: frame.to, have: intake.current.have, full: frame.full, editable: false };
  }
}

const creates = (op: Op): boolean => op === 'send' || op === 'fresh' || op === 'open';

function say(intake: Intake, { input, text = '' }: InputRecord): void {
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

function frameOf({ text = '', from, to, final, hasCursor }: CallRecord, command: CallCommand): Frame {
  return { text, from, to, full: final && !command.final, hasCursor, prefixLength: 0 };
}

function resultOf({ result, messageId, parts, retryAfterMs, scope, message }: AnswerRecord): CallResult {
  if (result === 'ok') return { ok: true, messageId, parts: parts?.map(({ id, text = '' }) => ({ id, text })) };
  if (result === 'timedOut' || result === 'threw') return { ok: false, reason: result, message: message ?? '' };
  return { ok: false, reason: result, retryAfterMs, scope, message };
}
