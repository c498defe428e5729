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
import type { Frame } from '../stream/pages.js';
import type { CallResult } from '../stream/platform-call.js';
import { type Clearance, HandOver } from './hand-over.js';
import { issuedBy } from './issued.js';
import { mask } from './mask.js';
import type { AdapterFacts, EventRecord, InputRecord, Issued, OutcomeFacts, RecordBody, ShownText, TapeSink, TapeText } from './record.js';
import { stateName } from './state-name.js';
import { TapeWriter } from './tape-writer.js';

/** Accepted text is a record at the latest this long after it came; what comes in the meantime is part of it. */
const BATCH_MS = 20;
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
  readonly #handOver: HandOver;
  readonly #text: TapeText;
  #state: string | undefined;
  #snapshot: ChartSnapshot | undefined;
  /** Accepted text that is not on the tape yet; only its length where the tape holds no text. */
  #batch = '';
  #batchLength = 0;
  #timer: unknown;
  /** The call that is on its way was made before its record was handed over. */
  #isLate = false;

  constructor(options: RecorderOptions) {
    this.#with = options;
    this.#text = options.tape.text ?? 'off';
    const { clock, streamId, tape } = options;
    this.#handOver = new HandOver(clock, () => tape.mayCall?.(streamId) ?? true);
    this.#tape = new TapeWriter({ sink: options.tape, stream: options.streamId, clock: options.clock, after: options.after });
  }

  /** The chart has come to rest after an event; `commands` are about to be obeyed. */
  rested(event: ChartEvent, snapshot: ChartSnapshot, commands: readonly StreamCommand[], nextCall: number): void {
    const to = stateName(snapshot.value);
    const { call, also } = issuedBy(commands, nextCall);
    if (this.#state === undefined) this.#begin(to, call, also);
    else this.#write({ kind: 'event', event: event as EventRecord['event'], from: this.#state, to, call, also });
    this.#state = to;
    this.#snapshot = snapshot;
  }

  /** The source said something that was accepted. */
  heard = (input: InputRecord['input'], text?: string): void => {
    if (input === 'text' && text !== undefined) this.#gather(text);
    // What another process put on the tape is not put there again.
    else if (this.#state !== undefined) this.#write({ kind: 'input', input, ...this.#said(text) });
  };

  /** Done for every delta. */
  #gather(text: string): void {
    if (this.#batchLength === 0) {
      if (this.#state === undefined) return;
      this.#timer = this.#with.clock.setTimeout(() => this.#writeBatch(), this.#text === 'on' ? BATCH_MS : BLIND_BATCH_MS);
    }
    this.#batchLength += text.length;
    if (this.#text !== 'off') this.#batch += text;
  }

  /** A call is about to be made. Undefined: at once; else when this resolves, and as it says. */
  calling(
    { op, from, final }: CallCommand,
    call: number,
    { to, hasCursor, full, text }: Frame,
    { messageId, key }: { messageId?: MessageId | undefined; key?: string | undefined },
  ): Promise<Clearance> | undefined {
    const { length, sha256, text: visible } = this.#shown(text);
    this.#isLate = false;
    const isFinal = final || full;
    const taken = this.#write({
      kind: 'call',
      call,
      op,
      from,
      to,
      final: isFinal,
      hasCursor,
      messageId,
      key,
      length,
      sha256,
      text: visible,
    });
    return this.#handOver.clearance(taken)?.then((clearance) => {
      this.#isLate = clearance === 'late';
      return clearance;
    });
  }

  /** It is over. */
  answered(call: number, result: CallResult, latencyMs: number): void {
    const late = this.#isLate || undefined;
    this.#write({ kind: 'answer', call, latencyMs: Math.round(latencyMs), late, ...this.#answer(result) });
  }

  settled(outcome: Outcome): void {
    const { output, value } = this.#snapshot ?? {};
    this.#write({ kind: 'end', state: value ? stateName(value) : '', output, outcome: this.#outcome(outcome) });
  }

  #write(body: RecordBody): unknown {
    this.#writeBatch();
    return this.#tape.write(body);
  }

  #writeBatch(): void {
    if (this.#batchLength === 0) return;
    this.#with.clock.clearTimeout(this.#timer);
    const length = this.#batchLength;
    const text = this.#visible(this.#batch);
    this.#batch = '';
    this.#batchLength = 0;
    this.#tape.write({ kind: 'input', input: 'text', length, text });
  }

  #begin(to: string, call: Issued['call'], also: Issued['also']): void {
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
      call,
      also,
      text: this.#text,
      adapter: factsOf(adapter),
      config,
      chatId,
      replyTo,
      metadata: this.#text === 'on' ? metadata : undefined,
    });
  }

  #answer(result: CallResult) {
    if (result.ok) {
      const { messageId, parts } = result;
      return { result: 'ok' as const, messageId, parts: parts?.map(({ id, text }) => ({ id, ...this.#shown(text) })) };
    }
    const { retryAfterMs, scope } = 'scope' in result || 'retryAfterMs' in result ? result : {};
    return { result: result.reason, retryAfterMs, scope, message: this.#text === 'on' ? result.message : undefined };
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

  #said(text: string | undefined): { length?: number; text?: string | undefined } {
    return text === undefined ? {} : { length: text.length, text: this.#visible(text) };
  }

  #shown(text: string): ShownText {
    return { length: text.length, sha256: hash('sha256', text), text: this.#visible(text) };
  }

  #visible(text: string): string | undefined {
    if (this.#text === 'off') return undefined;
    return this.#text === 'on' ? text : mask(text);
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
