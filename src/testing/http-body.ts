import type { IncomingMessage } from 'node:http';

/** A request body as fields: JSON, or a form whose values stay strings. `{}` for an empty body, undefined for one that is
 *  neither. */
export function parseBody(raw: string, contentType: string): unknown {
  if (raw === '') return {};
  if (contentType.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(raw));
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

/** Rejects if the client goes away before the body is complete. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
