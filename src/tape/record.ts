// What a tape holds. A record is plain data that survives JSON, and one line of a tape is one record. docs/tape.md explains each
// field; docs/tape.schema.json is the same for machines.

import type { CallCommand, Op, StreamCommand, StreamInput, StreamOutput } from '../../machines/vocabulary.js';
import type { Failure, MessageId } from '../adapter.js';
import type { ResolvedConfig } from '../config.js';
import type { Outcome, OutcomeFailure, OutcomeMessage } from '../outcome.js';
import type { Closing } from '../stream/item.js';
import type { CallResult } from '../stream/platform-call.js';

/** Whether a tape holds text. `off`: ranges, lengths and hashes only · `masked`: every character that is not white space as `x`,
 *  so that lengths and spacing are right · `on`: text as it is, and the caller's metadata. */
export type TapeText = 'off' | 'masked' | 'on';

/** What every record begins with. */
export interface RecordHead {
  /** Format version. */
  v: 1;
  /** The stream's id. */
  stream: string;
  /** From 0, without gaps, per stream. */
  seq: number;
  /** The injected clock's time in milliseconds. */
  at: number;
  /** The line's seal, where the record was read from a tape. */
  chain?: string | undefined;
}

/** A command that is not a call: it changes what the chart is told, not the screen. */
export type Order = Exclude<StreamCommand, CallCommand>;

/** What the chart asked for when it had processed an event. */
export interface Issued {
  /** The platform call; `seq` counts the stream's calls from 1, whether they were made or not. */
  call?: { op: Op; seq: number; from: number; final: boolean } | undefined;
  /** Everything else, in order. */
  also?: Order[] | undefined;
}

/** The chart was started. The first record of every tape. */
export interface BeginRecord extends RecordHead, Issued {
  kind: 'begin';
  /** Which chart it was; one with another version may decide otherwise. */
  chart: { id: string; version: string };
  /** The chart's configuration. */
  input: StreamInput;
  /** The state that it starts in. */
  to: string;
  /** How much text this tape holds. */
  text: TapeText;
  /** What the adapter said about its platform. */
  adapter: AdapterFacts;
  /** The configuration, defaults and overrides applied. */
  config: ResolvedConfig;
  /** Where the answer goes. */
  chatId: string | number;
  /** What the first message answers. */
  replyTo?: MessageId | undefined;
  /** Only with text `on`: it is the caller's, and may hold anything. */
  metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** What an adapter said about its platform. */
export interface AdapterFacts {
  /** The adapter's name. */
  name: string;
  /** null: no limit. */
  maxLength: number | null;
  /** As `Limits.draftExpiryMs`. */
  draftExpiryMs?: number | undefined;
  /** As `Limits.streamExpiryMs`. */
  streamExpiryMs?: number | undefined;
  /** As `Limits.maxEdits`. */
  maxEdits?: number | undefined;
  /** As `Capabilities`; what is not said is false. */
  can: { edit: boolean; delete: boolean; draft: boolean; nativeStream: boolean };
}

/** The chart has processed an event. */
export interface EventRecord extends RecordHead, Issued {
  kind: 'event';
  /** What the chart heard: its type, and numbers. */
  event: { type: string } & Record<string, unknown>;
  /** The chart's active state before and after, as `streaming.resting`. */
  from: string;
  /** The active state after it. */
  to: string;
}

/** Something was accepted from the source, after filters. `text` and `commentary` have a length, `end` does if it came with a final
 *  text. */
export interface InputRecord extends RecordHead {
  kind: 'input';
  /** What it was; the ends of an item by their names, `discard` for a cancel that shows nothing more. */
  input: 'text' | 'discard' | Closing;
  /** In UTF-16 units. */
  length?: number | undefined;
  /** Unless text is `off`. */
  text?: string | undefined;
}

/** A text that is, or is about to be, on screen. */
export interface ShownText {
  /** In UTF-16 units. */
  length: number;
  /** SHA-256 of its UTF-8 bytes, in hexadecimal. */
  sha256: string;
  /** Unless text is `off`. */
  text?: string | undefined;
}

/** A platform call is about to be made. */
export interface CallRecord extends RecordHead, ShownText {
  kind: 'call';
  /** The number of the chart's command that it carries out. */
  call: number;
  /** What kind of call. */
  op: Op;
  /** Which part of the item the message shows. */
  from: number;
  /** Where that part ends. */
  to: number;
  /** The message will not be touched again. */
  final: boolean;
  /** The message ends with the cursor. */
  hasCursor: boolean;
  /** The message that is edited or deleted. */
  messageId?: MessageId | undefined;
  /** The idempotency key of a new one. */
  key?: string | undefined;
}

/** A platform call is over. */
export interface AnswerRecord extends RecordHead {
  kind: 'answer';
  /** The number of the call that it answers. */
  call: number;
  /** `ok`, the platform's `Reason`, `timedOut` (the deadline passed) or `threw` (the adapter did). */
  result: 'ok' | Exclude<CallResult, { ok: true }>['reason'];
  /** From the call to its end, in milliseconds. */
  latencyMs: number;
  /** The call was made before its record was handed over: the sink was too slow. */
  late?: true | undefined;
  /** The id that the platform gave. */
  messageId?: MessageId | undefined;
  /** The messages that the adapter made of one text. */
  parts?: ({ id: MessageId } & ShownText)[] | undefined;
  /** How long the platform wants to be left alone, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** What that wait is for. */
  scope?: Failure['scope'];
  /** The platform's own words. Only with text `on`: some platforms quote the text. */
  message?: string | undefined;
}

/** Records are missing here, because the sink could not take them. */
export interface LostRecord extends RecordHead {
  kind: 'lost';
  /** How many. */
  records: number;
}

/** Another process goes on with the stream, after a crash. What its first owner may still have written after `after` does not count. */
export interface ResumeRecord extends RecordHead {
  kind: 'resume';
  /** The last record that counts. */
  after: number;
  /** The state that the chart was left in. */
  to: string;
}

/** The stream has settled. The last record of every tape that is whole. */
export interface EndRecord extends RecordHead {
  kind: 'end';
  /** The state that the chart ended in. */
  state: string;
  /** What the chart counted, in characters. */
  output: StreamOutput | undefined;
  /** What came of the stream. */
  outcome: OutcomeFacts;
}

/** An `Outcome`, with text only where the tape may hold it. */
export interface OutcomeFacts extends Pick<Outcome, 'status' | 'alreadySent' | 'calls'> {
  /** UTF-16 units that are not on screen. */
  unshown: number;
  /** As `Outcome.messages`, lengths and hashes instead of text. */
  messages: (Pick<OutcomeMessage, 'id' | 'certainty'> & ShownText)[];
  /** As `Outcome.failure`, the words only with text `on`. */
  failure?: Omit<OutcomeFailure, 'message'> & { message?: string | undefined };
  /** As `Outcome.notes`, only with text `on`. */
  notes?: string[] | undefined;
}

/** One line of a tape. */
export type TapeRecord = BeginRecord | EventRecord | InputRecord | CallRecord | AnswerRecord | LostRecord | ResumeRecord | EndRecord;

type BodyOf<R> = R extends RecordHead ? Omit<R, keyof RecordHead> : never;
/** A record without its head. */
export type RecordBody = BodyOf<TapeRecord>;

/** Takes records. */
export interface TapeSink {
  /** How much text this sink may be given. Default `off`. */
  readonly text?: TapeText | undefined;
  /** Called synchronously, in order, and must return at once. `line` is the record as its tape shows it: NDJSON without the line
   *  break, sealed into the stream's hash chain.
   *
   *  - Returning false, or throwing: the record was not taken. It is counted, and a `lost` record follows as soon as the sink takes
   *    one again. Nothing else comes of it.
   *  - A promise: the record is taken, and on its way. A call waits for its record, at most 20 ms and never for two at a time.
   *  - `taken over`, or a promise of it: another process has the stream now. Nothing is called any more.
   *  - Anything else: it is taken. */
  write(record: TapeRecord, line: string): unknown;
  /** Whether the stream may still be this process's: asked before a call whose record is not handed over yet. false: another process has it
   *  now, and nothing is called any more. A promise of the answer is waited for, at most 1 s. Default: it may. */
  mayCall?(stream: string): boolean | Promise<boolean>;
}
