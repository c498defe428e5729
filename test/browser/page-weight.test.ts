import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished } from 'vitest';
import { startGateway } from '../../src/gateway/gateway.js';
import { startInspector } from '../../src/inspector/inspector.js';
import { handAgent } from '../gateway/hand-agent.js';
import { test } from './browser-test.js';

const mostBytes = 150_000;
const loads = 9;

interface Loaded {
  bytes: number;
  paintMs: number;
  /** What the browser had to wait for before it could paint. */
  blocking: string[];
}

/** As the browser itself reports it. */
async function load(page: Page, url: string): Promise<Loaded> {
  await page.goto(url);
  await page.locator('#whole svg').waitFor();
  return page.locator('html').evaluate(({ ownerDocument: { defaultView: window } }) => {
    const entries: { name: string; entryType: string; decodedBodySize?: number; startTime: number; renderBlockingStatus?: string }[] =
      window.performance.getEntries();
    return {
      bytes: entries.reduce((sum, { decodedBodySize = 0 }) => sum + decodedBodySize, 0),
      paintMs: entries.find(({ name }) => name === 'first-contentful-paint')?.startTime ?? Number.NaN,
      blocking: entries
        .filter(({ entryType, renderBlockingStatus }) => entryType === 'resource' && renderBlockingStatus === 'blocking')
        .map(({ name }) => name),
    };
  });
}

async function weigh(name: string, page: Page, url: string): Promise<void> {
  const all: Loaded[] = [];
  for (let round = 0; round < loads; round += 1) all.push(await load(page, url));
  const paints = all.map(({ paintMs }) => Math.round(paintMs)).sort((one, other) => one - other);
  const heaviest = Math.max(...all.map(({ bytes }) => bytes));
  console.log(
    `${name}: ${(heaviest / 1_000).toFixed(0)} kB; first paint after ${paints[Math.floor(loads / 2)]} ms (median of ${loads} loads, ${paints[0]} to ${paints.at(-1)})`,
  );
  expect(heaviest).toBeLessThan(mostBytes);
  expect(all.flatMap(({ blocking }) => blocking)).toEqual([]);
}

describe('a page is light, and nothing stands between it and its first paint', () => {
  test('the inspector', async ({ open }) => {
    const inspector = await startInspector({ port: 0 });
    onTestFinished(() => inspector.close());
    await weigh('inspector', await open(inspector.url), inspector.url);
  });

  test('the chat', async ({ open }) => {
    const gateway = await startGateway({ agent: handAgent(['A suggestion']), port: 0 });
    onTestFinished(() => gateway.close());
    await weigh('chat', await open(gateway.url), gateway.url);
  });
});
