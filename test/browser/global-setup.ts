import { type BrowserServer, chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { findBrowser } from './find-browser.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the browser of this test run listens, or why there is none. */
    browser: { endpoint: string } | { missing: string };
  }
}

const flags = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** One browser for all tests. Without one they are skipped; in CI that is a failure. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: BrowserServer | undefined;
  try {
    server = await chromium.launchServer({ ...(await findBrowser()), headless: true, args: flags });
    project.provide('browser', { endpoint: server.wsEndpoint() });
  } catch (error) {
    const missing = `no browser can be started: ${String(error).split('\n')[0]}`;
    if (process.env.CI) throw new Error(missing, { cause: error });
    project.provide('browser', { missing });
  }
  return async () => server?.close();
}
