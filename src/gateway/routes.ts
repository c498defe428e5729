import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MessageId, Result } from '../adapter.js';
import type { WebRoom } from '../adapters/web.js';
import type { Clock } from '../clock.js';
import type { Library } from '../inspector/library.js';
import { route as inspect } from '../inspector/routes.js';
import type { Board } from './board.js';
import type { Bot } from './bot.js';
import { followBoard } from './follow-board.js';
import { HttpError, readJson, sendJson, sendLine } from './http.js';
import { readPage, readPageFile, sendPageFile } from './page-files.js';

export interface Routed {
  board: Board;
  room: WebRoom;
  bot: Bot;
  library: Library;
  clock: Clock;
}

const maxQuestionLength = 8_000;

/** Answers one request that the guard let pass. Throws `HttpError` for what it does not take. */
export async function route(
  request: IncomingMessage,
  response: ServerResponse,
  { board, room, bot, library, clock }: Routed,
): Promise<void> {
  const { pathname: path, search } = new URL(request.url ?? '/', 'http://localhost');
  const id = Number(/^\/(?:questions|messages)\/(\d+)$/.exec(path)?.[1]);

  switch (`${request.method} ${path.replace(/\d+$/, ':id')}`) {
    // The page
    case 'GET /events':
      return followBoard(board, response, clock);
    case 'POST /questions': {
      const question = textIn(await readJson(request)).trim();
      if (question === '') throw new HttpError(400, 'Ask something.');
      if (question.length > maxQuestionLength) throw new HttpError(413, `At most ${maxQuestionLength} characters.`);
      if (!bot.ask(question)) throw new HttpError(429, 'Too many questions are waiting. Ask again when one has been answered.');
      return sendLine(response, 202, 'asked');
    }
    case 'DELETE /questions/:id':
      bot.withdraw(id);
      return sendLine(response, 200, 'withdrawn');
    case 'POST /stop':
      bot.stop();
      return sendLine(response, 200, 'stopping');

    // The room, for streams of other processes
    case 'GET /room':
      return sendJson(response, 200, { tokentape: 'room', maxLength: room.maxLength });
    case 'POST /messages': {
      const body = await readJson(request);
      const { signal } = new AbortController();
      const key = typeof body.key === 'string' ? body.key : '';
      if (key === '') throw new HttpError(400, 'A message needs a key.');
      const result = room.post({ text: textIn(body), replyTo: replyIn(body), final: body.final === true, key, signal });
      return sendResult(response, await result);
    }
    case 'PUT /messages/:id': {
      const body = await readJson(request);
      const { signal } = new AbortController();
      return sendResult(response, await room.edit({ id, text: textIn(body), final: body.final === true, signal }));
    }
    case 'DELETE /messages/:id':
      return sendResult(response, await room.remove({ id, signal: new AbortController().signal }));
  }

  if (request.method !== 'GET') throw new HttpError(404, 'There is nothing here.');
  const [, part] = /^\/inspect\/(.+)$/.exec(path) ?? [];
  if (part !== undefined) return inspect(request, response, part + search, { library, clock });
  const file = await (path === '/' ? readPage('gateway') : readPageFile(path.slice(1)));
  if (file === undefined) throw new HttpError(404, 'There is nothing here.');
  sendPageFile(response, file);
}

function textIn(body: Record<string, unknown>): string {
  if (typeof body.text !== 'string') throw new HttpError(400, '`text` must be a string.');
  return body.text;
}

function replyIn(body: Record<string, unknown>): MessageId | undefined {
  return typeof body.replyTo === 'number' ? body.replyTo : undefined;
}

/** A refusal is an answer too: the status is 200, and the body says what came of it. */
function sendResult(response: ServerResponse, result: Result): void {
  sendJson(response, 200, result);
}
