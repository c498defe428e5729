// The port: what a chat platform has to offer so that an answer can be streamed to it.
//
// An adapter is small on purpose. It makes one call to the platform when asked, says in plain data what came of it,
// and decides nothing: no retries, no waiting, no splitting unless the platform itself splits.

import type { Sheet } from './budget/sheet.js';

/** A message's id as the platform gave it. Opaque: `0` and `''` are ids; only `undefined` means that there is none. */
export type MessageId = string | number;

/** Why a platform did not do what it was asked.
 *
 *  - `rateLimited`: told to wait, `retryAfterMs` if it said how long.
 *  - `editUnsupported`: this platform, or this chat, cannot edit (or draft, or stream natively) at all.
 *  - `notModified`: the message already shows exactly this text; counts as shown.
 *  - `messageGone`: the message to edit or delete no longer exists.
 *  - `tooLong`: the text is longer than the platform takes.
 *  - `formatRejected`: the markup was refused; the same text without markup may pass.
 *  - `forbidden`: this bot may not write here, or not at all; nothing else will work.
 *  - `transient`: the call certainly did not take effect, and may work later.
 *  - `maybeDelivered`: no answer came; the call may or may not have taken effect.
 *  - `rejected`: this one call was refused for another reason. */
export type Reason =
  | 'rateLimited'
  | 'editUnsupported'
  | 'notModified'
  | 'messageGone'
  | 'tooLong'
  | 'formatRejected'
  | 'forbidden'
  | 'transient'
  | 'maybeDelivered'
  | 'rejected';

/** One message as it now stands on the screen. */
export interface Part {
  /** Its id, to edit it by. */
  id: MessageId;
  /** Its whole text. */
  text: string;
}

/** It is done. */
export interface Success {
  ok: true;
  /** The id to edit next time. Absent where the platform gives none. */
  messageId?: MessageId | undefined;
  /** Only when the adapter spread the text over several messages: each as it now stands, in order, cursor included.
   *  Later edits go to the last. */
  parts?: Part[] | undefined;
}

/** It is not done, as far as can be told. */
export interface Failure {
  ok: false;
  /** Why not, so that the chart can tell what to do. */
  reason: Reason;
  /** For `rateLimited`: milliseconds until the next call may be made. Absent if the platform did not say. */
  retryAfterMs?: number | undefined;
  /** What the wait holds up: calls of this kind in this chat (`call`), every call to this chat, or every call of this
   *  bot token. Without it a wait on a send holds sends, a wait on an edit holds edits and sends. */
  scope?: 'call' | 'chat' | 'token' | undefined;
  /** The platform's own words, for the tape. Must hold no secret. */
  message?: string | undefined;
}

/** What came of one call to the platform. */
export type Result = Success | Failure;

interface Request {
  /** Where: as the caller gave it to the consumer. */
  chatId: string | number;
  /** Passed through from the consumer's options: thread, topic, parse mode, whatever the adapter understands. */
  metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Aborted when the call's deadline passes or the stream is given up. */
  signal: AbortSignal;
}

/** What `send` is given. */
export interface SendRequest extends Request {
  /** The whole message, a cursor included where it shows one. Never longer than `limits.maxLength`. */
  text: string;
  /** The message that this one answers. */
  replyTo?: MessageId | undefined;
  /** No further edit of this message will follow. */
  final: boolean;
  /** The same for every attempt at the same message; for platforms that can refuse a second copy. At most 25 characters
   *  of `[A-Za-z0-9-]`. */
  idempotencyKey: string;
}

/** What `edit` is given. */
export interface EditRequest extends Request {
  /** The id that `send`, or the last edit, answered. */
  messageId: MessageId;
  /** The whole message as it shall stand. */
  text: string;
  /** No further edit of this message will follow. */
  final: boolean;
}

/** What `delete` is given. */
export interface DeleteRequest extends Request {
  /** The message to delete. */
  messageId: MessageId;
}

/** What `draft` is given. */
export interface DraftRequest extends Request {
  /** The same for all frames of one draft, never 0; a new number for the next message. */
  draftId: number;
  /** The whole text of the preview so far. */
  text: string;
  /** The message that the answer answers. */
  replyTo?: MessageId | undefined;
}

/** What `openStream` is given. */
export interface OpenStreamRequest extends Request {
  /** What the message begins with. */
  text: string;
  /** The message that this one answers. */
  replyTo?: MessageId | undefined;
  /** The same for every attempt, as for `send`. */
  idempotencyKey: string;
}

/** What `appendStream` and `closeStream` are given. */
export interface StreamFrameRequest extends Request {
  /** What `openStream` answered. */
  messageId: MessageId;
  /** What is new since the last accepted frame; may be `''` in a closing frame. */
  added: string;
  /** Everything in this message so far, `added` included. Starts with what was accepted before. */
  whole: string;
}

/** What `typing` and `endTyping` are given. */
export interface TypingRequest extends Request {}

/** What `find` is given. */
export interface FindRequest extends Request {
  /** The message that is looked for; where it is not known, the two below. */
  messageId?: MessageId | undefined;
  /** As it was sent. */
  idempotencyKey?: string | undefined;
  /** The text that was sent. */
  text?: string | undefined;
  /** When it was sent, in milliseconds since 1970. Whatever is a minute older, by the platform's clock, is not it. */
  sentAt?: number | undefined;
}

/** `null`: it is certain that there is no such message. Where it is not, the answer is a failure. */
export type Found = { ok: true; message: Part | null } | Failure;

/** What a message may hold, and for how long it may be changed. */
export interface Limits {
  /** The longest message the platform takes, in the unit of `lengthOf`. At least 1; `Infinity` where there is none. */
  maxLength: number;
  /** Measures a text in the platform's unit (UTF-16 units, code points, UTF-8 bytes …). Must not be negative and must not
   *  shrink when text is added. */
  lengthOf(text: string): number;
  /** A draft disappears this many milliseconds after its last frame. Without it drafts are not refreshed. */
  draftExpiryMs?: number | undefined;
  /** A native stream is cut by the platform this many milliseconds after it was opened. */
  streamExpiryMs?: number | undefined;
  /** The sign that somebody is typing goes out this many milliseconds after `typing` was called. Needed with that method. */
  typingExpiryMs?: number | undefined;
  /** How often one message may be edited; the last one is kept for the closing edit. Without it there is no such limit. */
  maxEdits?: number | undefined;
}

/** What a platform can do besides sending. Each has to go with the method of that name. */
export interface Capabilities {
  /** `edit` replaces the text of a message. False: one message for each part of the answer. */
  edit: boolean;
  /** `delete` takes a message away. Default false. */
  delete?: boolean | undefined;
  /** `draft` shows an ephemeral preview that a final message replaces. */
  draft?: boolean | undefined;
  /** `openStream`, `appendStream` and `closeStream` write one message piece by piece. */
  nativeStream?: boolean | undefined;
}

/** A chat platform, for one chat or for many. Every method resolves with a `Result`; one that throws or rejects counts as
 *  `maybeDelivered` for a send and `transient` for anything else. At most one call per stream is open at a time. */
export interface Adapter {
  /** Short and lower-case, as in the `platforms` table of the configuration. */
  readonly name: string;
  /** How long a message may be. */
  readonly limits: Limits;
  /** What the platform can do besides sending. */
  readonly can: Capabilities;
  /** How often the platform lets itself be called. Default: the sheet that goes by the adapter's name, else no declared limit. */
  readonly sheet?: Sheet | undefined;
  /** The platform wants a closing edit (or a send marked `final`) even when the text does not change. Default false. */
  readonly needsFinalEdit?: boolean | undefined;
  /** A new message. */
  send(request: SendRequest): Promise<Result>;
  /** Replaces the whole text of a message. */
  edit(request: EditRequest): Promise<Result>;
  /** Takes a message away. Needed where `can.delete` is true. */
  delete?(request: DeleteRequest): Promise<Result>;
  /** Shows one frame of an ephemeral preview. Needed where `can.draft` is true. */
  draft?(request: DraftRequest): Promise<Result>;
  /** Begins a message that is written piece by piece. Needed, like the next two, where `can.nativeStream` is true. */
  openStream?(request: OpenStreamRequest): Promise<Result>;
  /** Adds to it. */
  appendStream?(request: StreamFrameRequest): Promise<Result>;
  /** Ends the native stream; the message stays. */
  closeStream?(request: StreamFrameRequest): Promise<Result>;
  /** Shows that somebody is typing, for `limits.typingExpiryMs` or until the next message. Only a gateway calls it. A wait of scope `call`
   *  holds up the sign alone. */
  typing?(request: TypingRequest): Promise<Result>;
  /** Takes that sign away. Left out where the platform cannot. */
  endTyping?(request: TypingRequest): Promise<Result>;
  /** Reads a message back, from the platform's history or archive. Only asked when a stream is recovered after a crash. */
  find?(request: FindRequest): Promise<Found>;
}
