// A Slack Web API server for tests. Sources: docs.slack.dev/reference/methods/chat.* and /apis/web-api/rate-limits; the five-minute end
// of a stream is github slackapi/python-slack-sdk issue 1859.

import { type Clock, systemClock } from '../clock.js';
import { type Answer, type Dialect, type Emulator, type EmulatorOptions, type IncomingCall, startEmulator } from './emulator.js';
import { type TokenBucket, TokenBuckets } from './token-bucket.js';

export interface SlackEmulatorOptions extends EmulatorOptions {
  /** The only bearer token that is let in; another answers `invalid_auth`. Default: every token. */
  token?: string | undefined;
  /** The channels there are; another answers `channel_not_found`. Default: every channel exists. */
  channels?: readonly string[] | undefined;
  /** `documented` (default): the published tiers, each for a method of the whole workspace (update and delete 50 a minute, append 100,
   *  start and stop 20), and one post a second in a channel. `none`: no limits. */
  limits?: 'documented' | 'none' | undefined;
}

/** One message on the screen. */
export interface SlackMessage {
  /** Its `ts`. */
  id: string;
  /** As a reader sees it: `&amp;`, `&lt;` and `&gt;` are resolved. */
  text: string;
  /** The thread that it stands in. */
  threadTs: string | undefined;
  /** `streaming` until it is stopped, by the app, by the user or after five minutes; `ended` then, and for ordinary messages. */
  state: 'streaming' | 'ended';
  /** How often it was updated. */
  edits: number;
  /** People and groups that this message notifies: `U1`, `!channel`, `!subteam^S1`. */
  mentions: readonly string[];
}

export interface SlackEmulator extends Emulator {
  /** The root of the Web API, with a trailing slash: what `slackApiUrl` wants. */
  readonly apiUrl: string;
  /** What is on the screen of a channel, threads included, oldest first. */
  messages(channel: string | number): readonly SlackMessage[];
  /** The user presses stop on a message that is being streamed. */
  stopByUser(channel: string, ts: string): void;
  /** Someone deletes a message. */
  remove(channel: string | number, ts: string | number): void;
}

const streamLifeMs = 5 * 60_000;
const maxUpdate = 4_000;
const maxPost = 40_000;
const maxMarkdown = 12_000;

interface Stored {
  ts: string;
  /** As it was sent, entities unresolved. */
  raw: string;
  threadTs: string | undefined;
  edits: number;
  stream: { startedAt: number; ended: boolean; stoppedByUser: boolean } | undefined;
}

/** A refusal: what goes into `error`. */
class Refusal extends Error {}

/** Starts a Slack server: `chat.postMessage`, `chat.update`, `chat.delete`, `chat.startStream`, `chat.appendStream`,
 *  `chat.stopStream`, `auth.test`. A `refuse` fault takes the error, `message_not_found`. */
export async function startSlackEmulator(options: SlackEmulatorOptions = {}): Promise<SlackEmulator> {
  const clock = options.clock ?? systemClock;
  const channels = new Map<string, Stored[]>();
  const pace = options.limits === 'none' ? undefined : documentedPace(clock);
  let posted = 0;

  const channelOf = (channel: string): Stored[] => {
    const known = channels.get(channel);
    if (known !== undefined) return known;
    const fresh: Stored[] = [];
    channels.set(channel, fresh);
    return fresh;
  };

  const post = (channel: string, message: Omit<Stored, 'ts' | 'edits'>): Stored => {
    posted += 1;
    const ts = `${Math.floor(clock.now() / 1_000)}.${String(posted).padStart(6, '0')}`;
    const stored = { ts, edits: 0, ...message };
    channelOf(channel).push(stored);
    return stored;
  };

  const find = ({ channel, ts }: Fields): Stored => {
    const message = channelOf(channel).find((stored) => stored.ts === ts);
    if (message === undefined) throw new Refusal('message_not_found');
    return message;
  };

  const isStreaming = ({ stream }: Stored): boolean =>
    stream !== undefined && !stream.ended && clock.now() - stream.startedAt < streamLifeMs;

  const appendTo = (message: Stored, body: Fields): void => {
    if (message.stream?.stoppedByUser) throw new Refusal('stopped_by_user');
    if (!isStreaming(message)) throw new Refusal('message_not_in_streaming_state');
    message.raw += streamed(body);
  };

  const methods: Record<string, (body: Fields) => object> = {
    'auth.test': () => ({ team_id: 'T1', user_id: 'U0', bot_id: 'B1' }),

    'chat.postMessage'(body) {
      const raw = (body.text ?? body.markdown_text ?? '').slice(0, maxPost);
      if (raw === '' && body.blocks === undefined) throw new Refusal('no_text');
      const { ts } = post(body.channel, { raw, threadTs: body.thread_ts, stream: undefined });
      return { channel: body.channel, ts, message: { type: 'message', text: raw, ts, bot_id: 'B1' } };
    },

    'chat.update'(body) {
      const raw = body.text ?? body.markdown_text ?? '';
      const message = find(body);
      if (isStreaming(message)) throw new Refusal('streaming_state_conflict');
      if (raw === '' && (body.blocks ?? '[]') === '[]') throw new Refusal('no_text');
      if (raw.length > (body.text === undefined ? maxMarkdown : maxUpdate)) throw new Refusal('msg_too_long');
      Object.assign(message, { raw, edits: message.edits + 1 });
      return { channel: body.channel, ts: message.ts, text: raw, message: { text: raw, user: 'U0' } };
    },

    'chat.delete'(body) {
      const { ts } = find(body);
      channels.set(
        body.channel,
        channelOf(body.channel).filter((stored) => stored.ts !== ts),
      );
      return { channel: body.channel, ts };
    },

    'chat.startStream'(body) {
      // Direct messages have ids that begin with D; anywhere else Slack must be told for whom the stream is.
      if (!body.channel.startsWith('D')) {
        if (body.recipient_user_id === undefined) throw new Refusal('missing_recipient_user_id');
        if (body.recipient_team_id === undefined) throw new Refusal('missing_recipient_team_id');
      }
      const stream = { startedAt: clock.now(), ended: false, stoppedByUser: false };
      const { ts } = post(body.channel, { raw: streamed(body), threadTs: body.thread_ts, stream });
      return { channel: body.channel, ts };
    },

    'chat.appendStream'(body) {
      const message = find(body);
      appendTo(message, body);
      return { channel: body.channel, ts: message.ts };
    },

    'chat.stopStream'(body) {
      const message = find(body);
      appendTo(message, body);
      if (message.stream) message.stream.ended = true;
      return { channel: body.channel, ts: message.ts, message: { text: message.raw, ts: message.ts } };
    },
  };

  const dialect: Dialect = {
    nameOf: ({ segments }) => segments.at(-1) ?? '',
    handle(call) {
      const { token, ...body } = fields(call);
      const given = call.headers.authorization?.replace(/^Bearer /, '') ?? token;
      if (options.token !== undefined && given !== options.token) return refused('invalid_auth');
      const method = Object.hasOwn(methods, call.name) ? methods[call.name] : undefined;
      if (method === undefined) return refused('unknown_method');
      if (options.channels && body.channel !== '' && !options.channels.includes(body.channel)) return refused('channel_not_found');
      const bucket = pace?.(call.name, body.channel);
      const waitMs = bucket?.waitMs() ?? 0;
      if (waitMs > 0) return tooMany(Math.ceil(waitMs / 1_000));
      bucket?.take();
      try {
        return { status: 200, body: { ok: true, ...method(body) } };
      } catch (error) {
        if (error instanceof Refusal) return refused(error.message);
        throw error;
      }
    },
    wait: (seconds) => tooMany(seconds),
    refuse: (error, status) => refused(error, status),
  };

  const ground = await startEmulator(dialect, options);
  return {
    ...ground,
    apiUrl: `${ground.url}/api/`,
    messages: (channel) =>
      channelOf(String(channel)).map((stored) => ({
        id: stored.ts,
        text: resolved(stored.raw),
        threadTs: stored.threadTs,
        state: isStreaming(stored) ? 'streaming' : 'ended',
        edits: stored.edits,
        mentions: [...stored.raw.matchAll(/<([@!][^>|]+)[^>]*>/g)].map(([, target = '']) => target.replace(/^@/, '')),
      })),
    stopByUser(channel, ts) {
      const { stream } = find({ channel, ts });
      if (stream) Object.assign(stream, { ended: true, stoppedByUser: true });
    },
    remove: (channel, ts) =>
      void channels.set(
        String(channel),
        channelOf(String(channel)).filter((stored) => stored.ts !== ts),
      ),
  };
}

/** The fields of a call that are looked at. Arrays and objects arrive as JSON in a string. */
interface Fields {
  channel: string;
  token?: string;
  ts?: string;
  text?: string;
  markdown_text?: string;
  chunks?: string;
  blocks?: string;
  thread_ts?: string;
  recipient_user_id?: string;
  recipient_team_id?: string;
}

function fields({ body }: IncomingCall): Fields {
  const given = typeof body === 'object' && body !== null ? body : {};
  const texts = Object.entries(given).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]);
  return { channel: '', ...Object.fromEntries(texts) };
}

/** What a streaming call adds to its message. */
function streamed({ markdown_text, chunks }: Fields): string {
  if (markdown_text !== undefined && chunks !== undefined) throw new Refusal('markdown_text_conflict');
  const text = markdown_text ?? textOfChunks(chunks);
  if (text.length > maxMarkdown) throw new Refusal('msg_too_long');
  return text;
}

function textOfChunks(chunks: string | undefined): string {
  if (chunks === undefined) return '';
  try {
    const parsed = JSON.parse(chunks) as { type: string; text?: string }[];
    return parsed.map(({ type, text }) => (type === 'markdown_text' ? text : '')).join('');
  } catch {
    throw new Refusal('invalid_chunks');
  }
}

function resolved(raw: string): string {
  return raw.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function refused(error: string, status = 200): Answer {
  return { status, body: { ok: false, error } };
}

function tooMany(seconds: number | undefined): Answer {
  return {
    status: 429,
    headers: seconds === undefined ? {} : { 'retry-after': String(seconds) },
    body: { ok: false, error: 'ratelimited' },
  };
}

const perMinute: Readonly<Record<string, number>> = {
  'chat.update': 50,
  'chat.delete': 50,
  'chat.startStream': 20,
  'chat.appendStream': 100,
  'chat.stopStream': 20,
};

function documentedPace(clock: Clock): (method: string, channel: string) => TokenBucket | undefined {
  const posts = new TokenBuckets({ capacity: 1, fillMs: 1_000, clock });
  const tiers = new Map(
    Object.entries(perMinute).map(([method, capacity]) => [method, new TokenBuckets({ capacity, fillMs: 60_000, clock })]),
  );
  return (method, channel) => (method === 'chat.postMessage' ? posts.of(channel) : tiers.get(method)?.of(''));
}
