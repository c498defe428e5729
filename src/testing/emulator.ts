// The ground that all emulators stand on: one loopback HTTP server, a list of faults, a log of what came in. A platform adds a
// `Dialect`: how it names its calls, what they do, and how it says "wait" and "no".

import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../clock.js';
import { type Fault, type FaultKind, FaultList } from './faults.js';
import { parseBody, readBody } from './http-body.js';
import { sleep } from './sleep.js';

/** What every `start…Emulator` takes. */
export interface EmulatorOptions {
  /** Default 0: any free port. One that is taken rejects with the system's `EADDRINUSE`. */
  port?: number | undefined;
  /** Default: real time. Rate limits, expiry and slow answers all go by it. */
  clock?: Clock | undefined;
  /** What goes wrong, in order. */
  faults?: readonly Fault[] | undefined;
  /** Hears of each call when its fate is decided. */
  onCall?: ((call: LoggedCall) => void) | undefined;
}

/** What every emulator offers. */
export interface Emulator {
  /** `http://127.0.0.1:PORT`, without a trailing slash. It listens on the loopback interface only. */
  readonly url: string;
  /** The port of `url`. */
  readonly port: number;
  /** Every call that came in, oldest first, entered when it arrives. */
  readonly requests: readonly LoggedCall[];
  /** Adds faults behind those still to come. */
  inject(...faults: Fault[]): void;
  /** Stops listening, drops open connections, hanging ones included, and resolves when the port is free. Idempotent. */
  close(): Promise<void>;
}

/** One call as it came in. */
export interface IncomingCall {
  /** The call's name in the platform's own words, as the dialect gives it. */
  name: string;
  /** `GET`, `POST` and so on. */
  httpMethod: string;
  /** Decoded path segments, query not included: `['bot123:abc', 'sendMessage']`. */
  segments: readonly string[];
  /** What follows the question mark. */
  query: URLSearchParams;
  /** By lower-case name. */
  headers: IncomingHttpHeaders;
  /** JSON or form fields; `{}` for an empty body, undefined for one that could not be read. */
  body: unknown;
}

/** What the log keeps of a call. Path, headers and a body's `token` field are left out: they carry tokens. */
export interface LoggedCall {
  /** The call's name in the platform's own words. */
  name: string;
  /** `GET`, `POST` and so on. */
  httpMethod: string;
  /** As it came, a `token` field left out. */
  body: unknown;
  /** When it arrived and when its fate was decided, in milliseconds of the clock. */
  at: number;
  /** When its fate was decided; absent while it is open. */
  endedAt?: number | undefined;
  /** `open` until decided, `answered` with the status below, `cut` by a reset, `gone` if the client left first. */
  result: 'open' | 'answered' | 'cut' | 'gone';
  /** Whether the platform acted on it. A call that the platform itself refused was handled, yet changed nothing. */
  handled: boolean;
  /** The HTTP status that was answered. */
  status?: number | undefined;
  /** The body that was answered. */
  answer?: unknown;
  /** The fault that struck it. */
  fault?: FaultKind['kind'] | undefined;
}

/** An HTTP answer. A string body is sent as HTML, anything else as JSON; undefined sends no body. */
export interface Answer {
  /** The HTTP status. */
  status: number;
  /** By lower-case name. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** A string is sent as HTML, anything else as JSON. */
  body?: unknown;
}

/** What a platform adds to the ground. */
export interface Dialect {
  /** The call's name, for faults and the log. Must hold no token. */
  nameOf(call: Omit<IncomingCall, 'name'>): string;
  /** Does what the call asks for and answers. It may take its time (by the clock); a client that leaves does not stop it. */
  handle(call: IncomingCall): Answer | Promise<Answer>;
  /** The answer that says "wait", with or without how long. */
  wait(seconds: number | undefined, call: IncomingCall): Answer;
  /** The answer that says "no" in these words or with this code. */
  refuse(error: string, status: number | undefined, call: IncomingCall): Answer;
}

/** Starts a server that speaks the dialect. Rejects if the port cannot be had. */
export async function startEmulator(dialect: Dialect, options: EmulatorOptions = {}): Promise<Emulator> {
  const clock = options.clock ?? systemClock;
  const faults = new FaultList(options.faults);
  const requests: LoggedCall[] = [];

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      // A dialect that throws is a fault of the emulator; the test must see it rather than wait.
      if (!response.headersSent) send(response, { status: 500, body: { emulatorError: String(error) } });
    });
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request, dialect);
    const fault = faults.take(call);
    const entry = logged(call, fault, clock.now());
    requests.push(entry);
    const settle = (result: LoggedCall['result'], answer?: Answer) => {
      if (entry.result !== 'open') return;
      Object.assign(entry, { result, endedAt: clock.now() }, answer && { status: answer.status, answer: answer.body });
      options.onCall?.(entry);
    };
    const handle = () => {
      entry.handled = true;
      return dialect.handle(call);
    };
    const answer = (given: Answer) => {
      settle('answered', given);
      if (!response.destroyed) send(response, given);
    };
    const cut = () => {
      settle('cut');
      response.socket?.resetAndDestroy();
    };
    response.on('close', () => settle('gone'));

    switch (fault?.kind) {
      case undefined:
        return answer(await handle());
      case 'wait':
        return answer(dialect.wait(fault.seconds, call));
      case 'refuse':
        return answer(dialect.refuse(fault.error, fault.status, call));
      case 'html502':
        return answer({ status: 502, body: '<html><body><h1>502 Bad Gateway</h1></body></html>' });
      case 'cutBefore':
        return cut();
      case 'cutAfter':
        await handle();
        return cut();
      case 'slow': {
        const late = await handle();
        await sleep(clock, fault.ms);
        return answer(late);
      }
      case 'hang':
        return;
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    inject: (...more) => faults.add(...more),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readCall(request: IncomingMessage, dialect: Dialect): Promise<IncomingCall> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const unnamed = {
    httpMethod: request.method ?? 'GET',
    segments: pathname.split('/').filter(Boolean).map(decodeURIComponent),
    query: searchParams,
    headers: request.headers,
    body: parseBody(await readBody(request), request.headers['content-type'] ?? ''),
  };
  return { name: dialect.nameOf(unnamed), ...unnamed };
}

function logged({ name, httpMethod, body }: IncomingCall, fault: Fault | undefined, at: number): LoggedCall {
  return { name, httpMethod, body: withoutToken(body), at, result: 'open', handled: false, fault: fault?.kind };
}

function withoutToken(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('token' in body)) return body;
  const { token: _, ...rest } = body;
  return rest;
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const isPage = typeof body === 'string';
  response.writeHead(status, { ...(body !== undefined && { 'content-type': isPage ? 'text/html' : 'application/json' }), ...headers });
  response.end(body === undefined || isPage ? body : JSON.stringify(body));
}
