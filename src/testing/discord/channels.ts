import type { Clock } from '../../clock.js';
import { countCodePoints } from '../../text/code-points.js';
import { refusal } from './answers.js';

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

export interface Stored extends DiscordMessage {
  nonce: string | undefined;
  createdAt: number;
}

/** The fields of a call that are looked at. */
export interface Body {
  content?: string;
  nonce?: string | number;
  enforce_nonce?: boolean;
  flags?: number;
  allowed_mentions?: AllowedMentions;
  message_reference?: { message_id?: string; fail_if_not_exists?: boolean };
  /** Of the answer to an interaction. */
  type?: number;
  data?: Body;
}

interface AllowedMentions {
  parse?: readonly string[];
  users?: readonly string[];
  roles?: readonly string[];
}

const maxCodePoints = 2_000;
const snowflake = /^\d{17,19}$/;
const discordEpochMs = 1_420_070_400_000;

/** What is written in which channel. */
export class Channels {
  readonly #clock: Clock;
  readonly #known: readonly string[] | undefined;
  readonly #messages = new Map<string, Stored[]>();
  #created = 0n;

  /** `known`: the channels there are, if not every snowflake is one. */
  constructor(clock: Clock, known: readonly string[] | undefined) {
    this.#clock = clock;
    this.#known = known;
  }

  /** Oldest first. Throws the refusal for a channel that there is not. */
  of(channelId: string): Stored[] {
    const messages = this.#messages.get(channelId);
    if (messages !== undefined) return messages;
    if (!snowflake.test(channelId) || (this.#known && !this.#known.includes(channelId))) throw refusal('10003');
    const fresh: Stored[] = [];
    this.#messages.set(channelId, fresh);
    return fresh;
  }

  post(channelId: string, message: Partial<Stored> & Pick<Stored, 'text'>): Stored {
    const ordinary = { replyTo: undefined, edits: 0, pings: [], flags: 0, byBot: true, nonce: undefined };
    const stored = { ...ordinary, id: this.freshId(), createdAt: this.#clock.now(), ...message };
    this.of(channelId).push(stored);
    return stored;
  }

  /** A snowflake of now. */
  freshId(): string {
    this.#created += 1n;
    return String((BigInt(Math.floor(this.#clock.now()) - discordEpochMs) << 22n) + this.#created);
  }

  find(channelId: string, messageId: string | undefined): Stored {
    const message = this.of(channelId).find(({ id }) => id === messageId);
    if (message === undefined) throw refusal('10008');
    return message;
  }

  remove(channelId: string | number, messageId: string | number): void {
    const key = String(channelId);
    this.#messages.set(
      key,
      this.of(key).filter(({ id }) => id !== messageId),
    );
  }
}

/** What a body makes of a message. Throws the refusal for a text that is empty or too long. */
export function written({ content = '', allowed_mentions, flags }: Body): Pick<Stored, 'text' | 'pings'> & { flags?: number } {
  // White space at the ends is taken off.
  const text = content.trim();
  if (text === '') throw refusal('50006');
  if (countCodePoints(content) > maxCodePoints) throw refusal('50035');
  return { text, pings: pinged(text, allowed_mentions), ...(flags !== undefined && { flags }) };
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

export const botId = '100000000000000009';
const someoneId = '100000000000000010';

export function rendered(channelId: string, { id, text, edits, flags, createdAt, byBot }: Stored) {
  return {
    id,
    channel_id: channelId,
    author: byBot ? { id: botId, username: 'bot', bot: true } : { id: someoneId, username: 'someone' },
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
  };
}
