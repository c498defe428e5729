// A Matrix homeserver for tests, as far as messages go. Sources: spec.matrix.org, client-server API (rooms/send, redact, event
// replacements, rate limiting, size limits); github element-hq/synapse config/ratelimiting.py.

import { type Clock, systemClock } from '../clock.js';
import { canonicalJson } from './canonical-json.js';
import { type Answer, type Dialect, type Emulator, type EmulatorOptions, type IncomingCall, startEmulator } from './emulator.js';
import { TokenBuckets } from './token-bucket.js';

export interface MatrixEmulatorOptions extends EmulatorOptions {
  /** The only access token that is let in; another answers M_UNKNOWN_TOKEN. Default: every token. */
  accessToken?: string | undefined;
  /** The rooms that the account has joined; another answers M_FORBIDDEN. Default: every room. */
  rooms?: readonly string[] | undefined;
  /** `documented` (default): ten events at once, then one every five seconds, for each account, as Synapse has it. `none`: no limits. */
  limits?: 'documented' | 'none' | undefined;
}

/** One message on the screen. */
export interface MatrixMessage {
  /** The first event, which all edits name. */
  id: string;
  /** The newest body. */
  text: string;
  /** `m.text`, `m.notice` and so on. */
  msgtype: string;
  /** The event that it answers. */
  replyTo: string | undefined;
  /** The event that started its thread. */
  threadRoot: string | undefined;
  /** How often it was edited. */
  edits: number;
}

export interface MatrixEmulator extends Emulator {
  /** What a client shows of a room, oldest first: edits applied, what was redacted left out. */
  messages(roomId: string): readonly MatrixMessage[];
  /** How many events a room keeps, edits and redactions included. */
  eventCount(roomId: string): number;
  /** Someone redacts an event. */
  remove(roomId: string, eventId: string): void;
}

const maxEventBytes = 65_536;

interface Content {
  msgtype?: string;
  body?: string;
  'm.new_content'?: Content;
  'm.relates_to'?: { rel_type?: string; event_id?: string; is_falling_back?: boolean; 'm.in_reply_to'?: { event_id?: string } };
}

interface Stored extends MatrixMessage {
  sender: string;
  isEdit: boolean;
  isRedacted: boolean;
}

/** Starts a homeserver. The calls are named `send`, `edit`, `redact` and `typing`. A `refuse` fault takes an errcode, `'M_FORBIDDEN'`. */
export async function startMatrixEmulator(options: MatrixEmulatorOptions = {}): Promise<MatrixEmulator> {
  const clock = options.clock ?? systemClock;
  const rooms = new Map<string, Stored[]>();
  const byTransaction = new Map<string, Answer>();
  const pace = options.limits === 'none' ? undefined : synapsePace(clock);
  let created = 0;

  const eventsOf = (roomId: string): Stored[] => {
    const known = rooms.get(roomId) ?? [];
    rooms.set(roomId, known);
    return known;
  };

  const redact = (roomId: string, eventId: string | undefined) => {
    for (const event of eventsOf(roomId)) if (event.id === eventId) event.isRedacted = true;
  };

  /** Adds an event, and applies it if it replaces one that may be replaced; anything else that it names is silently ignored. */
  const add = (roomId: string, sender: string, content: Content): string => {
    created += 1;
    const id = `$${String(created).padStart(43, '0')}`;
    const { rel_type: relation, event_id: target, is_falling_back: isFallback, 'm.in_reply_to': reply } = content['m.relates_to'] ?? {};
    const isEdit = relation === 'm.replace';
    const original = eventsOf(roomId).find((event) => event.id === target && event.sender === sender && !event.isEdit);
    const fresh = content['m.new_content'];
    if (isEdit && original && fresh) Object.assign(original, { text: fresh.body ?? '', edits: original.edits + 1 });
    eventsOf(roomId).push({
      id,
      sender,
      text: content.body ?? '',
      msgtype: content.msgtype ?? '',
      replyTo: isFallback ? undefined : reply?.event_id,
      threadRoot: relation === 'm.thread' ? target : undefined,
      edits: 0,
      isEdit,
      isRedacted: false,
    });
    return id;
  };

  const perform = ({ name, segments, body }: IncomingCall, sender: string): Answer => {
    const [, , , , roomId = '', , argument = ''] = segments;
    if (body === undefined) return refused('M_NOT_JSON');
    if (name === 'redact') {
      redact(roomId, argument);
      return accepted(add(roomId, sender, { msgtype: 'redaction' }));
    }
    if (name === 'unknown') return refused('M_UNRECOGNIZED');
    const content = body as Content;
    if (typeof content.body !== 'string' || typeof content.msgtype !== 'string') return refused('M_BAD_JSON');
    if (eventBytes(roomId, sender, content, clock) > maxEventBytes) return refused('M_TOO_LARGE');
    return accepted(add(roomId, sender, content));
  };

  const dialect: Dialect = {
    nameOf: ({ httpMethod, segments, body }) => {
      const [, , , , , action = ''] = segments;
      if (httpMethod !== 'PUT') return 'unknown';
      if (action === 'send' && relationOf(body) === 'm.replace') return 'edit';
      return ['send', 'redact', 'typing'].includes(action) ? action : 'unknown';
    },
    handle(call) {
      const token = /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1];
      if (token === undefined) return refused('M_MISSING_TOKEN');
      if (options.accessToken !== undefined && token !== options.accessToken) return refused('M_UNKNOWN_TOKEN');
      const roomId = call.segments[4] ?? '';
      if (options.rooms && !options.rooms.includes(roomId)) return refused('M_FORBIDDEN');
      if (call.name === 'typing') return { status: 200, body: {} };
      const transaction = `${token} ${call.segments.join(' ')}`;
      const done = byTransaction.get(transaction);
      if (done !== undefined) return done;
      const waitMs = pace?.(token) ?? 0;
      if (waitMs > 0) return limited(waitMs / 1_000);
      const answer = perform(call, token);
      if (answer.status === 200) byTransaction.set(transaction, answer);
      return answer;
    },
    wait: limited,
    refuse: refused,
  };

  return {
    ...(await startEmulator(dialect, options)),
    messages: (roomId) => eventsOf(roomId).filter(({ isEdit, isRedacted, msgtype }) => !isEdit && !isRedacted && msgtype !== 'redaction'),
    eventCount: (roomId) => eventsOf(roomId).length,
    remove: redact,
  };
}

function relationOf(body: unknown): string | undefined {
  return (body as Content | undefined)?.['m.relates_to']?.rel_type;
}

function accepted(eventId: string): Answer {
  return { status: 200, body: { event_id: eventId } };
}

/** The event as servers exchange it, with the fields that its author does not write, at their usual sizes. */
function eventBytes(roomId: string, sender: string, content: Content, clock: Clock): number {
  const reference = `$${'x'.repeat(43)}`;
  const event = {
    auth_events: Array(4).fill(reference),
    prev_events: Array(20).fill(reference),
    content,
    depth: 1_000_000,
    hashes: { sha256: 'x'.repeat(43) },
    origin_server_ts: Math.floor(clock.now()),
    room_id: roomId,
    sender: `@${sender}:server.test`,
    signatures: { 'server.test': { 'ed25519:auto': 'x'.repeat(86) } },
    type: 'm.room.message',
  };
  return Buffer.byteLength(canonicalJson(event));
}

const refusals: Readonly<Record<string, { status: number; error: string }>> = {
  M_FORBIDDEN: { status: 403, error: 'User is not in the room' },
  M_UNKNOWN_TOKEN: { status: 401, error: 'Invalid access token passed.' },
  M_MISSING_TOKEN: { status: 401, error: 'Missing access token' },
  M_USER_DEACTIVATED: { status: 403, error: 'This account has been deactivated' },
  M_USER_SUSPENDED: { status: 403, error: 'Sending messages while account is suspended is not allowed.' },
  M_NOT_FOUND: { status: 404, error: 'Not found' },
  M_UNRECOGNIZED: { status: 404, error: 'Unrecognized request' },
  M_TOO_LARGE: { status: 413, error: 'event too large' },
  M_BAD_JSON: { status: 400, error: 'Content not valid' },
  M_NOT_JSON: { status: 400, error: 'Content not JSON.' },
  M_UNKNOWN: { status: 500, error: 'Internal server error' },
};

function refused(errcode: string, status?: number): Answer {
  const known = refusals[errcode];
  return { status: status ?? known?.status ?? 400, body: { errcode, error: known?.error ?? 'Refused' } };
}

/** The header holds whole seconds, the field milliseconds. */
function limited(seconds: number | undefined): Answer {
  const body = { errcode: 'M_LIMIT_EXCEEDED', error: 'Too Many Requests' };
  if (seconds === undefined) return { status: 429, body };
  return {
    status: 429,
    headers: { 'retry-after': String(Math.ceil(seconds)) },
    body: { ...body, retry_after_ms: Math.ceil(seconds * 1_000) },
  };
}

/** `rc_message` of Synapse: 0.2 a second, ten at once. Gives the wait in milliseconds, and takes the allowance if there is none. */
function synapsePace(clock: Clock): (account: string) => number {
  const buckets = new TokenBuckets({ capacity: 10, fillMs: 50_000, clock });
  return (account) => {
    const bucket = buckets.of(account);
    const waitMs = bucket.waitMs();
    if (waitMs === 0) bucket.take();
    return waitMs;
  };
}
