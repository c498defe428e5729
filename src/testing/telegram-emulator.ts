// A Bot API server for tests. Sources: core.telegram.org/bots/api and /bots/faq; the order of checks and the words of the errors are
// those of tdlib/telegram-bot-api Client.cpp and tdlib/td MessageContent.cpp.

import { type Clock, systemClock } from '../clock.js';
import { countCodePoints } from '../code-points.js';
import { type Answer, type Dialect, type Emulator, type EmulatorOptions, type IncomingCall, startEmulator } from './emulator.js';
import { sleep } from './sleep.js';
import { MarkupError, parseMarkup, type TelegramEntity, trimMarked } from './telegram-markup.js';
import { type TokenBucket, TokenBuckets } from './token-bucket.js';

export interface TelegramEmulatorOptions extends EmulatorOptions {
  /** The only token that is let in. Default: every token. */
  token?: string | undefined;
  /** What is special about a chat, by id. Other chats exist, too: private if the id is positive, else supergroups. */
  chats?: Readonly<Record<string, TelegramChatOptions>> | undefined;
  /** `documented` (default): 1 message a second in a private chat after a burst of 5, 20 a minute in a group, edits included; 30 a
   *  second in all; drafts and chat actions 20 per 5 s and 40 per 30 s. `none`: no limits. */
  limits?: 'documented' | 'none' | undefined;
  /** Hold calls that are too early and accept them late, as the real server does with waits of up to 8 s (2 s for drafts and chat
   *  actions), instead of answering 429. Default false. */
  acceptLate?: boolean | undefined;
}

/** What is special about a chat. */
export interface TelegramChatOptions {
  /** Default: private for a positive id, else a supergroup. */
  type?: 'private' | 'group' | 'supergroup' | 'channel' | undefined;
  /** The topics there are; any other `message_thread_id` is not found. Default: every topic exists. */
  topics?: readonly number[] | undefined;
}

/** One message on the screen. */
export interface TelegramMessage {
  /** Counts up over all chats. */
  id: number;
  /** Without markup, ends trimmed. */
  text: string;
  /** What its markup became. */
  entities: readonly TelegramEntity[];
  /** The topic that it stands in. */
  threadId: number | undefined;
  /** How often it was edited. */
  edits: number;
  /** Whether links may grow a preview. */
  linkPreview: boolean;
  /** False for what `say` wrote. */
  byBot: boolean;
}

export interface TelegramEmulator extends Emulator {
  /** What is on the screen of a chat, oldest first. */
  messages(chatId: number | string): readonly TelegramMessage[];
  /** The draft that a chat shows now, if it has not expired. */
  draft(chatId: number | string): { draftId: number; text: string } | undefined;
  /** A message that the bot did not write; gives its id. */
  say(chatId: number | string, text: string): number;
  /** Someone deletes a message. */
  remove(chatId: number | string, messageId: number): void;
}

const draftLifeMs = 30_000;
const maxCodePoints = 4_096;
const maxBodyBytes = 32_768;
const maxHoldMs = { message: 8_000, draft: 2_000 };

interface Chat {
  type: string;
  topics: readonly number[] | undefined;
  messages: TelegramMessage[];
  draft: { draftId: number; text: string; until: number } | undefined;
}

/** A refusal in the Bot API's own words; the HTTP status follows from how they begin. */
class Refusal extends Error {}

/** Starts a Bot API server: `sendMessage`, `editMessageText`, `deleteMessage`, `sendMessageDraft`, `sendChatAction`, `getMe`. Give its
 *  `url` to a client as the API root. A `refuse` fault takes the description, `Bad Request: chat not found`. */
export async function startTelegramEmulator(options: TelegramEmulatorOptions = {}): Promise<TelegramEmulator> {
  const clock = options.clock ?? systemClock;
  const chats = new Map<string, Chat>();
  const pace = options.limits === 'none' ? undefined : documentedPace(clock);
  let lastMessageId = 0;

  const chatOf = (chatId: unknown): Chat => {
    const key = String(chatId);
    const known = chats.get(key);
    if (known !== undefined) return known;
    const special = options.chats?.[key];
    const type = special?.type ?? (Number(key) > 0 ? 'private' : 'supergroup');
    const chat: Chat = { type, topics: special?.topics, messages: [], draft: undefined };
    chats.set(key, chat);
    return chat;
  };

  const post = (chat: Chat, message: Omit<TelegramMessage, 'id' | 'edits'>): TelegramMessage => {
    lastMessageId += 1;
    const posted = { id: lastMessageId, edits: 0, ...message };
    chat.messages.push(posted);
    return posted;
  };

  const methods: Record<string, (body: Body) => unknown> = {
    getMe: () => ({ id: 9, is_bot: true, first_name: 'bot', username: 'bot', has_topics_enabled: true }),

    sendMessage(body) {
      const chat = chatOf(body.chat_id);
      const marked = readText(body);
      checkTopic(chat, body);
      checkReply(chat, body);
      chat.draft = undefined;
      const message = post(chat, { ...marked, threadId: body.message_thread_id, linkPreview: allowsPreview(body), byBot: true });
      return rendered(body.chat_id, chat, message, clock);
    },

    editMessageText(body) {
      const chat = chatOf(body.chat_id);
      const marked = readText(body);
      const message = chat.messages.find(({ id }) => id === Number(body.message_id));
      if (message === undefined) throw new Refusal('Bad Request: message to edit not found');
      if (!message.byBot) throw new Refusal("Bad Request: message can't be edited");
      if (message.text === marked.text && JSON.stringify(message.entities) === JSON.stringify(marked.entities)) {
        throw new Refusal(
          'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
        );
      }
      Object.assign(message, marked, { edits: message.edits + 1, linkPreview: allowsPreview(body) });
      return rendered(body.chat_id, chat, message, clock);
    },

    deleteMessage(body) {
      const chat = chatOf(body.chat_id);
      const index = chat.messages.findIndex(({ id }) => id === Number(body.message_id));
      if (index < 0) throw new Refusal('Bad Request: message to delete not found');
      chat.messages.splice(index, 1);
      return true;
    },

    sendMessageDraft(body) {
      const chat = chatOf(body.chat_id);
      if (chat.type !== 'private') throw new Refusal('Bad Request: TEXTDRAFT_PEER_INVALID');
      if (!Number.isInteger(body.draft_id) || body.draft_id === 0) throw new Refusal('Bad Request: draft_id must be non-zero');
      const { text } = readText(body, { mayBeEmpty: true });
      checkTopic(chat, body);
      chat.draft = { draftId: Number(body.draft_id), text, until: clock.now() + draftLifeMs };
      return true;
    },

    sendChatAction(body) {
      if (chatOf(body.chat_id).type === 'channel') throw new Refusal("Bad Request: chat action can't be sent to channels");
      return true;
    },
  };

  const dialect: Dialect = {
    nameOf: ({ segments }) => segments[1] ?? '',
    async handle(call) {
      if (options.token !== undefined && call.segments[0] !== `bot${options.token}`) return refused('Unauthorized');
      const method = Object.hasOwn(methods, call.name) ? methods[call.name] : undefined;
      if (method === undefined) return refused('Not Found: method not found');
      const body = fields(call);
      const held = await keepPace(call.name, body);
      if (held !== undefined) return held;
      try {
        return { status: 200, body: { ok: true, result: method(body) } };
      } catch (error) {
        if (error instanceof Refusal) return refused(error.message);
        throw error;
      }
    },
    wait: (seconds) => tooMany(seconds),
    refuse: (description, status) => refused(description, status),
  };

  /** The 429 for a call that comes too early; undefined once it may pass. */
  async function keepPace(name: string, body: Body): Promise<Answer | undefined> {
    if (pace === undefined || name === 'getMe') return undefined;
    const isDraft = name === 'sendMessageDraft' || name === 'sendChatAction';
    const chatId = String(body.chat_id);
    const buckets = isDraft ? pace.draft(chatId) : pace.message(chatId, chatOf(chatId).type);
    const waitMs = Math.max(...buckets.map((bucket) => bucket.waitMs()));
    if (waitMs > 0 && !(options.acceptLate && waitMs <= maxHoldMs[isDraft ? 'draft' : 'message']))
      return tooMany(Math.ceil(waitMs / 1_000));
    for (const bucket of buckets) bucket.take();
    if (waitMs > 0) await sleep(clock, waitMs);
    return undefined;
  }

  const ground = await startEmulator(dialect, options);
  return {
    ...ground,
    messages: (chatId) => chatOf(chatId).messages,
    draft(chatId) {
      const { draft } = chatOf(chatId);
      return draft !== undefined && draft.until > clock.now() ? { draftId: draft.draftId, text: draft.text } : undefined;
    },
    say: (chatId, text) => post(chatOf(chatId), { text, entities: [], threadId: undefined, linkPreview: true, byBot: false }).id,
    remove(chatId, messageId) {
      const chat = chatOf(chatId);
      chat.messages = chat.messages.filter(({ id }) => id !== messageId);
    },
  };
}

/** The fields of a call that are looked at; a client may send numbers as strings. */
interface Body {
  chat_id?: number | string;
  message_id?: number | string;
  message_thread_id?: number;
  draft_id?: number;
  text?: string;
  parse_mode?: string;
  entities?: TelegramEntity[];
  link_preview_options?: { is_disabled?: boolean };
  reply_parameters?: { message_id?: number; allow_sending_without_reply?: boolean };
}

function fields({ body, query }: IncomingCall): Body {
  return { ...Object.fromEntries(query), ...(typeof body === 'object' ? body : {}) };
}

function readText({ text = '', parse_mode, entities = [] }: Body, { mayBeEmpty = false } = {}) {
  if (Buffer.byteLength(text) > maxBodyBytes) throw new Refusal('Bad Request: text is too long');
  const marked = trimMarked(parse_mode === undefined ? { text, entities } : parse(text, parse_mode));
  if (marked.text === '' && !mayBeEmpty) throw new Refusal('Bad Request: message text is empty');
  if (countCodePoints(marked.text) > maxCodePoints) throw new Refusal('Bad Request: message is too long');
  return marked;
}

function parse(text: string, parseMode: string) {
  try {
    const marked = parseMarkup(text, parseMode);
    if (marked === undefined) throw new Refusal('Bad Request: unsupported parse_mode');
    return marked;
  } catch (error) {
    if (error instanceof MarkupError) throw new Refusal(`Bad Request: can't parse entities: ${error.message}`);
    throw error;
  }
}

function checkTopic(chat: Chat, { message_thread_id }: Body): void {
  if (message_thread_id === undefined || chat.topics === undefined) return;
  if (!chat.topics.includes(message_thread_id)) throw new Refusal('Bad Request: message thread not found');
}

function checkReply(chat: Chat, { reply_parameters }: Body): void {
  if (reply_parameters === undefined || reply_parameters.allow_sending_without_reply) return;
  const isThere = chat.messages.some(({ id }) => id === Number(reply_parameters.message_id));
  if (!isThere) throw new Refusal('Bad Request: message to be replied not found');
}

function allowsPreview({ link_preview_options }: Body): boolean {
  return !link_preview_options?.is_disabled;
}

function rendered(chatId: unknown, chat: Chat, { id, text, entities, threadId, edits }: TelegramMessage, clock: Clock) {
  const seconds = Math.floor(clock.now() / 1_000);
  return {
    message_id: id,
    from: { id: 9, is_bot: true, first_name: 'bot', username: 'bot' },
    chat: { id: Number(chatId), type: chat.type, ...(chat.type === 'private' ? { first_name: 'user' } : { title: 'chat' }) },
    date: seconds,
    ...(edits > 0 && { edit_date: seconds }),
    ...(threadId !== undefined && { message_thread_id: threadId }),
    text,
    ...(entities.length > 0 && { entities }),
  };
}

const statusByOpening: readonly (readonly [opening: string, status: number])[] = [
  ['Bad Request', 400],
  ['Unauthorized', 401],
  ['Forbidden', 403],
  ['Not Found', 404],
  ['Too Many Requests', 429],
  ['Internal Server Error', 500],
];

function refused(description: string, status?: number): Answer {
  const code = status ?? statusByOpening.find(([opening]) => description.startsWith(opening))?.[1] ?? 400;
  return { status: code, body: { ok: false, error_code: code, description } };
}

function tooMany(seconds: number | undefined): Answer {
  if (seconds === undefined) return refused('Too Many Requests');
  const description = `Too Many Requests: retry after ${seconds}`;
  return {
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: { ok: false, error_code: 429, description, parameters: { retry_after: seconds } },
  };
}

/** Published: about 1 message a second in one chat, bursts tolerated; 20 a minute in a group; about 30 a second in all
 *  (core.telegram.org/bots/faq). Edits share that budget (github tdlib/td issue 3034). Drafts: core.telegram.org/api/bots/ai. */
function documentedPace(clock: Clock) {
  const inPrivate = new TokenBuckets({ capacity: 5, fillMs: 5_000, clock });
  const inGroup = new TokenBuckets({ capacity: 20, fillMs: 60_000, clock });
  const inAll = new TokenBuckets({ capacity: 30, fillMs: 1_000, clock });
  const draftsShort = new TokenBuckets({ capacity: 20, fillMs: 5_000, clock });
  const draftsLong = new TokenBuckets({ capacity: 40, fillMs: 30_000, clock });
  return {
    message: (chatId: string, type: string): TokenBucket[] => [(type === 'private' ? inPrivate : inGroup).of(chatId), inAll.of('')],
    draft: (chatId: string): TokenBucket[] => [draftsShort.of(chatId), draftsLong.of(chatId)],
  };
}
