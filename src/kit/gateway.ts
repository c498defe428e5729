// The main path: a message becomes a ticket, its conversation decides when it is answered, an agent speaks into a stream of its own, and
// the ticket ends with what came of it.

import type { Policy } from '../../machines/conversation-vocabulary.js';
import type { Adapter } from '../adapter.js';
import { budgetOf } from '../budget/budget-of.js';
import type { Budget } from '../budget.js';
import { type Clock, systemClock } from '../clock.js';
import { resolveConfig, type StreamingConfig } from '../config.js';
import type { ConsumerOptions, StreamConsumer } from '../consumer.js';
import { createStreamConsumer } from '../create-stream-consumer.js';
import { quietly } from '../quietly.js';
import { startAnswer } from './answer.js';
import { checkGatewayOptions, checkMessage, checkTime } from './check.js';
import { Conversation, type OpenAnswer } from './conversation.js';
import type { Agent, Answer, IncomingMessage, Receipt } from './message.js';
import { Metrics, type Sample } from './metrics.js';
import { Ticket } from './ticket.js';
import { showTyping } from './typing.js';

/** How long running answers have when a gateway closes, unless it is told. */
const DRAIN_MS = 20_000;
const LIMIT = 8;

/** What a single answer is given besides what holds for all of them. */
export interface Preparation extends Partial<Pick<ConsumerOptions, 'replyTo' | 'metadata' | 'tape' | 'filters' | 'inspect' | 'streamId'>> {
  /** Is handed the stream before anything is shown of it. What it throws is ignored. */
  onStream?: ((stream: StreamConsumer) => void) | undefined;
}

/** What a gateway is made of. */
export interface GatewayOptions<Message extends IncomingMessage = IncomingMessage> {
  /** Where answers go. A function where it depends on the message: Telegram shows drafts in private chats only. */
  adapter: Adapter | ((message: Message) => Adapter);
  /** Answers the messages, one run for each. */
  agent: Agent<Message>;
  /** What becomes of a message that comes while one is being answered in its conversation. A function is asked when a conversation
   *  begins. Default `queue`. */
  policy?: Policy | ((message: Message) => Policy) | undefined;
  /** How many messages may wait in a conversation; with `parallel`, how many may be answered in it at once. At least 1. Default 8. */
  limit?: number | undefined;
  /** As for a consumer. A function is asked for each answer: `() => watched.current` with `watchStreamingConfig`. */
  config?: Partial<StreamingConfig> | (() => Partial<StreamingConfig>) | undefined;
  /** Shared by all answers. Default: the adapter's own; where there are several adapters, that of the first. */
  budget?: Budget | undefined;
  /** Applied in order to everything that is shown. */
  filters?: ConsumerOptions['filters'];
  /** Shows that somebody is typing, where the platform can, while an answer is worked on and nothing new appears. Default true. */
  typing?: boolean | undefined;
  /** Gets the records of all answers; each has its own stream id. `journal('tapes', { adapters })` makes a tape of each, and ends what
   *  a crash left without an end. It is yours to close, after the gateway. */
  tape?: ConsumerOptions['tape'];
  /** Real time if not given. */
  clock?: Clock | undefined;
  /** Names the gateway in health and metrics. Default: the adapter's name, or `gateway` where that depends on the message. */
  name?: string | undefined;
  /** Asked when a message's turn has come. One that throws refuses the message as `failed`. */
  prepare?: ((message: Message) => Preparation) | undefined;
  /** Told what became of each message before the next one in its conversation begins: the place to keep a history. What it throws is
   *  ignored. */
  onAnswer?: ((answer: Answer, message: Message) => void) | undefined;
}

/** How a gateway is, in numbers. */
export interface Health {
  /** `draining`: no messages are taken any more, and some are still being answered. */
  state: 'open' | 'draining' | 'closed';
  /** Conversations in which something is going on. */
  conversations: number;
  /** Answers that are being written. */
  answering: number;
  /** Messages that wait for their turn. */
  waiting: number;
}

/** Takes messages and has them answered, each in its turn. */
export interface Gateway<Message extends IncomingMessage = IncomingMessage> {
  /** What it is called in health and metrics. */
  readonly name: string;
  /** A person said something. Returns at once.
   *  @throws {InvalidInputError} for a message without a chat or a text. */
  receive(message: Message): Receipt;
  /** Ends what is being answered in a conversation, keeping what was said. What waits there is taken up next. `conversation` is the
   *  message's, else the chat's id. */
  stop(conversation: string | number): void;
  /** Takes no more messages, hands back those that wait, and lets running answers come to their end. Those that have not after
   *  `withinMs` (default 20,000) are closed as they stand and marked as interrupted, which takes at most 8 s more. Resolves when
   *  nothing more will be shown. Asked again, the time counts anew. */
  close(options?: { withinMs?: number | undefined }): Promise<void>;
  /** How it is at this moment. */
  health(): Health;
  /** What `createProbe` makes a page of. */
  samples(): Sample[];
}

/** @throws {ConfigError} for a configuration that is not valid.
 *  @throws {InvalidInputError} for another option of the wrong shape. */
export function createGateway<Message extends IncomingMessage = IncomingMessage>(options: GatewayOptions<Message>): Gateway<Message> {
  checkGatewayOptions(options);
  const { adapter, agent, policy = 'queue', limit = LIMIT, clock = systemClock } = options;
  const name = options.name ?? (typeof adapter === 'function' ? 'gateway' : adapter.name);
  const metrics = new Metrics();
  const conversations = new Map<string, Conversation<Message>>();
  let shared = options.budget;
  let state: Health['state'] = 'open';
  const untilQuiet: (() => void)[] = [];
  // What is wrong with it shall not wait for the first message to say so.
  resolveConfig(configNow(), name);

  function configNow(): Partial<StreamingConfig> {
    const { config = {} } = options;
    return typeof config === 'function' ? config() : config;
  }

  /** They all speak for one bot. */
  function budgetFor(platform: Adapter): Budget {
    shared ??= budgetOf(platform, clock);
    return shared;
  }

  // ---- messages ---------------------------------------------------------------------------------------------------------

  function receive(message: Message): Receipt {
    checkMessage(message);
    const ticket = new Ticket(message, clock.now(), (answer) => {
      metrics.messageEnded(answer);
      quietly(() => options.onAnswer?.(answer, message));
    });
    const conversation = state === 'open' ? conversationOf(message) : undefined;
    if (conversation) conversation.receive(ticket);
    else ticket.refuse('closing');
    return {
      isTaken: !ticket.isOver,
      withdraw: () => conversation?.withdraw(ticket) ?? false,
      answer: ticket.answer,
    };
  }

  function conversationOf(message: Message): Conversation<Message> {
    const key = keyOf(message.conversation ?? message.chatId);
    const known = conversations.get(key);
    if (known) return known;
    const conversation = new Conversation<Message>({
      policy: typeof policy === 'function' ? policy(message) : policy,
      limit,
      clock,
      begin,
      onQuiet() {
        conversations.delete(key);
        if (conversations.size === 0) for (const done of untilQuiet.splice(0)) done();
      },
    });
    conversations.set(key, conversation);
    return conversation;
  }

  // ---- answers ----------------------------------------------------------------------------------------------------------

  function begin(ticket: Ticket<Message>): OpenAnswer {
    try {
      return answer(ticket);
    } catch (error) {
      ticket.refuse('failed', error);
      return { settled: Promise.resolve(), stop() {}, cut() {} };
    }
  }

  function answer(ticket: Ticket<Message>): OpenAnswer {
    const { message, receivedAt } = ticket;
    const { chatId, replyTo, metadata } = message;
    const { filters, tape } = options;
    const platform = typeof adapter === 'function' ? adapter(message) : adapter;
    const { onStream, ...given } = options.prepare?.(message) ?? {};
    const budget = budgetFor(platform);
    const begunAt = clock.now();
    let hasText = false;
    const consumer = createStreamConsumer({
      ...{ adapter: platform, chatId, replyTo, metadata, filters, tape, clock },
      ...given,
      budget,
      config: configNow(),
      onNewMessage() {
        if (!hasText) metrics.took('tokentape_first_text_seconds', clock.now() - begunAt);
        hasText = true;
      },
    });
    metrics.took('tokentape_wait_seconds', begunAt - receivedAt);
    quietly(() => onStream?.(consumer));
    void consumer.settled.then((outcome) => {
      metrics.answerEnded(outcome);
      metrics.took('tokentape_answer_seconds', clock.now() - begunAt);
      ticket.end({ status: 'answered', outcome, missing: outcome.alreadySent ? null : outcome.unshown });
    });
    const sign =
      options.typing === false
        ? undefined
        : showTyping({
            adapter: platform,
            chatId,
            metadata: given.metadata ?? metadata,
            budget,
            clock,
            consumer,
            onCall: () => metrics.typingCalled(),
          });
    return startAnswer({ message, agent, consumer, onLate: () => metrics.saidLate(), onQuiet: () => sign?.end() });
  }

  // ---- the end ----------------------------------------------------------------------------------------------------------

  async function close({ withinMs = DRAIN_MS }: { withinMs?: number | undefined } = {}): Promise<void> {
    checkTime(withinMs);
    if (state === 'closed') return;
    state = 'draining';
    const quiet = conversations.size === 0 ? undefined : new Promise<void>((resolve) => untilQuiet.push(resolve));
    for (const conversation of [...conversations.values()]) conversation.drain(withinMs);
    await quiet;
    state = 'closed';
  }

  function health(): Health {
    const open = [...conversations.values()];
    return {
      state,
      conversations: open.length,
      answering: open.reduce((sum, one) => sum + one.answering, 0),
      waiting: open.reduce((sum, one) => sum + one.waiting, 0),
    };
  }

  return {
    name,
    receive,
    stop: (conversation) => conversations.get(keyOf(conversation))?.stop(),
    close,
    health,
    samples() {
      const { conversations: going, answering, waiting } = health();
      return [
        { family: 'tokentape_accepting', value: state === 'open' ? 1 : 0 },
        { family: 'tokentape_conversations', value: going },
        { family: 'tokentape_answers_running', value: answering },
        { family: 'tokentape_messages_waiting', value: waiting },
        ...metrics.samples(),
      ];
    },
  };
}

/** `7` and `'7'` are the same chat. */
const keyOf = (conversation: string | number): string => String(conversation);
