// The notifications of a Home Assistant, for tests. Sources: developers.home-assistant.io/docs/api/rest and
// home-assistant.io/integrations/persistent_notification.

import { type Answer, type Dialect, type Emulator, type EmulatorOptions, startEmulator } from './emulator.js';

export interface HomeAssistantEmulatorOptions extends EmulatorOptions {
  /** The only access token that is let in; another answers 401. Default: every token. */
  accessToken?: string | undefined;
}

/** One notification on the screen. */
export interface HomeAssistantNotification {
  /** As it was created. */
  id: string;
  /** Markdown. */
  text: string;
  /** The heading, if one was given. */
  title: string | undefined;
}

export interface HomeAssistantEmulator extends Emulator {
  /** What is on the screen, oldest first; one that is overwritten keeps its place. */
  notifications(): readonly HomeAssistantNotification[];
  /** Someone dismisses a notification. */
  remove(id: string): void;
}

interface Fields {
  message?: string;
  title?: string;
  notification_id?: string;
}

/** Starts a Home Assistant that knows one thing. The calls are named `create`, `overwrite` and `dismiss`. A `refuse` fault takes an HTTP status,
 *  `'400'`. Home Assistant limits no rates; a `wait` fault answers 429, as a proxy might. */
export async function startHomeAssistantEmulator(options: HomeAssistantEmulatorOptions = {}): Promise<HomeAssistantEmulator> {
  const shown = new Map<string, HomeAssistantNotification>();
  let unnamed = 0;

  const dialect: Dialect = {
    nameOf: ({ segments, body }) => {
      const [, , domain, service = 'unknown'] = segments;
      if (domain !== 'persistent_notification') return 'unknown';
      return service === 'create' && shown.has(String(fieldsOf(body).notification_id)) ? 'overwrite' : service;
    },
    handle({ name, httpMethod, headers, body }) {
      const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
      if (token === undefined || (options.accessToken !== undefined && token !== options.accessToken)) return refused('401');
      if (httpMethod !== 'POST') return refused('405');
      const { message, title, notification_id: id } = fieldsOf(body);
      if (name === 'dismiss') {
        if (id === undefined) return refused('400');
        shown.delete(id);
        return { status: 200, body: [] };
      }
      if (!['create', 'overwrite'].includes(name) || message === undefined) return refused('400');
      unnamed += 1;
      const key = id ?? `notification-${unnamed}`;
      shown.set(key, { id: key, text: message, title });
      return { status: 200, body: [] };
    },
    wait: (seconds) => ({ status: 429, ...(seconds !== undefined && { headers: { 'retry-after': String(Math.ceil(seconds)) } }) }),
    refuse: (status) => refused(status),
  };

  return {
    ...(await startEmulator(dialect, options)),
    notifications: () => [...shown.values()],
    remove: (id) => void shown.delete(id),
  };
}

function fieldsOf(body: unknown): Fields {
  return typeof body === 'object' && body !== null ? body : {};
}

const texts: Readonly<Record<string, string>> = { 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found', 405: 'Method Not Allowed' };

function refused(status: string): Answer {
  return { status: Number(status), body: `${status}: ${texts[status] ?? 'Error'}` };
}
