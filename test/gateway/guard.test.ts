import { describe, expect, it } from 'vitest';
import { call, testGateway } from './start.js';

describe('the guard', () => {
  it.each([
    ['a name that was made to resolve to this machine', { host: 'evil.example' }],
    ['the same with the right port', { host: 'evil.example:7346' }],
    ['the right name with another port', { host: '127.0.0.1:1' }],
    ['an origin of its own', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['an origin that hides', { origin: 'null' }],
    ['a fetch that the browser calls cross-site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ])('refuses a page under %s', async (_, headers) => {
    const { url } = await testGateway();
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/events'],
      ['POST', '/questions'],
      ['POST', '/stop'],
      ['POST', '/messages'],
    ] as const) {
      const { status, text } = await call(new URL(path, url).href, method, headers, method === 'POST' ? { text: 'x' } : undefined);
      expect([path, status]).toEqual([path, 403]);
      expect(text).toMatch(/gateway/);
    }
  });

  it('lets its own page in, by number and by name', async () => {
    const { url } = await testGateway();
    const { port, origin } = new URL(url);
    expect((await call(url, 'GET', { origin })).status).toBe(200);
    expect((await call(url, 'GET', { host: `localhost:${port}`, origin: `http://localhost:${port}` })).status).toBe(200);
    expect((await call(url, 'GET', { host: `[::1]:${port}` })).status).toBe(200);
  });

  it('lets a link on another page lead here', async () => {
    const { url } = await testGateway();
    expect((await call(url, 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status).toBe(200);
  });

  it('allows its page nothing from elsewhere', async () => {
    const { url } = await testGateway();
    const { headers } = await call(url, 'GET');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('no-store');
  });

  it('listens on this machine only', async () => {
    const { url } = await testGateway();
    expect(new URL(url).hostname).toBe('127.0.0.1');
  });
});
