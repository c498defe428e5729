import { describe, expect, it } from 'vitest';
import { handAgent } from './hand-agent.js';
import { call, testGateway } from './start.js';

describe('what the gateway answers', () => {
  it('serves the page and its files, and nothing beside them', async () => {
    const { url } = await testGateway();
    const page = await call(url, 'GET');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    for (const [, path = ''] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect([path, (await call(new URL(path, url).href, 'GET')).status]).toEqual([path, 200]);
    }
    for (const path of ['/nothing', '/tsconfig.json', '/..%2fgateway.ts', '//../guard.ts', '/page', '/.env']) {
      expect([path, (await call(`${url.slice(0, -1)}${path}`, 'GET')).status]).toEqual([path, 404]);
    }
  });

  it('takes a question', async () => {
    const agent = handAgent();
    const { url } = await testGateway({ agent });
    expect((await call(`${url}questions`, 'POST', {}, { text: ' Why? ' })).status).toBe(202);
    expect((await agent.run()).turns).toEqual([{ role: 'user', content: 'Why?' }]);
  });

  it.each([
    ['an empty question', { text: '  ' }, 400],
    ['a question that is no text', { text: 7 }, 400],
    ['a question that is too long', { text: 'x'.repeat(8_001) }, 413],
    ['a body that is not JSON', '{', 400],
    ['a body that is no object', '[]', 400],
    ['a body without end', `{"text":"${'x'.repeat(300_000)}"}`, 413],
  ])('refuses %s', async (_, body, status) => {
    const { url } = await testGateway();
    expect((await call(`${url}questions`, 'POST', {}, body)).status).toBe(status);
  });

  it('refuses what a form of another site could send', async () => {
    const { url } = await testGateway();
    expect((await call(`${url}questions`, 'POST', { 'content-type': 'text/plain' }, '{"text":"x"}')).status).toBe(415);
  });

  it('takes no more questions than a person would wait for', async () => {
    const { url } = await testGateway();
    const ask = () => call(`${url}questions`, 'POST', {}, { text: 'Again?' });
    for (let asked = 0; asked < 9; asked += 1) expect((await ask()).status).toBe(202);
    expect((await ask()).status).toBe(429);
  });

  it('tells how it is, and what it counts, without a word of what is said', async () => {
    const agent = handAgent();
    const { url } = await testGateway({ agent });
    await call(`${url}questions`, 'POST', {}, { text: 'A secret?' });
    (await agent.run()).say('A secret.');
    expect(JSON.parse((await call(`${url}healthz`, 'GET')).text)).toEqual({
      'web chat': { state: 'open', conversations: 1, answering: 1, waiting: 0 },
    });
    expect((await call(`${url}readyz`, 'GET')).status).toBe(200);
    const { text, headers } = await call(`${url}metrics`, 'GET');
    expect(text).toContain('tokentape_answers_running{gateway="web chat"} 1\n');
    expect(text).not.toContain('secret');
    expect(headers['cache-control']).toBe('no-store');
  });

  it('names the port that is taken', async () => {
    const { url } = await testGateway();
    const port = Number(new URL(url).port);
    await expect(testGateway({ port })).rejects.toMatchObject({ code: 'portTaken', message: expect.stringContaining(String(port)) });
  });

  it('takes another port where the usual one is taken', async () => {
    const ports = await Promise.all(
      [testGateway({ port: undefined }), testGateway({ port: undefined })].map(async (one) => (await one).url),
    );
    expect(new Set(ports).size).toBe(2);
  });
});
