// A Discord REST server for tests. Sources: github discord/discord-api-docs resources/message.mdx, topics/rate-limits.mdx,
// topics/opcodes-and-status-codes.mdx and interactions/receiving-and-responding.mdx; that 2000 counts code points is issue 1315 there.

import { systemClock } from '../clock.js';
import { Refusal, refused, tooMany } from './discord/answers.js';
import { type Body, botId, Channels, type DiscordMessage, rendered, written } from './discord/channels.js';
import { type DiscordInteraction, Interactions } from './discord/interactions.js';
import { documentedPace } from './discord/pace.js';
import { type Dialect, type Emulator, type EmulatorOptions, type IncomingCall, startEmulator } from './emulator.js';

export type { DiscordMessage } from './discord/channels.js';
export type { DiscordInteraction } from './discord/interactions.js';

export interface DiscordEmulatorOptions extends EmulatorOptions {
  /** The only bot token that is let in; another answers 401. Default: every token. */
  token?: string | undefined;
  /** The channels there are, as 17 to 19 digit ids; another answers 10003. Default: every such id exists. */
  channels?: readonly string[] | undefined;
  /** `documented` (default): 5 calls in 5 seconds for each route and channel, told in headers, and 50 a second in all. `none`: no
   *  limits and no headers. */
  limits?: 'documented' | 'none' | undefined;
}

export interface DiscordEmulator extends Emulator {
  /** The root of the API without the version: what the client's `api` option wants. */
  readonly apiUrl: string;
  /** What is on the screen of a channel, oldest first. */
  messages(channelId: string | number): readonly DiscordMessage[];
  /** A message that the bot did not write; gives its id. */
  say(channelId: string, text: string): string;
  /** Someone gives the bot a command. Its token lives for fifteen minutes. */
  interact(channelId: string): DiscordInteraction;
  /** Someone deletes a message. */
  remove(channelId: string | number, messageId: string | number): void;
}

const nonceLifeMs = 5 * 60_000;
const longestPage = 100;

/** What a call is about: the parts of its path, and what it brings. */
interface Asked {
  /** The channel, or the token of an interaction. */
  owner: string;
  messageId: string;
  body: Body;
  query: URLSearchParams;
}

/** Starts a Discord server under `/api/v10`: create, edit, delete, read and list messages, typing, and interactions. A `refuse` fault takes
 *  Discord's numeric code, `'50013'`. The calls are named `createMessage`, `editMessage`, `deleteMessage`, `getMessage`, `listMessages`,
 *  `triggerTyping`, `getChannel`, `getMe`; `respond`, `followUp`, `editResponse`, `getResponse`, `deleteResponse`. */
export async function startDiscordEmulator(options: DiscordEmulatorOptions = {}): Promise<DiscordEmulator> {
  const clock = options.clock ?? systemClock;
  const channels = new Channels(clock, options.channels);
  const interactions = new Interactions(clock, channels);
  const pace = options.limits === 'none' ? undefined : documentedPace(clock);

  const routes: Readonly<Record<string, (asked: Asked) => unknown>> = {
    createMessage({ owner, body }) {
      const text = written(body);
      const nonce = body.nonce === undefined ? undefined : String(body.nonce);
      const twin = channels
        .of(owner)
        .find((stored) => body.enforce_nonce && nonce && stored.nonce === nonce && clock.now() - stored.createdAt < nonceLifeMs);
      const { message_reference: reply } = body;
      if (reply && reply.fail_if_not_exists !== false) channels.find(owner, reply.message_id);
      const message = twin ?? channels.post(owner, { ...text, replyTo: reply?.message_id, nonce });
      // Only the answer to the sender holds it: whoever reads the message again does not see it.
      return { ...rendered(owner, message), ...(nonce !== undefined && { nonce }) };
    },

    editMessage({ owner, messageId, body }) {
      const message = channels.find(owner, messageId);
      if (!message.byBot) throw new Refusal(refused('50005'));
      Object.assign(message, written(body), { edits: message.edits + 1 });
      return rendered(owner, message);
    },

    deleteMessage({ owner, messageId }) {
      channels.remove(owner, channels.find(owner, messageId).id);
    },

    getMessage: ({ owner, messageId }) => rendered(owner, channels.find(owner, messageId)),

    listMessages({ owner, query }) {
      const before = query.get('before');
      const older = channels.of(owner).filter(({ id }) => before === null || BigInt(id) < BigInt(before));
      const newest = older.slice(-Math.min(Number(query.get('limit') ?? 50), longestPage));
      return newest.reverse().map((message) => rendered(owner, message));
    },

    getChannel({ owner }) {
      channels.of(owner);
      return { id: owner, type: 0 };
    },

    getMe: () => ({ id: botId, username: 'bot', bot: true }),

    triggerTyping({ owner }) {
      channels.of(owner);
    },

    respond: ({ owner, body }) => interactions.respond(owner, body),
    followUp: ({ owner, body }) => interactions.followUp(owner, body),
    editResponse: ({ owner, messageId, body }) => interactions.edit(owner, messageId, body),
    getResponse: ({ owner, messageId }) => interactions.get(owner, messageId),
    deleteResponse: ({ owner, messageId }) => interactions.remove(owner, messageId),
  };

  const dialect: Dialect = {
    nameOf: ({ httpMethod, segments }) => shapeOf(httpMethod, segments)?.name ?? 'unknown',
    handle(call) {
      const shape = shapeOf(call.httpMethod, call.segments);
      if (shape === undefined) return refused('0', 404);
      const needsToken = options.token !== undefined && !shape.isOpen;
      if (needsToken && call.headers.authorization !== `Bot ${options.token}`) return refused('0', 401);
      const [owner = '', messageId = ''] = shape.of(call.segments);
      const early = pace?.(call.name, shape.isOpen ? interactions.channelOf(owner) : owner);
      if (early?.refusal !== undefined) return early.refusal;
      const headers = early?.headers() ?? {};
      try {
        const result = routes[call.name]?.({ owner, messageId, body: fields(call), query: call.query });
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
    messages: (channelId) => channels.of(String(channelId)),
    say: (channelId, text) => channels.post(channelId, { text, byBot: false }).id,
    interact: (channelId) => interactions.begin(channelId),
    remove: (channelId, messageId) => channels.remove(channelId, messageId),
  };
}

/** A call by its method and path. */
interface Shape {
  name: string;
  pattern: RegExp;
  /** Where in the path channel (or interaction) and message stand. */
  of(segments: readonly string[]): readonly (string | undefined)[];
  /** The token is in the path, and nobody has to log in. */
  isOpen?: boolean;
}

const ofChannel = ([, , , channel, , message]: readonly string[]) => [channel, message];
const ofInteraction = ([, , , , token, , message]: readonly string[]) => [token, message];

const shapes: readonly Shape[] = [
  { name: 'createMessage', pattern: /^POST channels \S+ messages$/, of: ofChannel },
  { name: 'listMessages', pattern: /^GET channels \S+ messages$/, of: ofChannel },
  { name: 'getMessage', pattern: /^GET channels \S+ messages \S+$/, of: ofChannel },
  { name: 'editMessage', pattern: /^PATCH channels \S+ messages \S+$/, of: ofChannel },
  { name: 'deleteMessage', pattern: /^DELETE channels \S+ messages \S+$/, of: ofChannel },
  { name: 'triggerTyping', pattern: /^POST channels \S+ typing$/, of: ofChannel },
  { name: 'getChannel', pattern: /^GET channels \S+$/, of: ofChannel },
  { name: 'getMe', pattern: /^GET users @me$/, of: () => [] },
  { name: 'respond', pattern: /^POST interactions \S+ \S+ callback$/, of: ofInteraction, isOpen: true },
  { name: 'followUp', pattern: /^POST webhooks \S+ \S+$/, of: ofInteraction, isOpen: true },
  { name: 'getResponse', pattern: /^GET webhooks \S+ \S+ messages \S+$/, of: ofInteraction, isOpen: true },
  { name: 'editResponse', pattern: /^PATCH webhooks \S+ \S+ messages \S+$/, of: ofInteraction, isOpen: true },
  { name: 'deleteResponse', pattern: /^DELETE webhooks \S+ \S+ messages \S+$/, of: ofInteraction, isOpen: true },
];

function shapeOf(httpMethod: string, [, , ...path]: readonly string[]): Shape | undefined {
  const line = [httpMethod, ...path].join(' ');
  return shapes.find(({ pattern }) => pattern.test(line));
}

function fields({ body }: IncomingCall): Body {
  return typeof body === 'object' && body !== null ? body : {};
}
