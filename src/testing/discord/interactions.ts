// Commands that a user gives to a bot, and how they are answered: github discord/discord-api-docs
// interactions/receiving-and-responding.mdx.

import type { Clock } from '../../clock.js';
import { refusal } from './answers.js';
import { type Body, type Channels, rendered, type Stored, written } from './channels.js';

/** An interaction as a bot hears of it, the part that is needed to answer it. */
export interface DiscordInteraction {
  /** A snowflake. */
  id: string;
  /** The bot's application. */
  application_id: string;
  /** What the answer is sent with. */
  token: string;
  /** Where the command was given. */
  channel_id: string;
}

const firstAnswerMs = 3_000;
const tokenLifeMs = 15 * 60_000;
const deferred = 5;

interface Open {
  channelId: string;
  createdAt: number;
  /** There is an answer, or the promise of one. */
  isAnswered: boolean;
  originalId?: string;
}

export class Interactions {
  readonly #clock: Clock;
  readonly #channels: Channels;
  readonly #byToken = new Map<string, Open>();

  constructor(clock: Clock, channels: Channels) {
    this.#clock = clock;
    this.#channels = channels;
  }

  /** Someone gives a command in a channel. */
  begin(channelId: string): DiscordInteraction {
    const id = this.#channels.freshId();
    const token = `planted-interaction-token-${id}`;
    this.#byToken.set(token, { channelId, createdAt: this.#clock.now(), isAnswered: false });
    return { id, application_id: '100000000000000008', token, channel_id: channelId };
  }

  /** The first answer, within three seconds: a message, or the promise of one. */
  respond(token: string, { type, data = {} }: Body): undefined {
    const open = this.#byToken.get(token);
    if (open === undefined || this.#clock.now() - open.createdAt > firstAnswerMs) throw refusal('10062');
    if (open.isAnswered) throw refusal('40060');
    if (type !== deferred) open.originalId = this.#channels.post(open.channelId, written(data)).id;
    open.isAnswered = true;
  }

  followUp(token: string, body: Body) {
    const { channelId } = this.#open(token);
    return rendered(channelId, this.#channels.post(channelId, written(body)));
  }

  /** `@original` is the first answer; the edit of a promise keeps it. */
  edit(token: string, messageId: string, body: Body) {
    const open = this.#open(token);
    const text = written(body);
    if (messageId === '@original' && open.originalId === undefined) {
      if (!open.isAnswered) throw refusal('10008');
      const kept = this.#channels.post(open.channelId, text);
      open.originalId = kept.id;
      return rendered(open.channelId, kept);
    }
    const message = this.#find(open, messageId);
    Object.assign(message, text, { edits: message.edits + 1 });
    return rendered(open.channelId, message);
  }

  get(token: string, messageId: string) {
    const open = this.#open(token);
    return rendered(open.channelId, this.#find(open, messageId));
  }

  remove(token: string, messageId: string): undefined {
    const open = this.#open(token);
    this.#channels.remove(open.channelId, this.#find(open, messageId).id);
  }

  channelOf(token: string): string {
    return this.#byToken.get(token)?.channelId ?? '';
  }

  #open(token: string): Open {
    const open = this.#byToken.get(token);
    if (open === undefined) throw refusal('10015');
    if (this.#clock.now() - open.createdAt >= tokenLifeMs) throw refusal('50027');
    return open;
  }

  #find({ channelId, originalId }: Open, messageId: string): Stored {
    return this.#channels.find(channelId, messageId === '@original' ? originalId : messageId);
  }
}
