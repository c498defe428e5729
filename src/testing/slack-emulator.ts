// A Slack Web API server for tests. Sources: docs.slack.dev/reference/methods/chat.* and /apis/web-api/rate-limits; the five-minute end
// of a stream is github slackapi/python-slack-sdk issue 1859.

import { systemClock } from '../clock.js';
import { type Answer, type Dialect, type Emulator, type EmulatorOptions, type IncomingCall, startEmulator } from './emulator.js';
import { asSeen, rendered, type SlackMessage, type Stored } from './slack/messages.js';
import { documentedPace } from './slack/pace.js';

export type { SlackMessage } from './slack/messages.js';

export interface SlackEmulatorOptions extends EmulatorOptions {
  /** The only bearer token that is let in; another answers `invalid_auth`. Default: every token. */
  token?: string | undefined;
  /** The channels there are; another answers `channel_not_found`. Default: every channel exists. */
  channels?: readonly string[] | undefined;
  /** `documented` (default): the published tiers, each for a method of the whole workspace (update and delete 50 a minute, append 100,
   *  start and stop 20), and one post a second in a channel. `none`: no limits. */
  limits?: 'documented' | 'none' | undefined;
}

export interface SlackEmulator extends Emulator {
  /** The root of the Web API, with a trailing slash: what `slackApiUrl` wants. */
  readonly apiUrl: string;
  /** What is on the screen of a channel, threads included, oldest first. */
  messages(channel: string | number): readonly SlackMessage[];
  /** A message that the app did not write; gives its id. */
  say(channel: string, text: string): string;
  /** The user presses stop on a message that is being streamed. */
  stopByUser(channel: string, ts: string): void;
  /** Someone deletes a message. */
  remove(channel: string | number, ts: string | number): void;
}

const streamLifeMs = 5 * 60_000;
const maxUpdate = 4_000;
const maxPost = 40_000;
const maxMarkdown = 12_000;

/** A refusal: what goes into `error`. */
class Refusal extends Error {}

/** Starts a Slack server: `chat.postMessage`, `chat.update`, `chat.delete`, `chat.startStream`, `chat.appendStream`,
 *  `chat.stopStream`, `auth.test`, `conversations.info`, `conversations.history`, `conversations.replies`. A `refuse` fault takes the error, `message_not_found`. */
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

  const post = (channel: string, message: Partial<Stored> & Pick<Stored, 'raw'>): Stored => {
    posted += 1;
    const ts = `${Math.floor(clock.now() / 1_000)}.${String(posted).padStart(6, '0')}`;
    const ordinary = { threadTs: undefined, edits: 0, metadata: undefined, byApp: true, stream: undefined };
    const stored = { ts, ...ordinary, ...message };
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
      if (body.text === undefined && raw.length > maxMarkdown) throw new Refusal('msg_too_long');
      const { ts } = post(body.channel, { raw, threadTs: body.thread_ts, metadata: body.metadata });
      return { channel: body.channel, ts, message: { type: 'message', text: raw, ts, bot_id: 'B1' } };
    },

    'chat.update'(body) {
      const raw = body.text ?? body.markdown_text ?? '';
      const message = find(body);
      if (isStreaming(message)) throw new Refusal('streaming_state_conflict');
      if (raw === '' && (body.blocks ?? '[]') === '[]') throw new Refusal('no_text');
      if (raw.length > (body.text === undefined ? maxMarkdown : maxUpdate)) throw new Refusal('msg_too_long');
      // Metadata that is left out is metadata kept.
      Object.assign(message, { raw, edits: message.edits + 1, metadata: body.metadata ?? message.metadata });
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

    'conversations.info': (body) => ({ channel: { id: body.channel } }),

    // Answers in a thread are not in the history of its channel.
    'conversations.history': (body) => read(body, ({ threadTs, ts }) => threadTs === undefined || threadTs === ts, true),

    'conversations.replies': (body) => read(body, ({ threadTs, ts }) => threadTs === body.ts || ts === body.ts, false),
  };

  /** Newest first, or a thread oldest first, with a page's end as cursor. */
  const read = (body: Fields, isListed: (stored: Stored) => boolean, newestFirst: boolean): object => {
    const { oldest = '0', latest = '9999999999.999999', inclusive, include_all_metadata: all, cursor = '0', limit = '100' } = body;
    const isWithin = ({ ts }: Stored) => (inclusive === 'true' ? ts >= oldest && ts <= latest : ts > oldest && ts < latest);
    const listed = channelOf(body.channel).filter((stored) => isListed(stored) && isWithin(stored));
    if (newestFirst) listed.reverse();
    const end = Number(cursor) + Number(limit);
    const hasMore = end < listed.length;
    const messages = listed.slice(Number(cursor), end).map((stored) => rendered(stored, all === 'true'));
    return { messages, has_more: hasMore, ...(hasMore && { response_metadata: { next_cursor: String(end) } }) };
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
    messages: (channel) => channelOf(String(channel)).map((stored) => asSeen(stored, isStreaming(stored))),
    say: (channel, text) => post(channel, { raw: text, byApp: false }).ts,
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
  metadata?: string;
  oldest?: string;
  latest?: string;
  inclusive?: string;
  include_all_metadata?: string;
  cursor?: string;
  limit?: string;
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
