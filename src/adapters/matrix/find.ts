import type { FindRequest, Found } from '../../adapter.js';
import { earliest, readHistory, theOnly, unsure } from '../../adapter-parts/chat-history.js';
import { fieldsOf } from '../../adapter-parts/http-json.js';

/** One GET of the client-server API, by the path behind `/rooms/{roomId}`. */
type Get = (version: 'v1' | 'v3', path: string) => Promise<unknown>;

interface Event {
  event_id: string;
  sender: string;
  origin_server_ts: number;
  content: { body?: string; 'm.new_content'?: { body?: string } };
  unsigned?: { transaction_id?: string; redacted_because?: unknown };
}

const pageLength = 100;

/** Finds an event that this access token sent, by its transaction id. A server forgets those after a while (Synapse after a day), so an
 *  event with the same text and no such id makes it uncertain, and so does a text that is not known. */
export async function findInRoom(get: Get, { messageId, idempotencyKey, text, sentAt }: FindRequest): Promise<Found> {
  if (messageId !== undefined) return readBack(get, encodeURIComponent(messageId));
  const history = await readHistory<Event>(earliest(sentAt), {
    async page(from) {
      const query = new URLSearchParams({ dir: 'b', limit: String(pageLength), ...(from !== undefined && { from }) });
      const { chunk = [], end } = fieldsOf(await get('v3', `messages?${query}`)) as { chunk?: Event[]; end?: string };
      return { messages: chunk, next: end };
    },
    timeOf: ({ origin_server_ts }) => origin_server_ts,
  });
  const shown = history.messages.filter((event) => !isRedacted(event));
  const byKey = shown.filter(({ unsigned }) => unsigned?.transaction_id === idempotencyKey);
  if (byKey.length === 0 && (text === undefined || shown.some(({ content }) => content.body === text))) {
    return unsure('the server may have forgotten the transaction');
  }
  return theOnly(history, byKey, ({ event_id, content }) => ({ id: event_id, text: content.body ?? '' }));
}

/** The event in its latest version. */
async function readBack(get: Get, eventId: string): Promise<Found> {
  const event = (await get('v3', `event/${eventId}`)) as Event;
  if (isRedacted(event)) return { ok: true, message: null };
  const { chunk = [] } = fieldsOf(await get('v1', `relations/${eventId}/m.replace`)) as { chunk?: Event[] };
  const latest = chunk.find(({ sender }) => sender === event.sender);
  return { ok: true, message: { id: event.event_id, text: latest?.content['m.new_content']?.body ?? event.content.body ?? '' } };
}

function isRedacted({ unsigned }: Event): boolean {
  return unsigned?.redacted_because !== undefined;
}
