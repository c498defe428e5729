import type { REST } from '@discordjs/rest';
import type { FindRequest, Found } from '../../adapter.js';
import { earliest, readHistory, theOnly, unsure } from '../../adapter-parts/chat-history.js';

/** The part of a message that is read. */
interface Message {
  id: string;
  content: string;
  timestamp: string;
  author: { id: string };
}

const pageLength = 100;

/** Finds a message of this bot's in the history of its channel. Discord tells a nonce only to whoever sent it, so an unknown message is told
 *  by its author, its text and its time; without those three nothing is certain. */
export async function findInChannel(rest: REST, { chatId, messageId, text, sentAt, signal }: FindRequest): Promise<Found> {
  // The client leaves a listener on the signal of every request.
  const get = (path: `/${string}`, query?: URLSearchParams) =>
    rest.get(path, { signal: AbortSignal.any([signal]), ...(query && { query }) });
  if (messageId !== undefined) {
    const { id, content } = (await get(`/channels/${chatId}/messages/${messageId}`)) as Message;
    return { ok: true, message: { id, text: content } };
  }
  if (text === undefined || sentAt === undefined) return unsure('Discord finds a message only by its text and time');
  const me = (await get('/users/@me')) as { id: string };
  const history = await readHistory<Message>(earliest(sentAt), {
    async page(before) {
      const query = new URLSearchParams({ limit: String(pageLength), ...(before !== undefined && { before }) });
      const messages = (await get(`/channels/${chatId}/messages`, query)) as Message[];
      return { messages, next: messages.length < pageLength ? undefined : messages.at(-1)?.id };
    },
    timeOf: ({ timestamp }) => Date.parse(timestamp),
  });
  const own = history.messages.filter(({ author, content }) => author.id === me.id && content.trim() === text.trim());
  return theOnly(history, own, ({ id, content }) => ({ id, text: content }));
}
