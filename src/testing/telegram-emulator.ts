// A Bot API server for tests. Sources: core.telegram.org/bots/api and /bots/faq; the order of checks and the words of the errors are
// those of tdlib/telegram-bot-api Client.cpp and tdlib/td MessageContent.cpp.

import { type Clock, systemClock } from '../clock.js';
import { type Answer, type Dialect, type Emulator, type EmulatorOptions, startEmulator } from './emulator.js';
import { sleep } from './sleep.js';
import { Refusal, refused, tooMany } from './telegram/answers.js';
import type { TelegramEntity } from './telegram/markup.js';
import { documentedPace } from './telegram/pace.js';
import { type Body, fields, readText } from './telegram/reading.js';
import { Updates } from './telegram/updates.js';

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
  /** A message that the bot did not write, and that it hears of by `getUpdates`; gives its id. */
  say(chatId: number | string, text: string): number;
  /** Someone deletes a message. */
  remove(chatId: number | string, messageId: number): void;
}

const draftLifeMs = 30_000;
const maxHoldMs = { message: 8_000, draft: 2_000 };

interface Chat {
  type: string;
  topics: readonly number[] | undefined;
  messages: TelegramMessage[];
  draft: { draftId: number; text: string; until: number } | undefined;
}

/** Starts a Bot API server: `sendMessage`, `editMessageText`, `deleteMessage`, `sendMessageDraft`, `sendChatAction`, `getMe`, `getChat`,
 *  `getUpdates`, `deleteWebhook`. Give its `url` to a client as the API root. A `refuse` fault takes the description, `Bad Request: chat not found`. */
export async function startTelegramEmulator(options: TelegramEmulatorOptions = {}): Promise<TelegramEmulator> {
  const clock = options.clock ?? systemClock;
  const chats = new Map<string, Chat>();
  const pace = options.limits === 'none' ? undefined : documentedPace(clock);
  const updates = new Updates(clock);
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
    getUpdates: ({ offset, timeout }) => updates.after(offset, timeout),

    deleteWebhook: () => true,

    getChat({ chat_id }) {
      const { type } = chatOf(chat_id);
      return { id: Number(chat_id), type };
    },

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
        return { status: 200, body: { ok: true, result: await method(body) } };
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
    if (pace === undefined || name.startsWith('get') || name === 'deleteWebhook') return undefined;
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
    say(chatId, text) {
      const chat = chatOf(chatId);
      const said = post(chat, { text, entities: [], threadId: undefined, linkPreview: true, byBot: false });
      updates.add({ message: rendered(chatId, chat, said, clock) });
      return said.id;
    },
    remove(chatId, messageId) {
      const chat = chatOf(chatId);
      chat.messages = chat.messages.filter(({ id }) => id !== messageId);
    },
    close() {
      updates.close();
      return ground.close();
    },
  };
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

function rendered(chatId: unknown, chat: Chat, { id, text, entities, threadId, edits, byBot }: TelegramMessage, clock: Clock) {
  const seconds = Math.floor(clock.now() / 1_000);
  return {
    message_id: id,
    from: byBot ? { id: 9, is_bot: true, first_name: 'bot', username: 'bot' } : { id: 7, is_bot: false, first_name: 'user' },
    chat: { id: Number(chatId), type: chat.type, ...(chat.type === 'private' ? { first_name: 'user' } : { title: 'chat' }) },
    date: seconds,
    ...(edits > 0 && { edit_date: seconds }),
    ...(threadId !== undefined && { message_thread_id: threadId }),
    text,
    ...(entities.length > 0 && { entities }),
  };
}
