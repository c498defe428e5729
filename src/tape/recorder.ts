// What a stream's tape is told. It hears of everything before it has its effect: of a command before it is obeyed, of a call before
// it is made.

import { hash } from 'node:crypto';
import { streamMachine } from '../../machines/stream.machine.js';
import type { CallCommand, StreamCommand, StreamInput } from '../../machines/vocabulary.js';
import type { Adapter, MessageId } from '../adapter.js';
import type { ChartEvent, ChartSnapshot } from '../chart/live-chart.js';
import type { Clock } from '../clock.js';
import type { ResolvedConfig } from '../config.js';
import type { Outcome } from '../outcome.js';
import type { Frame } from '../pages.js';
import type { CallResult } from '../platform-call.js';
import { issuedBy } from './issued.js';
import { mask } from './mask.js';
import type { AdapterFacts, EventRecord, InputRecord, OutcomeFacts, RecordBody, ShownText, TapeSink, TapeText } from './record.js';
import { stateName } from './state-name.js';
import { TapeWriter } from './tape-writer.js';

/** Accepted text is a record at the latest this long after it came; what comes in the meantime is part of it. */
const BATCH_MS = 25;
/** The same where only its length is: nothing can be recovered from that, so it need not be as quick. */
const BLIND_BATCH_MS = 250;

export interface RecorderOptions {
  tape: TapeSink;
  streamId: string;
  clock: Clock;
  /** What the chart is started with. */
  input: StreamInput;
  adapter: Adapter;
  config: ResolvedConfig;
  chatId: string | number;
  replyTo: MessageId | undefined;
  metadata: Readonly<Record<string, unknown>> | undefined;
  /** The last record of a process that had this stream before. */
  after: { seq: number; chain: string } | undefined;
}

export class Recorder {
  readonly #with: RecorderOptions;
  readonly #tape: TapeWriter;
  readonly #text: TapeText;
  #state: string | undefined;
  #snapshot: ChartSnapshot | undefined;
  /** Accepted text that is not on the tape yet; only its length where the tape holds no text. */
  #batch = '';
  #batchLength = 0;
  #timer: unknown;

  constructor(options: RecorderOptions) {
    this.#with = options;
    this.#text = options.tape.text ?? 'off';
    this.#tape = new TapeWriter({ sink: options.tape, stream: options.streamId, clock: options.clock, after: options.after });
  }

  /** The chart has come to rest after an event; `commands` are about to be obeyed. */
  rested(event: ChartEvent, snapshot: ChartSnapshot, commands: readonly StreamCommand[], nextCall: number): void {
    const to = stateName(snapshot.value);
    const issued = issuedBy(commands, nextCall);
    if (this.#state === undefined) this.#begin(to, issued);
    else this.#write({ kind: 'event', event: event as EventRecord['event'], from: this.#state, to, ...issued });
    this.#state = to;
    this.#snapshot = snapshot;
  }

  /** The source said something that was accepted. */
  heard(input: InputRecord['input'], text?: string): void {
    // What another process put on the tape is not put there again.
    if (this.#state === undefined) return;
    if (input !== 'text' || text === undefined) {
      this.#write({ kind: 'input', input, ...this.#said(text) });
    } else {
      this.#batchLength += text.length;
      if (this.#text !== 'off') this.#batch += text;
      this.#timer ??= this.#with.clock.setTimeout(() => this.#writeBatch(), this.#text === 'on' ? BATCH_MS : BLIND_BATCH_MS);
    }
  }

  /** A call is about to be made. */
  calling({ op, from, final }: CallCommand, call: number, frame: Frame, target: { messageId: MessageId } | { key: string }): void {
    const { to, hasCursor, full, text } = frame;
    this.#write({ kind: 'call', call, op, from, to, final: final || full, hasCursor, ...target, ...this.#shown(text) });
  }

  /** It is over. */
  answered(call: number, result: CallResult, latencyMs: number): void {
    this.#write({ kind: 'answer', call, latencyMs: Math.round(latencyMs), ...this.#answer(result) });
  }

  settled(outcome: Outcome): void {
    const { output, value } = this.#snapshot ?? {};
    this.#write({ kind: 'end', state: value ? stateName(value) : '', output, outcome: this.#outcome(outcome) });
  }

  #write(body: RecordBody): void {
    this.#writeBatch();
    this.#tape.write(body);
  }

  #writeBatch(): void {
    if (this.#timer === undefined) return;
    this.#with.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    const length = this.#batchLength;
    const text = this.#batch;
    this.#batch = '';
    this.#batchLength = 0;
    this.#tape.write({ kind: 'input', input: 'text', length, ...this.#visible(text) });
  }

  #begin(to: string, issued: ReturnType<typeof issuedBy>): void {
    const { input, adapter, config, chatId, replyTo, metadata, after } = this.#with;
    if (after) {
      this.#write({ kind: 'resume', after: after.seq, to });
      return;
    }
    this.#write({
      kind: 'begin',
      chart: { id: streamMachine.id, version: streamMachine.version ?? '' },
      input,
      to,
      ...issued,
      text: this.#text,
      adapter: factsOf(adapter),
      config,
      chatId,
      ...(replyTo !== undefined && { replyTo }),
      ...(metadata && this.#text === 'on' && { metadata }),
    });
  }

  #answer(result: CallResult) {
    if (result.ok) {
      const { messageId, parts } = result;
      return {
        result: 'ok' as const,
        ...(messageId !== undefined && { messageId }),
        ...(parts && { parts: parts.map(({ id, text }) => ({ id, ...this.#shown(text) })) }),
      };
    }
    const { reason, message } = result;
    const { retryAfterMs, scope } = 'scope' in result || 'retryAfterMs' in result ? result : {};
    return {
      result: reason,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(scope !== undefined && { scope }),
      ...(message !== undefined && this.#text === 'on' && { message }),
    };
  }

  #outcome({ status, alreadySent, calls, unshown, messages, failure, notes }: Outcome): OutcomeFacts {
    const isOn = this.#text === 'on';
    const { message, ...reason } = failure ?? {};
    return {
      ...{ status, alreadySent, calls, unshown: unshown.length },
      messages: messages.map(({ id, certainty, text }) => ({ id, certainty, ...this.#shown(text) })),
      ...(failure && { failure: { ...(reason as typeof failure), ...(isOn && { message }) } }),
      ...(isOn && notes.length > 0 && { notes }),
    };
  }

  #said(text: string | undefined): { length?: number; text?: string } {
    return text === undefined ? {} : { length: text.length, ...this.#visible(text) };
  }

  #shown(text: string): ShownText {
    return { length: text.length, sha256: hash('sha256', text), ...this.#visible(text) };
  }

  #visible(text: string): { text?: string } {
    if (this.#text === 'off') return {};
    return { text: this.#text === 'on' ? text : mask(text) };
  }
}

function factsOf({ name, limits, can }: Adapter): AdapterFacts {
  const { maxLength, draftExpiryMs, streamExpiryMs, maxEdits } = limits;
  return {
    name,
    maxLength: Number.isFinite(maxLength) ? maxLength : null,
    ...{ draftExpiryMs, streamExpiryMs, maxEdits },
    can: { edit: can.edit, delete: can.delete ?? false, draft: can.draft ?? false, nativeStream: can.nativeStream ?? false },
  };
}
