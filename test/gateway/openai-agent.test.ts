import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { agentFromEnvironment } from '../../src/gateway/agent.js';
import type { SourcePart } from '../../src/sources/source.js';

interface Seen {
  url: string | undefined;
  authorization: string | undefined;
  body: { model: string; stream: boolean; messages: unknown };
}

/** A model server on this machine, and an agent that asks it. */
async function agentOf(respond: (response: ServerResponse) => void, env: NodeJS.ProcessEnv = {}) {
  const seen: Seen[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ url: request.url, authorization: request.headers.authorization, body: JSON.parse(body) });
    respond(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const OPENAI_BASE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
  return { seen, agent: agentFromEnvironment({ OPENAI_BASE_URL, ...env }) };
}

async function ask(agent: ReturnType<typeof agentFromEnvironment>, signal = new AbortController().signal): Promise<SourcePart[]> {
  const parts: SourcePart[] = [];
  for await (const part of agent.answer({ turns: [{ role: 'user', content: 'Why?' }], signal })) parts.push(part);
  return parts;
}

const chunk = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;

describe('an agent that asks an endpoint', () => {
  it('streams what the model says', async () => {
    const { agent, seen } = await agentOf(
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(`${chunk({ role: 'assistant', content: 'Be' })}${chunk({ content: 'cause' })}${chunk({}, 'stop')}data: [DONE]\n\n`);
      },
      { OPENAI_API_KEY: 'k-1', OPENAI_MODEL: 'm-1' },
    );
    expect(await ask(agent)).toEqual([{ type: 'text', text: 'Be' }, { type: 'text', text: 'cause' }, { type: 'finish' }]);
    expect(seen).toEqual([
      {
        url: '/v1/chat/completions',
        authorization: 'Bearer k-1',
        body: { model: 'm-1', stream: true, messages: [{ role: 'user', content: 'Why?' }] },
      },
    ]);
    expect(agent.card).toMatchObject({ name: 'm-1', sample: false });
  });

  it('sends no key where none is set', async () => {
    const { agent, seen } = await agentOf((response) => response.end('data: [DONE]\n\n'));
    await ask(agent);
    expect(seen[0]?.authorization).toBeUndefined();
  });

  it.each([
    ['an error in JSON', '{"error":{"message":"Incorrect API key provided: k-secret"}}', '401 Incorrect API key provided: ***'],
    ['an error in a word', '{"error":"nope"}', '401 nope'],
    ['a page of HTML', '<html><body>gateway</body></html>', '401 Unauthorized'],
    ['nothing', '', '401 Unauthorized'],
  ])('tells a person about %s', async (_, body, line) => {
    const { agent } = await agentOf((response) => response.writeHead(401).end(body), { OPENAI_API_KEY: 'k-secret' });
    const [failure] = await ask(agent);
    expect(failure).toMatchObject({ type: 'failure', error: { message: expect.stringMatching(/chat\/completions: 401 /) } });
    expect(String((failure as { error: Error }).error.message)).toContain(line);
  });

  it('tells a person that nobody listens there', async () => {
    const [failure] = await ask(agentFromEnvironment({ OPENAI_BASE_URL: 'http://127.0.0.1:1' }));
    expect(failure).toMatchObject({ error: { message: expect.stringMatching(/127\.0\.0\.1:1\/chat\/completions: .+/) } });
    expect((failure as { error: Error }).error.message).not.toContain('fetch failed');
  });

  it.each(['not an address', 'localhost:11434', 'ftp://127.0.0.1/', 'http://'])(
    'does not begin with an address that is none: %s',
    (address) => {
      expect(() => agentFromEnvironment({ OPENAI_BASE_URL: address })).toThrow(
        `OPENAI_BASE_URL: must be an address such as http://127.0.0.1:11434/v1, got '${address}'`,
      );
    },
  );

  it('notices an answer that breaks off', async () => {
    const { agent } = await agentOf((response) => {
      response.writeHead(200);
      response.write(chunk({ content: 'Half' }), () => response.destroy());
    });
    const parts = await ask(agent);
    expect(parts[0]).toEqual({ type: 'text', text: 'Half' });
    expect(parts.at(-1)?.type).toBe('failure');
  });

  it('lets go of the endpoint when it is stopped', async () => {
    const abort = new AbortController();
    const { agent } = await agentOf((response) => {
      response.on('close', () => abort.signal.aborted);
      response.writeHead(200);
      response.write(chunk({ content: 'Endless' }));
    });
    const parts: SourcePart[] = [];
    for await (const part of agent.answer({ turns: [], signal: abort.signal })) {
      parts.push(part);
      abort.abort();
    }
    expect(parts[0]).toEqual({ type: 'text', text: 'Endless' });
  });
});

describe('without an endpoint', () => {
  it('the sample agent answers', () => {
    expect(agentFromEnvironment({}).card.sample).toBe(true);
    expect(agentFromEnvironment({ OPENAI_BASE_URL: '', OPENAI_API_KEY: '', OPENAI_MODEL: 'm' }).card.sample).toBe(true);
  });
});
