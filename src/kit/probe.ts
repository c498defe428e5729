import type { IncomingMessage as HttpRequest, ServerResponse } from 'node:http';
import { InvalidInputError } from '../errors.js';
import type { Health } from './gateway.js';
import { exposition, type Sample } from './metrics.js';

/** As much of a gateway as is looked at. */
export interface Probed {
  /** What it is called in the answers. */
  readonly name: string;
  /** How it does at this moment. */
  health(): Health;
  /** What it has counted so far. */
  samples(): Sample[];
}

/** Answers one request, or hands it on; with nobody to hand it on to it is answered with 404. */
export type Probe = (request: Pick<HttpRequest, 'method' | 'url'>, response: ServerResponse, next?: () => void) => void;

/** Answers for the health of gateways over HTTP: `createServer(createProbe([gateway])).listen(9464, '127.0.0.1')`, or as a middleware.
 *
 *  - `GET /healthz`: 200 for as long as the process answers, with the health of each gateway as JSON.
 *  - `GET /readyz`: the same, but 503 as soon as one of them closes: send it no more messages.
 *  - `GET /metrics`: what they count, for Prometheus.
 *
 *  No text, no chat and no person is in any of them. It has no password: listen where only those can reach it who may know.
 *  @throws {InvalidInputError} if two gateways have the same name. */
export function createProbe(gateways: readonly Probed[]): Probe {
  const names = gateways.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new InvalidInputError(`two gateways are named '${twice}'; give each a name of its own`);

  const report = () => Object.fromEntries(gateways.map((gateway) => [gateway.name, gateway.health()]));
  const isReady = () => gateways.every((gateway) => gateway.health().state === 'open');
  const pages: Record<string, () => [status: number, type: string, body: string]> = {
    '/healthz': () => [200, 'application/json; charset=utf-8', JSON.stringify(report())],
    '/readyz': () => [isReady() ? 200 : 503, 'application/json; charset=utf-8', JSON.stringify(report())],
    '/metrics': () => [200, 'text/plain; version=0.0.4; charset=utf-8', exposition(gateways)],
  };

  return ({ method, url = '/' }, response, next) => {
    const [path = ''] = url.split('?');
    const page = (method === 'GET' || method === 'HEAD') && Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page) {
      const [status, type, body] = page();
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(method === 'HEAD' ? undefined : body);
    } else if (next) next();
    else response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is nothing here.\n');
  };
}
