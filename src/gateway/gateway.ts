import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type WebRoom, web } from '../adapters/web.js';
import { createBudget } from '../budget/create-budget.js';
import { type Clock, systemClock } from '../clock.js';
import type { StreamingConfig } from '../config.js';
import type { Inspector } from '../inspector/inspector.js';
import { createLibrary } from '../inspector/library.js';
import { createProbe } from '../kit/index.js';
import { journal } from '../tape/journal.js';
import type { Agent } from './agent.js';
import { type Board, createBoard } from './board.js';
import { createBot } from './bot.js';
import { createChatRoom } from './chat-room.js';
import { closeServer } from './close-server.js';
import { refusalOf, safetyHeaders } from './guard.js';
import { HttpError, sendLine } from './http.js';
import { listen } from './listen.js';
import { route } from './routes.js';
import { createStreamCards, type StreamCards } from './stream-cards.js';

/** A small chat server with a bot in it, for this machine only. */
export interface Gateway {
  /** Where the page is, as `http://127.0.0.1:7346/`. */
  readonly url: string;
  readonly board: Board;
  /** Takes messages of streams that the bot does not run. */
  readonly room: WebRoom;
  /** Shows such a stream's instruments on the page. */
  readonly cards: StreamCards;
  /** Ends the current answer, lets the pages have it, and closes every connection. With `withinMs` the answer may come to its end in that
   *  time, and is marked as interrupted if it does not. */
  close(options?: { withinMs?: number | undefined }): Promise<void>;
}

export interface GatewayOptions {
  agent: Agent;
  /** Must be free; 0 means any. Default: 7346, or any free port where that one is taken. */
  port?: number | undefined;
  /** A function is asked for each answer. */
  config?: Partial<StreamingConfig> | (() => Partial<StreamingConfig>) | undefined;
  /** Is shown the bot's streams; the page links to it. */
  inspector?: Pick<Inspector, 'url' | 'attach' | 'library'> | undefined;
  /** A directory that keeps a tape of each answer. Those that a process left unfinished which died are finished in the room. */
  tapes?: string | undefined;
  /** Default: real time. */
  clock?: Clock | undefined;
}

/** Starts listening on 127.0.0.1. Rejects with a `TokentapeError` when the port cannot be had. */
export async function startGateway({ agent, port, config, inspector, tapes, clock = systemClock }: GatewayOptions): Promise<Gateway> {
  const board = createBoard();
  const room = createChatRoom({ board, now: () => Date.now() });
  // Whoever sees the chat sees its text anyway.
  const library = inspector?.library ?? createLibrary({ text: 'on', clock });
  const cards = createStreamCards(board, clock, library);
  const budget = createBudget({ onEvent: library.watchBudget() });
  const tape = tapes === undefined ? undefined : journal(tapes, { adapters: [web(room)], text: library.sink.text, clock });
  const bot = createBot({ room, board, cards, agent, config, budget, inspector, tape, clock });
  const probe = createProbe([bot.gateway]);

  const server = createServer(answer);
  const actualPort = await listen(server, port);

  function answer(request: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of Object.entries(safetyHeaders)) response.setHeader(name, value);
    const refusal = refusalOf(request, actualPort);
    if (refusal !== undefined) sendLine(response, 403, refusal);
    else probe(request, response, () => void answerPage(request, response));
  }

  async function answerPage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await route(request, response, { board, room, bot, library, clock });
    } catch (error) {
      if (response.headersSent) return void response.destroy();
      if (error instanceof HttpError) return sendLine(response, error.status, error.message);
      sendLine(response, 500, 'Something went wrong.');
    }
  }

  return {
    url: `http://127.0.0.1:${actualPort}/`,
    board,
    room,
    cards,
    async close({ withinMs } = {}) {
      await bot.close(withinMs);
      await tape?.close();
      await closeServer(server);
    },
  };
}
