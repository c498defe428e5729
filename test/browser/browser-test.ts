import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { test as base, inject } from 'vitest';

/** Opens pages that fail the test for whatever goes wrong in them, and for anything they load from elsewhere. */
export type OpenPage = (url: string, options?: BrowserContextOptions) => Promise<Page>;

/** A test with a real browser, or a skipped one that says why. */
export const test = base.extend<{ browser: Browser; open: OpenPage }>({
  browser: async ({ skip }, use) => {
    const found = inject('browser');
    if ('missing' in found) return skip(found.missing);
    const browser = await chromium.connect(found.endpoint);
    await use(browser);
    await browser.close();
  },
  open: async ({ browser }, use) => {
    const trouble: string[] = [];
    await use(async (url, options) => {
      const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...options });
      const page = await context.newPage();
      page.on('pageerror', (error) => trouble.push(`${error}`));
      page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
      page.on('request', (request) => new URL(request.url()).origin !== new URL(url).origin && trouble.push(`loaded ${request.url()}`));
      await page.goto(url);
      return page;
    });
    if (trouble.length > 0) throw new Error(`the page had trouble:\n${trouble.join('\n')}`);
  },
});
