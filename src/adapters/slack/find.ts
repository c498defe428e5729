import type { FindRequest, Found } from '../../adapter.js';
import { earliest, type History, readHistory, theOnly, unsure } from '../../adapter-parts/chat-history.js';

/** Slack keeps this beside a message, unseen by people, and gives it back to the app that wrote it (docs.slack.dev/messaging/message-metadata). */
export function keyMetadata(idempotencyKey: string) {
  return { event_type: eventType, event_payload: { key: idempotencyKey } };
}

const eventType = 'tokentape_message';
const pageLength = 100;

/** One call of the Web API. Rejects with the client's error. */
type Call = (method: string, args: Record<string, unknown>) => Promise<unknown>;

interface Message {
  ts: string;
  text: string;
  bot_id?: string;
  metadata?: { event_type?: string; event_payload?: { key?: unknown } };
}

interface Answer {
  messages: Message[];
  response_metadata?: { next_cursor?: string };
}

/** Finds a message of this app's in a channel, or in a thread of it, by the key that was sent with it. A native stream carries none: if
 *  there may have been one (`streams`), a message of the app's without a key makes it uncertain. */
export async function findInChannel(
  call: Call,
  { chatId, messageId, idempotencyKey, sentAt }: FindRequest,
  { threadTs, streams }: { threadTs: string | undefined; streams: boolean },
): Promise<Found> {
  const read = async (window: object) => {
    const where = { channel: String(chatId), ...(threadTs !== undefined && { ts: threadTs }), include_all_metadata: true, ...window };
    return (await call(threadTs === undefined ? 'conversations.history' : 'conversations.replies', where)) as Answer;
  };
  if (messageId !== undefined) {
    const { messages } = await read({ oldest: String(messageId), latest: String(messageId), inclusive: true, limit: pageLength });
    const message = messages.find(({ ts }) => ts === String(messageId));
    return { ok: true, message: message ? partOf(message) : null };
  }
  const from = earliest(sentAt);
  const history: History<Message> = await readHistory<Message>(from, {
    async page(cursor) {
      const since = from !== undefined && { oldest: (from / 1_000).toFixed(6) };
      const { messages, response_metadata: more } = await read({ ...since, limit: pageLength, ...(cursor !== undefined && { cursor }) });
      return { messages, next: more?.next_cursor || undefined };
    },
    // A thread is always told together with the message that it hangs on, however old that is.
    timeOf: ({ ts }) => (ts === threadTs ? Number.POSITIVE_INFINITY : Number(ts) * 1_000),
  });
  const byKey = history.messages.filter((message) => keyOf(message) === idempotencyKey);
  if (byKey.length === 0 && streams) {
    const { bot_id: me } = (await call('auth.test', {})) as { bot_id?: string };
    const isUnmarked = (message: Message) => message.bot_id === me && keyOf(message) === undefined;
    if (history.messages.some(isUnmarked)) return unsure('a stream of this app may be it');
  }
  return theOnly(history, byKey, partOf);
}

function keyOf({ metadata }: Message): unknown {
  return metadata?.event_type === eventType ? metadata.event_payload?.key : undefined;
}

function partOf({ ts, text }: Message) {
  return { id: ts, text: asWritten(text) };
}

/** Slack puts links into brackets, and keeps three characters as entities. */
function asWritten(text: string): string {
  const unlinked = text.replace(/<((?:https?|mailto|tel):[^|>]+)(?:\|([^>]*))?>/g, (_, url: string, label?: string) => label ?? url);
  return unlinked.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
