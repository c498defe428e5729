import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock, systemClock } from '../clock.js';
import { closeServer } from '../gateway/close-server.js';
import { refusalOf, safetyHeaders } from '../gateway/guard.js';
import { HttpError, sendLine } from '../gateway/http.js';
import { listen } from '../gateway/listen.js';
import { followFiles } from './follow-files.js';
import { createLibrary, type Library, type LibraryOptions } from './library.js';
import { route } from './routes.js';

/** A page that shows the charts of streams at work, and takes recorded ones back and forth. For this machine only. */
export interface Inspector extends Pick<Library, 'sink' | 'attach' | 'watchBudget'> {
  /** Where the page is. Whoever has this address may see everything that it shows: it holds a secret. */
  readonly url: string;
  /** What it shows, for the gateway's page to show too.
   *  @internal */
  readonly library: Library;
  /** Stops listening, drops open pages, and resolves when the port is free. */
  close(): Promise<void>;
}

/** What `startInspector` takes. */
export interface InspectorOptions extends LibraryOptions {
  /** Tapes to show, or directories of them. They are watched while they grow. */
  files?: readonly string[] | undefined;
  /** Must be free. Default: 7346, or any free port where that one is taken. */
  port?: number | undefined;
  /** Default: real time. */
  clock?: Clock | undefined;
}

/** Characters that are kept of tapes that were opened to be looked at. */
const roomForTapes = 512 * 1_024 * 1_024;
/** A connection on which nothing moves for this long is cut. Those that follow the streams are written to more often. */
const patienceMs = 60_000;

/** Starts listening on 127.0.0.1, once all files are read. Hand `sink` to a stream as its tape, and the stream to `attach`.
 *  @throws {TapeError} for a file that cannot be read.
 *  @throws {TokentapeError} when the port cannot be had. */
export async function startInspector({ files = [], port, clock = systemClock, ...options }: InspectorOptions = {}): Promise<Inspector> {
  const library = createLibrary({ ...options, clock, room: files.length > 0 ? roomForTapes : undefined });
  const followed = await followFiles(files, library.read, clock);
  const token = randomBytes(16).toString('base64url');
  const server = createServer((request, response) => void answer(request, response));
  server.setTimeout(patienceMs);
  const actualPort = await listen(server, port).catch((error) => {
    followed.close();
    throw error;
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(safetyHeaders)) response.setHeader(name, value);
    const refusal = refusalOf(request, actualPort);
    if (refusal !== undefined) return sendLine(response, 403, refusal);
    const [, given = '', path] = /^\/([^/?]*)\/(.*)$/.exec(request.url ?? '') ?? [];
    if (path === undefined || !isSame(given, token)) return sendLine(response, 404, 'There is nothing here.');
    try {
      await route(request, response, path, { library, clock });
    } catch (error) {
      if (response.headersSent) return void response.destroy();
      if (error instanceof HttpError) return sendLine(response, error.status, error.message);
      sendLine(response, 500, 'Something went wrong.');
    }
  }

  return {
    url: `http://127.0.0.1:${actualPort}/${token}/`,
    sink: library.sink,
    attach: library.attach,
    watchBudget: library.watchBudget,
    library,
    async close() {
      followed.close();
      await closeServer(server);
    },
  };
}

/** Takes equally long for every guess. */
function isSame(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
