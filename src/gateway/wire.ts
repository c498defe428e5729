// What the gateway tells its pages. Everything here crosses as JSON, under the key that each type names.

import type { StreamSummary } from '../inspector/wire.js';
import type { Outcome } from '../outcome.js';

/** One message of the conversation. Key: `message:<id>`. */
export interface ChatMessage {
  kind: 'message';
  /** Rises by one; also the order on the page. */
  id: number;
  /** `notice` is the gateway itself speaking: an endpoint that failed, a queue that is full. */
  author: 'person' | 'bot' | 'notice';
  text: string;
  /** false while the message is still being written. */
  final: boolean;
  replyTo?: number | undefined;
  /** Milliseconds since 1970. */
  at: number;
}

/** One stream, as its instruments show it. Key: `stream:<streamId>`. */
export interface StreamCard {
  kind: 'stream';
  id: string;
  /** Rises by one with every stream of this gateway. */
  order: number;
  /** The chart's active state, as `streaming.resting`. */
  state: string;
  calls: number;
  /** Accepted characters that are not on screen. */
  pending: number;
  /** Characters of the messages as they stand. */
  shown: number;
  /** Ids of its messages, oldest first. */
  messages: number[];
  /** What there is of its tape, if anything: the rest is below `/inspect`. */
  tape?: StreamSummary | undefined;
  /** Once it has ended. */
  end?: StreamEnd | undefined;
}

export interface StreamEnd {
  status: Outcome['status'];
  reason?: string | undefined;
  /** Characters that did not make it to the screen. */
  missing: number;
}

/** What the gateway is doing. Key: `gateway`. */
export interface GatewayCard {
  kind: 'gateway';
  agent: AgentCard;
  answering: boolean;
  /** Questions that wait for their turn. They join the conversation when it comes. */
  queue: WaitingQuestion[];
  /** Where to look at the streams in full. */
  inspector?: string | undefined;
}

export interface WaitingQuestion {
  id: number;
  text: string;
}

export interface AgentCard {
  /** As shown in the page's header. */
  name: string;
  /** The built-in agent, which is no model. */
  sample: boolean;
  /** Questions that show what it can do; may be empty. */
  suggestions: string[];
}

export type BoardValue = ChatMessage | StreamCard | GatewayCard;
