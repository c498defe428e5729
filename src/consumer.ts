import type { Adapter, MessageId } from './adapter.js';
import type { Budget } from './budget.js';
import type { Clock } from './clock.js';
import type { StreamingConfig } from './config.js';
import type { Filter } from './filters/filter.js';
import type { Inspect } from './inspect.js';
import type { Outcome } from './outcome.js';
import type { TapeSink } from './tape/record.js';

/** What `createStreamConsumer` takes. Only `adapter` and `chatId` are needed. */
export interface ConsumerOptions {
  /** The platform. */
  adapter: Adapter;
  /** Where on it, in the platform's own form. Handed to the adapter with every call. */
  chatId: string | number;
  /** Fields of one streaming block; `platforms[adapter.name]` overrides. Checked at once: a bad value throws `ConfigError`. */
  config?: Partial<StreamingConfig> | undefined;
  /** What the first message answers. */
  replyTo?: MessageId | undefined;
  /** Handed to the adapter with every call. */
  metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Aborting it is `cancel('aborted', { mode: 'keep' })`. */
  signal?: AbortSignal | undefined;
  /** Default: real time. */
  clock?: Clock | undefined;
  /** Gets one record for every event the chart processed. */
  tape?: TapeSink | undefined;
  /** Watches the chart: as XState's option of that name, for `@statelyai/inspect` and its like. Called synchronously, and several
   *  times for each event, so it costs time; what it throws is ignored. The chart knows lengths and no text, and so does a viewer. */
  inspect?: Inspect | undefined;
  /** Shared by all streams of one bot token, so that together they keep to the platform's limits. Default: one for all streams that
   *  are given this adapter (and clock), from the adapter's sheet. */
  budget?: Budget | undefined;
  /** Applied in order to everything that is shown. */
  filters?: readonly Filter[] | undefined;
  /** Called once per new message (preview, continuation, tail, commentary), never per edit. What it throws is ignored. */
  onNewMessage?: ((message: { id: MessageId | undefined; text: string }) => void) | undefined;
  /** Names the stream on its tape. Default: a random id. */
  streamId?: string | undefined;
}

/** What can be seen of a stream from outside while it runs. */
export interface StreamView {
  /** The chart's active state, as `streaming.resting`. */
  state: string;
  /** Accepted characters (UTF-16 units) that are not on screen. */
  pending: number;
  /** Calls made to the platform so far. */
  calls: number;
  /** What this stream put on screen, oldest first. */
  messages: { id: MessageId | undefined; text: string }[];
}

/** Takes a model's deltas and brings them to one chat. All methods are synchronous, bound, and never throw for platform trouble. */
export interface StreamConsumer {
  /** The stream's name on tapes and in the inspector. */
  readonly streamId: string;
  /** A piece of the answer. `''` is ignored, `null` is a segment boundary; after the end it is counted and ignored. */
  onDelta(delta: string | null): void;
  /** Text after this belongs in a new message. */
  onSegmentBreak(): void;
  /** An interim note, shown as a message of its own, in order. */
  onCommentary(text: string): void;
  /** Resolves when everything accepted before it is on screen, or cannot be. Never rejects. Text after it starts a new message. */
  flush(): Promise<void>;
  /** The answer is complete. `finalText`, if given, is the authoritative text of the last segment. Idempotent. */
  finish(finalText?: string): void;
  /** The source broke off: what was accepted is shown and closed, with the interrupted mark if one is configured, and the outcome
   *  is `partial` with failure `interrupted`. */
  interrupt(cause: unknown): void;
  /** Stops. `keep` (default) shows what was accepted and closes it; `discard` shows nothing more. */
  cancel(reason?: string, options?: { mode?: 'keep' | 'discard' | undefined }): void;
  /** Always resolves, never rejects, with what came of it; nothing is called on the adapter afterwards. */
  readonly settled: Promise<Outcome>;
  /** True only when the final answer is on screen: the caller must not send it again. */
  readonly alreadySent: boolean;
  /** A picture of the moment; cheap enough to take after every record. */
  view(): StreamView;
}
