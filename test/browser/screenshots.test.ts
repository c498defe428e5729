import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { beforeEach, describe, expect, onTestFinished } from 'vitest';
import { type Gateway, startGateway } from '../../src/gateway/gateway.js';
import { sampleAgent } from '../../src/gateway/sample-agent.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { test } from './browser-test.js';

// The pictures in the docs. They are taken anew with `npm run screenshots`; every other run only sees to it that they can be.
const images = new URL('../../docs/images/', import.meta.url);
let gateway: Gateway;
/** The agent's time. It stands still while a picture of a growing answer is taken. */
let time: VirtualClock;

beforeEach(async () => {
  time = new VirtualClock();
  gateway = await startGateway({ agent: sampleAgent({ clock: time }), port: 0 });
  onTestFinished(() => gateway.close());
});

describe('the pictures', () => {
  test('the chat in the middle of an answer', async ({ open }) => {
    const page = await open(gateway.url, { viewport: { width: 1360, height: 800 } });
    await ask(page, 'Use a tool');
    await until(page.locator('#now[data-mood="over"]'));
    await ask(page, 'Show me some code');
    await until(page.locator('.bot').last().getByText('this.#values.push(value)'));
    await picture(page, 'chat.png');
  });

  test('the same in the dark', async ({ open }) => {
    const page = await open(gateway.url, { viewport: { width: 1360, height: 800 }, colorScheme: 'dark' });
    await ask(page, 'Show me Markdown');
    await until(page.locator('.bot').last().getByText('the edit interval'));
    await picture(page, 'chat-dark.png');
  });

  test('the same on a phone', async ({ open }) => {
    const page = await open(gateway.url, { viewport: { width: 390, height: 780 }, deviceScaleFactor: 1.5, isMobile: true });
    await ask(page, 'Who are you?');
    await until(page.locator('.bot').last().getByText('Many tokens, few calls'));
    await picture(page, 'chat-phone.png');
  });
});

async function ask(page: Page, question: string): Promise<void> {
  await page.getByRole('button', { name: question }).click();
}

/** Lets the agent's time pass, twice as fast as it would, until this is on the page. */
async function until(wanted: Locator): Promise<void> {
  await expect
    .poll(
      async () => {
        await time.advance(200);
        return wanted.count();
      },
      { interval: 100, timeout: 15_000 },
    )
    .toBeGreaterThan(0);
}

async function picture(page: Page, name: string): Promise<void> {
  const taken = await page.screenshot({ animations: 'disabled' });
  const file = new URL(name, images);
  if (process.env.UPDATE_SCREENSHOTS) {
    mkdirSync(images, { recursive: true });
    writeFileSync(file, taken);
  }
  expect(existsSync(file)).toBe(true);
  expect(statSync(file).size).toBeLessThan(200_000);
  // The size of a picture tells its pixels apart from an old one's, whatever fonts this machine has.
  expect(dimensions(readFileSync(file))).toEqual(dimensions(taken));
}

/** Width and height, from the header of a PNG. */
function dimensions(png: Buffer): [number, number] {
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}
