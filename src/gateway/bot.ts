import { web } from '../adapters/web.js';
import type { Budget } from '../budget.js';
import type { Clock } from '../clock.js';
import type { StreamingConfig } from '../config.js';
import type { Inspector } from '../inspector/inspector.js';
import { createGateway, type Gateway, type IncomingMessage, type Preparation, type Receipt } from '../kit/index.js';
import type { TapeSink } from '../tape/record.js';
import { teeSink } from '../tape/sinks.js';
import type { Agent, Turn } from './agent.js';
import type { Board } from './board.js';
import type { ChatRoom } from './chat-room.js';
import type { StreamCards } from './stream-cards.js';

const maxWaiting = 8;
const maxTurns = 40;
const chatId = 'web';

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
  /** Forgets what waits, and resolves when nothing more will be written. The current answer is stopped, or may come to its end in
   *  `withinMs`. */
  close(withinMs?: number): Promise<void>;
  /** What it is built on, for health and metrics. */
  readonly gateway: Pick<Gateway, 'name' | 'health' | 'samples'>;
}

export interface BotOptions {
  room: ChatRoom;
  board: Board;
  cards: StreamCards;
  agent: Agent;
  clock: Clock;
  /** A function is asked for each answer. */
  config?: Partial<StreamingConfig> | (() => Partial<StreamingConfig>) | undefined;
  /** Default: the adapter's own. */
  budget?: Budget | undefined;
  inspector?: Pick<Inspector, 'url' | 'attach'> | undefined;
  /** Gets the records of every answer. */
  tape?: TapeSink | undefined;
}

interface Question extends IncomingMessage {
  id: number;
  receipt?: Receipt | undefined;
}

/** The last of them, from a question on. */
function recent(turns: readonly Turn[]): Turn[] {
  const from = Math.max(0, turns.length - maxTurns);
  return turns.slice(turns.findIndex(({ role }, index) => index >= from && role === 'user'));
}

/** @throws {ConfigError} for a configuration that is not valid. */
export function createBot({ room, board, cards, agent, clock, config = {}, budget, inspector, tape }: BotOptions): Bot {
  const turns: Turn[] = [];
  let queue: Question[] = [];
  let lastId = 0;

  const gateway = createGateway<Question>({
    name: 'web chat',
    adapter: web(room),
    agent: ({ signal }) => agent.answer({ turns: recent(turns), signal }),
    limit: maxWaiting,
    budget,
    // The page draws a caret of its own at the end of a message that still grows.
    config: () => ({ ...(typeof config === 'function' ? config() : config), cursor: '' }),
    clock,
    prepare,
    onAnswer(answer, question) {
      if (answer.status === 'refused') return leave(question);
      const { text, failure } = answer.outcome;
      // A model is asked with questions and answers in turn: one without an answer goes.
      if (text === '') turns.pop();
      else turns.push({ role: 'assistant', content: text });
      turns.splice(0, turns.length - maxTurns);
      if (failure !== undefined) room.say('notice', failure.message);
    },
  });

  /** A question joins the conversation when its turn has come. */
  function prepare(question: Question): Preparation {
    leave(question);
    turns.push({ role: 'user', content: question.text });
    const card = cards.open();
    return {
      replyTo: room.say('person', question.text),
      tape: tape ? teeSink(card.sink, tape) : card.sink,
      onStream(consumer) {
        card.attach(consumer);
        inspector?.attach(consumer);
      },
    };
  }

  function leave(question: Question): void {
    queue = queue.filter((one) => one !== question);
  }

  function report(): void {
    board.set('gateway', {
      kind: 'gateway',
      agent: agent.card,
      answering: gateway.health().answering > 0,
      queue: queue.map(({ id, text }) => ({ id, text })),
      inspector: inspector?.url,
    });
  }

  report();
  return {
    ask(text) {
      lastId += 1;
      const question: Question = { chatId, text, id: lastId };
      queue.push(question);
      question.receipt = gateway.receive(question);
      void question.receipt.answer.then(report);
      report();
      return question.receipt.isTaken;
    },
    withdraw(id) {
      queue.find((question) => question.id === id)?.receipt?.withdraw();
      report();
    },
    stop: () => gateway.stop(chatId),
    async close(withinMs) {
      if (withinMs === undefined) gateway.stop(chatId);
      await gateway.close({ withinMs: withinMs ?? 0 });
    },
    gateway,
  };
}
