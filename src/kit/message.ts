import type { Refusal } from '../../machines/conversation-vocabulary.js';
import type { MessageId } from '../adapter.js';
import type { AgentPort } from '../deliver.js';
import type { Outcome } from '../outcome.js';
import type { Source } from '../sources/source.js';

/** What a person said. It may have any further fields; the agent is given it as it came. */
export interface IncomingMessage {
  /** Where the answer goes, as the adapter knows it. */
  chatId: string | number;
  /** What was said. */
  text: string;
  /** What the answer's first message replies to. */
  replyTo?: MessageId | undefined;
  /** Handed to the adapter with every call. */
  metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Messages with the same one belong together: they wait for each other, or interrupt each other. Default: the chat. A thread in a
   *  chat is a conversation of its own where it is named here. */
  conversation?: string | undefined;
}

/** What an agent gets to work with: its message, and the way to speak. All of it belongs to this one answer: once that has ended, or
 *  was told to, what is said here is counted and not shown. */
export interface Run<Message extends IncomingMessage = IncomingMessage> extends AgentPort {
  /** The message that is answered, as it came. */
  readonly message: Message;
  /** Aborted when the answer shall end: by the reader, for a newer message, or because the gateway closes. */
  readonly signal: AbortSignal;
}

/** Answers one message: speaks through `onDelta` and its like, or gives a source to be read. A string that it resolves with is the
 *  authoritative final text. One that throws ends the answer as interrupted. */
export type Agent<Message extends IncomingMessage = IncomingMessage> = (
  run: Run<Message>,
) => Source | Promise<Source | string | undefined> | Promise<void>;

/** What became of a message. */
export type Answer =
  | {
      status: 'answered';
      outcome: Outcome;
      /** What the gateway's normal send path still has to send; `''`: nothing, although the answer is not on screen whole; `null`: the answer
       *  is on screen. As `deliver` has it. */
      missing: string | null;
    }
  | {
      status: 'refused';
      /** `busy`, `full`, `closing`: not taken · `superseded`: it waited, and a newer message took its place · `withdrawn`: it waited, and was taken
       *  back · `failed`: its answer could not be begun, and `error` says why. */
      reason: Refusal | 'superseded' | 'withdrawn' | 'failed';
      error?: unknown;
      missing: null;
    };

/** What a message gets at once. */
export interface Receipt {
  /** It is being answered, or waits for its turn. */
  readonly isTaken: boolean;
  /** Takes it back while it still waits. false: it is being answered, or is over. */
  withdraw(): boolean;
  /** Always resolves, never rejects: when the answer has settled, or as soon as it is certain that there will be none. */
  readonly answer: Promise<Answer>;
}
