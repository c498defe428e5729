import { request } from 'node:http';
import { onTestFinished } from 'vitest';
import { type Gateway, type GatewayOptions, startGateway } from '../../src/gateway/gateway.js';
import { handAgent } from './hand-agent.js';

/** A gateway that ends with the test. */
export async function testGateway(options: Partial<GatewayOptions> = {}): Promise<Gateway> {
  const gateway = await startGateway({ agent: handAgent(), port: 0, config: { editInterval: 0 }, ...options });
  onTestFinished(() => gateway.close());
  return gateway;
}

export interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** One request with headers of any kind, which `fetch` would not let through. */
export function call(url: string, method: string, headers: Record<string, string> = {}, body?: unknown): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = request(url, { method, headers: { ...json, ...headers } }, async (response) => {
      response.setEncoding('utf8');
      let text = '';
      try {
        for await (const chunk of response) text += chunk;
      } catch (error) {
        return reject(error);
      }
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
}
