// Home Assistant by plain `fetch`. Sources: developers.home-assistant.io/docs/api/rest and
// home-assistant.io/integrations/persistent_notification.

import type { Adapter, MessageId, Success } from '../adapter.js';
import { HttpRefusal, type HttpServer, jsonCaller } from '../adapter-parts/http-json.js';
import { oneCall } from '../adapter-parts/one-call.js';
import { type Clock, systemClock } from '../clock.js';
import { homeAssistantFailure } from './errors/homeassistant.js';

/** Where Home Assistant is, and who may write there. */
export interface HomeAssistantServer extends HttpServer {
  /** A long-lived access token of the user as whom the gateway acts. */
  accessToken: string;
}

/** What `homeassistant` takes besides the server. */
export interface HomeAssistantOptions {
  /** The heading of every notification; `metadata.title` overrides it. Default: Home Assistant's own. */
  title?: string | undefined;
  /** Tells how long a date in `Retry-After` is away. Default: real time. */
  clock?: Pick<Clock, 'now'> | undefined;
}

/** What `metadata` may hold for this adapter; anything else is ignored. */
export interface HomeAssistantMetadata {
  /** The heading of this stream's notifications. Default: that of the options. */
  title?: string | undefined;
}

/** Streams to the notifications of a Home Assistant: creating one again under the same id overwrites it, dismissing it is the delete.
 *  A chat id is any word; ids of notifications start with it. The text is Markdown and never refused; no limit of its length is
 *  documented.
 *
 *  An edit of a notification that someone has dismissed shows it again. The id comes from `idempotencyKey`, so a send that ended in
 *  `maybeDelivered` may be repeated with its key.
 *
 *  Throws `TokentapeError` with code `badServer` for an unusable URL or token. */
export function homeassistant(server: HomeAssistantServer, { title, clock = systemClock }: HomeAssistantOptions = {}): Adapter {
  const call = jsonCaller('homeassistant', server);

  const callService = (
    service: 'create' | 'dismiss',
    body: object,
    success: Success,
    about: { signal: AbortSignal; isRepeatable: boolean },
  ) =>
    oneCall({
      ...about,
      call: async () => {
        const answer = await call({ method: 'POST', path: `/api/services/persistent_notification/${service}`, body, signal: about.signal });
        // A service answers with the states that it changed; a login page of a proxy is no such list (developers.home-assistant.io, REST API).
        if (!Array.isArray(answer)) throw new Error('answered something that is not Home Assistant’s');
        return success;
      },
      explain: (error) => (error instanceof HttpRefusal ? homeAssistantFailure(error, about.isRepeatable, clock) : undefined),
    });

  const show = (
    id: MessageId,
    text: string,
    metadata: HomeAssistantMetadata | undefined,
    about: { signal: AbortSignal; isRepeatable: boolean },
  ) => callService('create', { notification_id: id, message: text, title: metadata?.title ?? title }, { ok: true, messageId: id }, about);

  return {
    name: 'homeassistant',
    limits: { maxLength: Number.POSITIVE_INFINITY, lengthOf: (text) => text.length },
    can: { edit: true, delete: true },
    send: ({ chatId, text, metadata, idempotencyKey, signal }) =>
      show(`${chatId}-${idempotencyKey}`, text, metadata, { signal, isRepeatable: false }),
    edit: ({ messageId, text, metadata, signal }) => show(messageId, text, metadata, { signal, isRepeatable: true }),
    delete: ({ messageId, signal }) => callService('dismiss', { notification_id: messageId }, { ok: true }, { signal, isRepeatable: true }),
  };
}
