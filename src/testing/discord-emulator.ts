// A Discord REST server for tests. Sources: github discord/discord-api-docs resources/message.mdx, topics/rate-limits.mdx and
// topics/opcodes-and-status-codes.mdx; that 2000 counts code points is issue 1315 there, 5 calls in 5 seconds issue 20.

import { type Clock, systemClock } from '../clock.js';
import { countCodePoints } from '../code-points.js';
import { type Answer, type Dialect, type Emulator, type EmulatorOptions, type IncomingCall, startEmulator } from './emulator.js';
import { RateWindow } from './rate-window.js';

export interface DiscordEmulatorOptions extends EmulatorOptions {
  /** The only bot token that is let in; another answers 401. Default: every token. */
  token?: string | undefined;
  /** The channels there are, as 17 to 19 digit ids; another answers 10003. Default: every such id exists. */
  channels?: readonly string[] | undefined;
  /** `documented` (default): 5 calls in 5 seconds for each route and channel, told in headers, and 50 a second in all. `none`: no
   *  limits and no headers. */
  limits?: 'documented' | 'none' | undefined;
}

/** One message on the screen. */
export interface DiscordMessage {
  /** A snowflake. */
  id: string;
  /** As it stands. */
  text: string;
  /** The id that it answers. */
  replyTo: string | undefined;
  /** How often it was edited. */
  edits: number;
  /** Mentions that ping, as the last call allowed them: `everyone`, `here`, user and role ids. */
  pings: readonly string[];
  /** Discord's bits; 4 suppresses embeds. */
  flags: number;
  /** False for what `say` wrote. */
  byBot: boolean;
}

export interface DiscordEmulator extends Emulator {
  /** The root of the API without the version: what the client's `api` option wants. */
  readonly apiUrl: string;
  /** What is on the screen of a channel, oldest first. */
  messages(channelId: string | number): readonly DiscordMessage[];
  /** A message that the bot did not write; gives its id. */
  say(channelId: string, text: string): string;
  /** Someone deletes a message. */
  remove(channelId: string | number, messageId: string | number): void;
}

const maxCodePoints = 2_000;
const nonceLifeMs = 5 * 60_000;
const snowflake = /^\d{17,19}$/;
const discordEpochMs = 1_420_070_400_000;

interface Stored extends DiscordMessage {
  nonce: string | undefined;
  createdAt: number;
}

/** A refusal: HTTP status and error body. */
class Refusal extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super();
    this.answer = answer;
  }
}

/** Starts a Discord server: create, edit and delete a message, and typing, under `/api/v10`. The calls are named `createMessage`,
 *  `editMessage`, `deleteMessage` and `triggerTyping`. A `refuse` fault takes Discord's numeric code, `'50013'`. */
export async function startDiscordEmulator(options: DiscordEmulatorOptions = {}): Promise<DiscordEmulator> {
  const clock = options.clock ?? systemClock;
  const channels = new Map<string, Stored[]>();
  const pace = options.limits === 'none' ? undefined : documentedPace(clock);
  let created = 0n;

  const channelOf = (channelId: string): Stored[] => {
    const known = channels.get(channelId);
    if (known !== undefined) return known;
    if (!snowflake.test(channelId) || (options.channels && !options.channels.includes(channelId))) throw refusal('10003');
    const fresh: Stored[] = [];
    channels.set(channelId, fresh);
    return fresh;
  };

  const post = (channelId: string, message: Omit<Stored, 'id' | 'edits' | 'createdAt'>): Stored => {
    created += 1n;
    const id = String((BigInt(Math.floor(clock.now()) - discordEpochMs) << 22n) + created);
    const stored = { id, edits: 0, createdAt: clock.now(), ...message };
    channelOf(channelId).push(stored);
    return stored;
  };

  const find = (channelId: string, messageId: string | undefined): Stored => {
    const message = channelOf(channelId).find(({ id }) => id === messageId);
    if (message === undefined) throw refusal('10008');
    return message;
  };

  const routes: Record<string, (channelId: string, messageId: string | undefined, body: Body) => unknown> = {
    createMessage(channelId, _, body) {
      const messages = channelOf(channelId);
      const text = readContent(body);
      const nonce = body.nonce === undefined ? undefined : String(body.nonce);
      const twin = messages.find(
        (stored) => body.enforce_nonce && nonce && stored.nonce === nonce && clock.now() - stored.createdAt < nonceLifeMs,
      );
      if (twin !== undefined) return rendered(channelId, twin);
      const { message_reference: reply } = body;
      if (reply && reply.fail_if_not_exists !== false) find(channelId, reply.message_id);
      const pings = pinged(text, body.allowed_mentions);
      return rendered(channelId, post(channelId, { text, replyTo: reply?.message_id, pings, flags: body.flags ?? 0, byBot: true, nonce }));
    },

    editMessage(channelId, messageId, body) {
      const message = find(channelId, messageId);
      if (!message.byBot) throw refusal('50005');
      const text = readContent(body);
      const pings = pinged(text, body.allowed_mentions);
      Object.assign(message, { text, pings, flags: body.flags ?? message.flags, edits: message.edits + 1 });
      return rendered(channelId, message);
    },

    deleteMessage(channelId, messageId) {
      const { id } = find(channelId, messageId);
      remove(channelId, id);
      return undefined;
    },

    triggerTyping(channelId) {
      channelOf(channelId);
      return undefined;
    },
  };

  const remove = (channelId: string | number, messageId: string | number) =>
    void channels.set(
      String(channelId),
      channelOf(String(channelId)).filter(({ id }) => id !== messageId),
    );

  const dialect: Dialect = {
    nameOf: ({ httpMethod, segments }) => callNames[`${httpMethod} ${segments[4] ?? ''}`] ?? 'unknown',
    handle(call) {
      if (options.token !== undefined && call.headers.authorization !== `Bot ${options.token}`) return refused('0', 401);
      const [, , , channelId = '', , messageId] = call.segments;
      const route = Object.hasOwn(routes, call.name) ? routes[call.name] : undefined;
      if (route === undefined) return refused('0', 404);
      const early = pace?.(call.name, channelId);
      if (early?.refusal !== undefined) return early.refusal;
      const headers = early?.headers() ?? {};
      try {
        const result = route(channelId, messageId, fields(call));
        return result === undefined ? { status: 204, headers } : { status: 200, headers, body: result };
      } catch (error) {
        if (error instanceof Refusal) return { ...error.answer, headers };
        throw error;
      }
    },
    wait: (seconds) => tooMany(seconds, 'user'),
    refuse: (code, status) => refused(code, status),
  };

  const ground = await startEmulator(dialect, options);
  return {
    ...ground,
    apiUrl: `${ground.url}/api`,
    messages: (channelId) => channelOf(String(channelId)),
    say: (channelId, text) => post(channelId, { text, replyTo: undefined, pings: [], flags: 0, byBot: false, nonce: undefined }).id,
    remove,
  };
}

const callNames: Readonly<Record<string, string>> = {
  'POST messages': 'createMessage',
  'PATCH messages': 'editMessage',
  'DELETE messages': 'deleteMessage',
  'POST typing': 'triggerTyping',
};

interface Body {
  content?: string;
  nonce?: string | number;
  enforce_nonce?: boolean;
  flags?: number;
  allowed_mentions?: AllowedMentions;
  message_reference?: { message_id?: string; fail_if_not_exists?: boolean };
}

interface AllowedMentions {
  parse?: readonly string[];
  users?: readonly string[];
  roles?: readonly string[];
}

function fields({ body }: IncomingCall): Body {
  return typeof body === 'object' && body !== null ? body : {};
}

function readContent({ content = '' }: Body): string {
  if (content === '') throw refusal('50006');
  if (countCodePoints(content) > maxCodePoints) throw refusal('50035');
  return content;
}

/** Without `allowed_mentions` every mention in the text pings, in edits too. */
function pinged(text: string, allowed: AllowedMentions = { parse: ['everyone', 'users', 'roles'] }): string[] {
  const { parse = [], users = [], roles = [] } = allowed;
  return [...text.matchAll(/@(everyone|here)|<@!?(\d+)>|<@&(\d+)>/g)].flatMap(([, group, user, role]) => {
    if (group) return parse.includes('everyone') ? [group] : [];
    if (user) return parse.includes('users') || users.includes(user) ? [user] : [];
    return role && (parse.includes('roles') || roles.includes(role)) ? [role] : [];
  });
}

function rendered(channelId: string, { id, text, edits, flags, nonce, createdAt }: Stored) {
  return {
    id,
    channel_id: channelId,
    author: { id: '100000000000000009', username: 'bot', bot: true },
    content: text,
    timestamp: new Date(createdAt).toISOString(),
    edited_timestamp: edits > 0 ? new Date(createdAt).toISOString() : null,
    flags,
    type: 0,
    attachments: [],
    embeds: [],
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    pinned: false,
    tts: false,
    ...(nonce !== undefined && { nonce }),
  };
}

/** Discord documents codes without a status; these statuses follow common practice. */
const refusals: Readonly<Record<string, { status: number; message: string; errors?: object }>> = {
  0: { status: 401, message: '401: Unauthorized' },
  10003: { status: 404, message: 'Unknown Channel' },
  10008: { status: 404, message: 'Unknown Message' },
  10015: { status: 404, message: 'Unknown Webhook' },
  10062: { status: 404, message: 'Unknown interaction' },
  20016: { status: 429, message: 'This action cannot be performed due to slowmode rate limit' },
  20022: { status: 429, message: 'This message cannot be edited due to announcement rate limits' },
  20028: { status: 429, message: 'The channel you are writing has hit the write rate limit' },
  20029: { status: 429, message: 'The write action you are performing on the server has hit the write rate limit' },
  30046: { status: 400, message: 'Maximum number of edits to messages older than 1 hour reached. Try again later' },
  40060: { status: 400, message: 'Interaction has already been acknowledged' },
  50001: { status: 403, message: 'Missing Access' },
  50005: { status: 403, message: 'Cannot edit a message authored by another user' },
  50006: { status: 400, message: 'Cannot send an empty message' },
  50007: { status: 403, message: 'Cannot send messages to this user' },
  50013: { status: 403, message: 'Missing Permissions' },
  50027: { status: 401, message: 'Invalid Webhook Token' },
  50035: {
    status: 400,
    message: 'Invalid Form Body',
    errors: { content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }] } },
  },
  50083: { status: 400, message: 'Thread is archived' },
  50278: { status: 403, message: 'Cannot send messages to this user due to having no mutual guilds' },
  160005: { status: 403, message: 'Thread is locked' },
  200000: { status: 400, message: 'Message was blocked by automatic moderation' },
  240000: { status: 400, message: 'Message blocked by harmful links filter' },
};

function refused(code: string, status?: number): Answer {
  const known = refusals[code];
  return {
    status: status ?? known?.status ?? 400,
    body: { message: known?.message ?? 'Refused', code: Number(code), ...(known?.errors && { errors: known.errors }) },
  };
}

function refusal(code: string): Refusal {
  return new Refusal(refused(code));
}

/** The header holds whole seconds, the body a fraction. */
function tooMany(seconds: number | undefined, scope: 'user' | 'global'): Answer {
  const isGlobal = scope === 'global';
  return {
    status: 429,
    headers: {
      ...(seconds !== undefined && { 'retry-after': String(Math.ceil(seconds)) }),
      'x-ratelimit-scope': scope,
      ...(isGlobal && { 'x-ratelimit-global': 'true' }),
    },
    body: { message: 'You are being rate limited.', ...(seconds !== undefined && { retry_after: seconds }), global: isGlobal },
  };
}

function documentedPace(clock: Clock) {
  const windows = new Map<string, RateWindow>();
  const inAll = new RateWindow({ limit: 50, windowMs: 1_000, clock });
  const windowOf = (key: string): RateWindow => {
    const known = windows.get(key);
    if (known !== undefined) return known;
    const fresh = new RateWindow({ limit: 5, windowMs: 5_000, clock });
    windows.set(key, fresh);
    return fresh;
  };
  return (name: string, channelId: string): { headers(): Record<string, string>; refusal?: Answer } => {
    const window = windowOf(`${name} ${channelId}`);
    const headers = () => ({
      'x-ratelimit-limit': String(window.limit),
      'x-ratelimit-remaining': String(window.remaining()),
      'x-ratelimit-reset': ((clock.now() + window.resetMs()) / 1_000).toFixed(3),
      'x-ratelimit-reset-after': (window.resetMs() / 1_000).toFixed(3),
      'x-ratelimit-bucket': `emulated-${name}`,
    });
    if (!inAll.take()) return { headers, refusal: tooMany(inAll.resetMs() / 1_000, 'global') };
    if (window.take()) return { headers };
    const answer = tooMany(window.resetMs() / 1_000, 'user');
    return { headers, refusal: { ...answer, headers: { ...answer.headers, ...headers() } } };
  };
}
