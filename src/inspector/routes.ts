import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';
import { followBoard } from '../gateway/follow-board.js';
import { HttpError, sendJson, sendLine } from '../gateway/http.js';
import { sendPageFile } from '../gateway/page-files.js';
import type { Library } from './library.js';
import { readPagePart } from './page-parts.js';
import type { TapeView } from './tape-view.js';

/** A page asks for what it shows, never for more than this. */
const mostRows = 500;
const mostBins = 2_000;

/** Answers one request below the inspector's own address. `path` has no slash in front.
 *  @throws {HttpError} for what it does not take. */
export async function route(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { library, clock }: { library: Library; clock: Clock },
): Promise<void> {
  const { pathname, searchParams } = new URL(path, 'http://localhost/');
  const [, id = '', part = ''] = /^\/streams\/([^/]+)\/(\w+)$/.exec(pathname) ?? [];

  if (request.method === 'POST' && part === 'stop') {
    if (!library.stop(decodeURIComponent(id))) throw new HttpError(403, 'This stream cannot be stopped from here.');
    return sendLine(response, 202, 'stopping');
  }
  if (request.method !== 'GET') throw new HttpError(405, 'Only GET, and stopping a stream.');
  if (pathname === '/events') return followBoard(library.board, response, clock);
  if (id !== '')
    return sendJson(
      response,
      200,
      partOf(viewOf(library, id), part, (name, most) => numberIn(searchParams, name, most)),
    );

  const file = await readPagePart(pathname.slice(1));
  if (file === undefined) throw new HttpError(404, 'There is nothing here.');
  sendPageFile(response, file);
}

function viewOf(library: Library, id: string): TapeView {
  const view = library.get(decodeURIComponent(id));
  if (view === undefined) throw new HttpError(404, 'No such stream.');
  return view;
}

function partOf(view: TapeView, part: string, number: (name: string, most?: number) => number): unknown {
  switch (part) {
    case 'rows':
      return view.rows(number('from'), number('count', mostRows));
    case 'moment':
      return view.momentAt(number('at'));
    case 'plot':
      return view.plot(number('bins', mostBins));
    default:
      throw new HttpError(404, 'There is nothing here.');
  }
}

function numberIn(parameters: URLSearchParams, name: string, most = Number.MAX_SAFE_INTEGER): number {
  const number = Number(parameters.get(name) ?? Number.NaN);
  if (!Number.isInteger(number) || number < 0) throw new HttpError(400, `${name} must be a whole number.`);
  return Math.min(number, most);
}
