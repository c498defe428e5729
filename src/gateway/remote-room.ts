import type { Result } from '../adapter.js';
import type { WebRoom } from '../adapters/web.js';

/** The room of a gateway that runs in another process, or undefined where `url` is not one. */
export async function findRemoteRoom(url: string): Promise<WebRoom | undefined> {
  try {
    const response = await fetch(new URL('/room', url), { signal: AbortSignal.timeout(1_000) });
    const about = (await response.json()) as { tokentape?: unknown; maxLength?: unknown };
    if (about.tokentape !== 'room' || typeof about.maxLength !== 'number') return undefined;
    return remoteRoom(url, about.maxLength);
  } catch {
    return undefined;
  }
}

function remoteRoom(url: string, maxLength: number): WebRoom {
  async function call(method: string, path: string, body: unknown, signal: AbortSignal): Promise<Result> {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    });
    if (!response.ok) return { ok: false, reason: 'rejected', message: `${response.status} ${(await response.text()).trim()}` };
    return (await response.json()) as Result;
  }

  return {
    maxLength,
    post: ({ text, replyTo, final, key, signal }) => call('POST', '/messages', { text, replyTo, final, key }, signal),
    edit: ({ id, text, final, signal }) => call('PUT', `/messages/${id}`, { text, final }, signal),
    remove: ({ id, signal }) => call('DELETE', `/messages/${id}`, {}, signal),
  };
}
