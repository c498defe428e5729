import type { IncomingMessage } from 'node:http';

/** Why a request is refused, or undefined when it may pass.
 *
 *  The gateway listens on the loopback interface, yet any web site that its user opens can make the browser call it. Two facts a
 *  site cannot forge give it away: the Host header (a name of its own that resolves to 127.0.0.1) and the Origin header. */
export function refusalOf(request: IncomingMessage, port: number): string | undefined {
  const { host, origin } = request.headers;
  const own = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  if (host === undefined || !own.includes(host.toLowerCase())) return 'This gateway answers on its own address only.';
  if (origin !== undefined && !own.some((name) => origin === `http://${name}`)) return 'Another site may not use this gateway.';
  if (request.headers['sec-fetch-site'] === 'cross-site' && request.headers['sec-fetch-mode'] !== 'navigate') {
    return 'Another site may not use this gateway.';
  }
  return undefined;
}

/** Nothing is loaded from anywhere else, and nothing frames the page. `styles`: where its styles may come from. */
export function contentPolicy(styles = "'self'"): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${styles}`,
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** On every answer; nothing is kept either. */
export const safetyHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentPolicy(),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};
