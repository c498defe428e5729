// The answer to a command, through @discordjs/rest: github discord/discord-api-docs interactions/receiving-and-responding.mdx.

import type { REST } from '@discordjs/rest';
import type { Adapter, Failure, MessageId, Result, Success } from '../adapter.js';
import { oneCall } from '../adapter-parts/one-call.js';
import { type Clock, systemClock } from '../clock.js';
import { TokentapeError } from '../errors.js';
import { RecentMap } from '../recent-map.js';
import { countCodePoints } from '../text/code-points.js';
import { explain, requireOneTry } from './discord/client.js';
import { type DiscordOptions, discord, inEveryCall, posted } from './discord.js';

/** What is needed of an interaction; one of discord.js will do. */
export interface DiscordInteraction {
  /** As the command came with it. */
  id: string;
  /** The bot's application. */
  applicationId: string;
  /** Good for fifteen minutes. Whoever has it can write in the bot's name. */
  token: string;
}

export interface DiscordInteractionOptions extends DiscordOptions {
  /** Only whoever gave the command sees the answer. Default false. */
  ephemeral?: boolean | undefined;
  /** When the fifteen minutes are over, what is left goes to the channel as ordinary messages, which everybody sees. Default false: it stays
   *  in the outcome's `unshown`. Not for an answer that is ephemeral. */
  continueInChannel?: boolean | undefined;
  /** Tells when the fifteen minutes are over. Default: real time. */
  clock?: Pick<Clock, 'now'> | undefined;
}

export interface DiscordInteractionAdapter extends Adapter {
  /** Promises an answer, which Discord wants within three seconds of the command; the reader sees that the bot is thinking. Not needed after
   *  discord.js's `deferReply`. */
  defer(): Promise<Result>;
}

/** Streams the answer to one command: the promised reply is filled in and edited, what does not fit follows it. A chat id is the channel's.
 *
 *  The first message may be sent again: it replaces the promise, however often. Messages that follow have no such key, and a lost answer to
 *  one is `maybeDelivered`. The client's own token is not used, so a token that has run out cannot make the client forget it. `rest` must
 *  be as for `discord`. */
export function discordInteraction(
  rest: REST,
  { id, applicationId, token }: DiscordInteraction,
  options: DiscordInteractionOptions = {},
): DiscordInteractionAdapter {
  requireOneTry(rest.options, ['/interactions/:id/:token/callback', '/webhooks/:id/:token', '/webhooks/:id/:token/messages/:id']);
  const { ephemeral = false, continueInChannel = false, clock = systemClock } = options;
  const channel = continueInChannel && !ephemeral ? discord(rest, options) : undefined;
  const webhook = `/webhooks/${applicationId}/${token}` as const;
  const always = inEveryCall(options);
  const onlyForOne = ephemeral && { flags: (always.flags ?? 0) | ephemeralFlag };
  const inChannel = new RecentMap<MessageId, true>(1_000);
  const begunAt = createdAt(id);
  let firstKey: string | undefined;
  let wasRefused = false;

  const isOver = () => wasRefused || clock.now() - begunAt >= tokenLifeMs;
  /** What the reader has stays; with a channel to go to, the rest follows it there. */
  const over = (reason: 'editUnsupported' | 'transient'): Failure => (channel ? { ...tokenOver, reason } : tokenOver);

  const attempt = (signal: AbortSignal, isRepeatable: boolean, call: () => Promise<Success>) =>
    oneCall({
      signal,
      isRepeatable,
      call,
      explain(error) {
        wasRefused ||= (error as { code?: unknown }).code === invalidToken;
        return explain(error, isRepeatable);
      },
    });

  const post = async (body: object, signal: AbortSignal) => posted(await rest.post(webhook, { body, signal, auth: false }));
  const patch = async (message: MessageId, body: object, signal: AbortSignal) =>
    posted(await rest.patch(`${webhook}/messages/${message}`, { body, signal, auth: false }));

  return {
    name: 'discord',
    limits: { maxLength: 2_000, lengthOf: countCodePoints },
    can: { edit: true, delete: true },

    async defer() {
      const body = { type: deferredReply, ...(ephemeral && { data: { flags: ephemeralFlag } }) };
      const signal = AbortSignal.timeout(firstAnswerMs);
      const result = await attempt(signal, true, async () => {
        await rest.post(`/interactions/${id}/${token}/callback`, { body, signal, auth: false });
        return { ok: true };
      });
      return !result.ok && result.message?.startsWith(`${alreadyAnswered}:`) ? { ok: true } : result;
    },

    async send(request) {
      const { text, idempotencyKey, signal } = request;
      if (isOver()) return channel ? keepInMind(await channel.send(request)) : tokenOver;
      firstKey ??= idempotencyKey;
      const isFirst = idempotencyKey === firstKey;
      const body = { content: text, ...always };
      const result = await attempt(signal, isFirst, () =>
        isFirst ? patch('@original', body, signal) : post({ ...body, ...onlyForOne }, signal),
      );
      return wasRefused ? over('transient') : result;
    },

    async edit(request) {
      const { messageId, text, signal } = request;
      if (inChannel.has(messageId)) return channel?.edit(request) ?? tokenOver;
      if (isOver()) return over('editUnsupported');
      const result = await attempt(signal, true, () => patch(messageId, { content: text, ...always }, signal));
      return wasRefused ? over('editUnsupported') : result;
    },

    async delete(request) {
      const { messageId, signal } = request;
      if (inChannel.has(messageId)) return channel?.delete?.(request) ?? tokenOver;
      if (isOver()) return tokenOver;
      const result = await attempt(signal, true, async () => {
        await rest.delete(`${webhook}/messages/${messageId}`, { signal, auth: false });
        return { ok: true };
      });
      return !result.ok && result.reason === 'messageGone' ? { ok: true } : result;
    },
  };

  function keepInMind(result: Result): Result {
    if (result.ok && result.messageId !== undefined) inChannel.set(result.messageId, true);
    return result;
  }
}

const deferredReply = 5;
const ephemeralFlag = 1 << 6;
const firstAnswerMs = 3_000;
const tokenLifeMs = 15 * 60_000;
const invalidToken = 50_027;
const alreadyAnswered = 40_060;

const tokenOver: Failure = { ok: false, reason: 'forbidden', message: "the interaction's fifteen minutes are over" };

/** A snowflake holds its time (github discord/discord-api-docs reference.mdx, snowflakes). */
function createdAt(snowflake: string): number {
  if (!/^\d{17,20}$/.test(snowflake)) throw new TokentapeError('badOption', 'discord-interaction: the id of an interaction is a snowflake');
  return Number((BigInt(snowflake) >> 22n) + 1_420_070_400_000n);
}
