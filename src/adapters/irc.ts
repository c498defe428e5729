// IRC through irc-framework. The protocol: RFC 1459 and RFC 2812.

import type { Adapter, Failure, Result } from '../adapter.js';
import { type Clock, systemClock } from '../clock.js';
import { type NumericRow, numerics } from './errors/irc.js';
import { LinePace } from './irc/line-pace.js';
import { linesOf, TEXT_BYTES, textBytesFor } from './irc/lines.js';
import { parseServerLine } from './irc/server-line.js';

/** Hears a line of the connection. */
export type Listener = (event: { line: string; from_server: boolean }) => void;

/** What the adapter needs of a `Client` of irc-framework 4. */
export interface IrcClient {
  /** Whether lines reach the server at present. */
  readonly connected: boolean;
  /** Who the client is there. */
  readonly user: { readonly nick: string };
  /** Writes one line. */
  raw(...words: string[]): unknown;
  /** Hears every line, and the end of the connection. */
  on(event: 'raw', listener: Listener): unknown;
  on(event: 'socket close', listener: () => void): unknown;
  /** Hears them no longer. */
  removeListener(event: 'raw', listener: Listener): unknown;
  removeListener(event: 'socket close', listener: () => void): unknown;
}

/** What `irc` takes besides the client. */
export interface IrcOptions {
  /** How many lines may go out at once after a pause. Default 4, at least 1. */
  burst?: number | undefined;
  /** How long a line counts against that, in milliseconds: beyond the burst, one line per so long. Default 2000, as RFC 1459 has it
   *  (section 8.10); 0 for a server that trusts the bot. */
  lineIntervalMs?: number | undefined;
  /** Default: real time. */
  clock?: Pick<Clock, 'now'> | undefined;
}

/** IRC: lines that cannot be edited, so an answer goes out when it is complete, in messages of as many bytes as fit on one line. A chat
 *  id is a channel that the client has joined, or a nick.
 *
 *  Line breaks make several lines; in `lengthOf` each of them counts as a quarter of a message, so that no message is a flood by itself.
 *  When the next lines would be one, `send` writes nothing and says when it may: `rateLimited` with `retryAfterMs`, for the whole
 *  connection. Use one adapter per client.
 *
 *  A server answers nothing to a line that it takes. So a PING follows, and `ok` means that its answer came and no complaint before it.
 *  Lines are sent as PRIVMSG: no error may come back for a NOTICE (RFC 2812, section 3.3.2). */
export function irc(client: IrcClient, { burst = 4, lineIntervalMs = 2_000, clock = systemClock }: IrcOptions = {}): Adapter {
  const pace = new LinePace({ burst, lineIntervalMs, clock });

  return {
    name: 'irc',
    limits: { maxLength: TEXT_BYTES, lengthOf: cost },
    can: { edit: false },

    async send({ chatId, text, signal }) {
      const target = String(chatId);
      const lines = linesOf(text);
      // Anything else in a target would be read as another parameter, or as another line.
      if (!/^[^\s:,\0][^\s,\0]*$/.test(target)) return { ok: false, reason: 'rejected', message: 'not a channel or nick' };
      if (lines.length === 0) return { ok: false, reason: 'rejected', message: 'nothing but white space' };
      const longest = textBytesFor({ nick: client.user.nick, target });
      if (cost(text) > TEXT_BYTES || lines.some((line) => Buffer.byteLength(line) > longest)) {
        return { ok: false, reason: 'tooLong', message: `a line to ${target} holds ${longest} bytes` };
      }
      if (signal.aborted) return { ok: false, reason: 'transient', message: 'aborted before the call was made' };
      if (!client.connected) return { ok: false, reason: 'transient', message: 'not connected' };
      const retryAfterMs = pace.waitMs(lines.length);
      if (retryAfterMs > 0)
        return { ok: false, reason: 'rateLimited', retryAfterMs, scope: 'token', message: 'the next line would be a flood' };
      pace.take(lines.length);
      return say(client, target, lines, signal);
    },

    edit: async () => ({ ok: false, reason: 'editUnsupported', message: 'IRC has no edits' }),
  };
}

/** Bytes, and for every line break a quarter of a message. */
function cost(text: string): number {
  const lines = linesOf(text);
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
  return bytes + Math.max(0, lines.length - 1) * Math.ceil(TEXT_BYTES / 4);
}

let pings = 0;

function say(client: IrcClient, target: string, lines: readonly string[], signal: AbortSignal): Promise<Result> {
  pings += 1;
  const token = `tokentape-${pings}`;
  return new Promise((resolve) => {
    const complaints: Failure[] = [];
    const settle = (result: Result) => {
      client.removeListener('raw', hear);
      client.removeListener('socket close', lose);
      signal.removeEventListener('abort', giveUp);
      resolve(result);
    };
    const hear: Listener = ({ line, from_server }) => {
      if (!from_server) return;
      const { command, params } = parseServerLine(line);
      const row = numerics.find((row) => row.numeric === command && isAbout(row, params, target));
      if (row !== undefined) complaints.push({ ok: false, reason: row.reason, message: `${command} ${params.at(-1)}` });
      if (command === 'ERROR') settle(maybe(`ERROR ${params.at(-1)}`));
      else if (complaints.length === lines.length || (command === 'PONG' && params.at(-1) === token)) settle(verdictOn(lines, complaints));
    };
    const lose = () => settle(maybe('the connection broke'));
    const giveUp = () => settle(maybe('no answer in time'));
    client.on('raw', hear);
    client.on('socket close', lose);
    signal.addEventListener('abort', giveUp);
    for (const line of lines) client.raw('PRIVMSG', target, line);
    client.raw('PING', token);
  });
}

/** A numeric names first whom it is told to, then what it is about. */
function isAbout({ names }: NumericRow, params: readonly string[], target: string): boolean {
  return names === 'nothing' || params[1]?.toLowerCase() === (names === 'command' ? 'privmsg' : target.toLowerCase());
}

function verdictOn(lines: readonly string[], [first, ...others]: readonly Failure[]): Result {
  if (first === undefined) return { ok: true };
  // Some lines were taken and some were not.
  return others.length + 1 === lines.length ? first : maybe(first.message);
}

function maybe(message: string | undefined): Failure {
  return { ok: false, reason: 'maybeDelivered', message };
}
