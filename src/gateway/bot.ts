import { web } from '../adapters/web.js';
import type { Clock } from '../clock.js';
import { resolveConfig, type StreamingConfig } from '../config.js';
import { createStreamConsumer } from '../create-stream-consumer.js';
import type { Inspector } from '../inspector/inspector.js';
import type { Outcome } from '../outcome.js';
import { feed } from '../sources/index.js';
import type { SourcePart } from '../sources/source.js';
import type { Agent, AgentRequest, Turn } from './agent.js';
import type { Board } from './board.js';
import type { ChatRoom } from './chat-room.js';
import type { StreamCards } from './stream-cards.js';
import type { WaitingQuestion } from './wire.js';

const maxWaiting = 8;
const maxTurns = 40;

/** Answers the questions of one conversation, one at a time and in order.
 *
 *  A question asked while an answer streams waits for its turn: the reader asked both, and expects both answers. Stop ends the
 *  answer that is being written; the next question is then taken up. */
export interface Bot {
  /** Takes a question. false when too many are waiting. */
  ask(text: string): boolean;
  /** Takes back a question that still waits. */
  withdraw(id: number): void;
  /** Ends the current answer, keeping what was said. */
  stop(): void;
  /** Stops, forgets what waits, and resolves when nothing more will be written. */
  close(): Promise<void>;
}

export interface BotOptions {
  room: ChatRoom;
  board: Board;
  cards: StreamCards;
  agent: Agent;
  clock: Clock;
  config?: Partial<StreamingConfig> | undefined;
  inspector?: Pick<Inspector, 'url' | 'attach'> | undefined;
}

/** @throws {ConfigError} for a configuration that is not valid. */
export function createBot({ room, board, cards, agent, clock, config, inspector }: BotOptions): Bot {
  // The page draws a caret of its own at the end of a message that still grows.
  const streaming = { ...config, cursor: '' };
  // A configuration that is wrong must not wait for the first question to say so.
  resolveConfig(streaming, 'web');
  const turns: Turn[] = [];
  let queue: WaitingQuestion[] = [];
  let running: AbortController | undefined;
  let working = Promise.resolve();
  let lastId = 0;
  report();

  function report(): void {
    board.set('gateway', {
      kind: 'gateway',
      agent: agent.card,
      answering: running !== undefined,
      queue,
      inspector: inspector?.url,
    });
  }

  async function answerAll(): Promise<void> {
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      queue = queue.slice(1);
      const outcome = await answer(next.text);
      if (outcome.failure !== undefined) room.say('notice', outcome.failure.message);
    }
  }

  async function answer(question: string): Promise<Outcome> {
    const replyTo = room.say('person', question);
    const card = cards.open();
    const abort = new AbortController();
    const consumer = createStreamConsumer({
      adapter: web(room),
      chatId: 'web',
      replyTo,
      config: streaming,
      clock,
      tape: card.sink,
    });
    card.attach(consumer);
    inspector?.attach(consumer);
    running = abort;
    report();

    turns.push({ role: 'user', content: question });
    const outcome = await feed(runAgent(agent, { turns: turns.slice(-maxTurns), signal: abort.signal }), consumer, abort);
    turns.push({ role: 'assistant', content: outcome.text });
    turns.splice(0, turns.length - maxTurns);

    running = undefined;
    report();
    return outcome;
  }

  return {
    ask(text) {
      if (queue.length >= maxWaiting) return false;
      lastId += 1;
      queue = [...queue, { id: lastId, text }];
      report();
      if (running === undefined && queue.length === 1) working = answerAll();
      return true;
    },
    withdraw(id) {
      queue = queue.filter((question) => question.id !== id);
      report();
    },
    stop: () => running?.abort(),
    async close() {
      queue = [];
      running?.abort();
      await working;
    },
  };
}

/** An agent that throws before it has a source fails like one whose source throws. */
async function* runAgent(agent: Agent, request: AgentRequest): AsyncGenerator<SourcePart> {
  yield* agent.answer(request);
}
