// A Matrix homeserver for tests, as far as messages go. Sources: spec.matrix.org, client-server API (rooms/send, redact, event
// replacements, rate limiting, size limits); github element-hq/synapse config/ratelimiting.py.

import { type Clock, systemClock } from '../clock.js';
import { canonicalJson } from './canonical-json.js';
import { type Answer, type Dialect, type Emulator, type EmulatorOptions, type IncomingCall, startEmulator } from './emulator.js';
import { limited, refused, synapsePace } from './matrix/answers.js';
import { type Content, type MatrixMessage, Room, rendered, type Stored, userOf } from './matrix/room.js';

export type { MatrixMessage } from './matrix/room.js';

export interface MatrixEmulatorOptions extends EmulatorOptions {
  /** The only access token that is let in; another answers M_UNKNOWN_TOKEN. Default: every token. */
  accessToken?: string | undefined;
  /** The rooms that the account has joined; another answers M_FORBIDDEN. Default: every room. */
  rooms?: readonly string[] | undefined;
  /** Of those, the rooms that are encrypted. Default: none. */
  encrypted?: readonly string[] | undefined;
  /** `documented` (default): ten events at once, then one every five seconds, for each account, as Synapse has it. `none`: no limits. */
  limits?: 'documented' | 'none' | undefined;
}

export interface MatrixEmulator extends Emulator {
  /** What a client shows of a room, oldest first: edits applied, what was redacted left out. */
  messages(roomId: string): readonly MatrixMessage[];
  /** How many events a room keeps, edits and redactions included. */
  eventCount(roomId: string): number;
  /** A message of someone else's; gives its event id. */
  say(roomId: string, text: string): string;
  /** Someone redacts an event. */
  remove(roomId: string, eventId: string): void;
}

const maxEventBytes = 65_536;
const longestPage = 100;

/** What a call is about. */
interface Asked extends IncomingCall {
  token: string;
  roomId: string;
  /** The path behind the room, decoded. */
  rest: readonly string[];
}

/** Starts a homeserver. The calls that write are named `send`, `edit`, `redact` and `typing`, those that read `whoami`, `joinedRooms`,
 *  `state`, `event`, `relations` and `messages`. A `refuse` fault takes an errcode, `'M_FORBIDDEN'`. */
export async function startMatrixEmulator(options: MatrixEmulatorOptions = {}): Promise<MatrixEmulator> {
  const clock = options.clock ?? systemClock;
  const rooms = new Map<string, Room>();
  const byTransaction = new Map<string, Answer>();
  const pace = options.limits === 'none' ? undefined : synapsePace(clock);
  let created = 0;

  const roomOf = (roomId: string): Room => {
    const room = rooms.get(roomId) ?? new Room();
    rooms.set(roomId, room);
    return room;
  };

  const add = (roomId: string, event: Pick<Stored, 'type' | 'sender' | 'content' | 'transactionId'>): string => {
    created += 1;
    const id = `$${String(created).padStart(43, '0')}`;
    roomOf(roomId).events.push({ id, at: clock.now(), isRedacted: false, ...event });
    return id;
  };

  /** Anything that a relation names is silently ignored where it may not be changed. */
  const write = ({ name, token: sender, roomId, rest, body }: Asked): Answer => {
    if (body === undefined) return refused('M_NOT_JSON');
    const [, argument = '', transactionId = ''] = rest;
    if (name === 'redact') {
      roomOf(roomId).redact(argument);
      return accepted(add(roomId, { type: 'm.room.redaction', sender, transactionId, content: {} }));
    }
    const content = body as Content;
    if (typeof content.body !== 'string' || typeof content.msgtype !== 'string') return refused('M_BAD_JSON');
    if (eventBytes(roomId, sender, content, clock) > maxEventBytes) return refused('M_TOO_LARGE');
    return accepted(add(roomId, { type: 'm.room.message', sender, transactionId, content }));
  };

  const writeOnce = (asked: Asked): Answer => {
    const { token, segments } = asked;
    const transaction = `${token} ${segments.join(' ')}`;
    const done = byTransaction.get(transaction);
    if (done !== undefined) return done;
    const waitMs = pace?.(token) ?? 0;
    if (waitMs > 0) return limited(waitMs / 1_000);
    const answer = write(asked);
    if (answer.status === 200) byTransaction.set(transaction, answer);
    return answer;
  };

  const calls: Readonly<Record<string, (asked: Asked) => Answer>> = {
    send: writeOnce,
    edit: writeOnce,
    redact: writeOnce,
    typing: () => ({ status: 200, body: {} }),
    whoami: ({ token }) => ({ status: 200, body: { user_id: userOf(token) } }),
    joinedRooms: () => ({ status: 200, body: { joined_rooms: options.rooms ?? [...rooms.keys()] } }),
    state: ({ roomId, rest: [, type] }) =>
      type === 'm.room.encryption' && options.encrypted?.includes(roomId)
        ? { status: 200, body: { algorithm: 'm.megolm.v1.aes-sha2' } }
        : refused('M_NOT_FOUND'),
    event({ token, roomId, rest: [, eventId = ''] }) {
      const event = roomOf(roomId).find(eventId);
      return event === undefined ? refused('M_NOT_FOUND') : { status: 200, body: rendered(event, event.sender === token) };
    },
    relations({ token, roomId, rest: [, eventId = ''] }) {
      const room = roomOf(roomId);
      const event = room.find(eventId);
      if (event === undefined) return refused('M_NOT_FOUND');
      return { status: 200, body: { chunk: room.editsOf(event).map((edit) => rendered(edit, edit.sender === token)) } };
    },
    /** Newest first; a page's token is where the next begins. */
    messages({ token, roomId, query }) {
      const { events } = roomOf(roomId);
      const end = Number(query.get('from') ?? events.length);
      const start = Math.max(0, end - Math.min(Number(query.get('limit') ?? 10), longestPage));
      const chunk = events.slice(start, end).reverse();
      return {
        status: 200,
        body: {
          chunk: chunk.map((event) => rendered(event, event.sender === token)),
          start: String(end),
          ...(start > 0 && { end: String(start) }),
        },
      };
    },
  };

  const dialect: Dialect = {
    nameOf,
    handle(call) {
      const token = /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1];
      if (token === undefined) return refused('M_MISSING_TOKEN');
      if (options.accessToken !== undefined && token !== options.accessToken) return refused('M_UNKNOWN_TOKEN');
      const answer = Object.hasOwn(calls, call.name) ? calls[call.name] : undefined;
      if (answer === undefined) return refused('M_UNRECOGNIZED');
      const [, , , scope, roomId = '', ...rest] = call.segments;
      if (scope === 'rooms' && options.rooms && !options.rooms.includes(roomId)) return refused('M_FORBIDDEN');
      return answer({ ...call, token, roomId, rest });
    },
    wait: limited,
    refuse: refused,
  };

  return {
    ...(await startEmulator(dialect, options)),
    messages: (roomId) => roomOf(roomId).messages(),
    eventCount: (roomId) => roomOf(roomId).events.length,
    say: (roomId, text) =>
      add(roomId, { type: 'm.room.message', sender: 'someone', transactionId: '', content: { msgtype: 'm.text', body: text } }),
    remove: (roomId, eventId) => roomOf(roomId).redact(eventId),
  };
}

function nameOf({ httpMethod, segments, body }: Omit<IncomingCall, 'name'>): string {
  const [, , , scope = '', , action = ''] = segments;
  if (httpMethod === 'GET') return reading[`${scope} ${action}`.trim()] ?? 'unknown';
  if (httpMethod !== 'PUT') return 'unknown';
  if (action === 'send' && (body as Content | undefined)?.['m.relates_to']?.rel_type === 'm.replace') return 'edit';
  return ['send', 'redact', 'typing'].includes(action) ? action : 'unknown';
}

const reading: Readonly<Record<string, string>> = {
  account: 'whoami',
  joined_rooms: 'joinedRooms',
  'rooms state': 'state',
  'rooms event': 'event',
  'rooms relations': 'relations',
  'rooms messages': 'messages',
};

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
