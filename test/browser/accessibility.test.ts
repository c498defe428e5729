import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished } from 'vitest';
import { startGateway } from '../../src/gateway/gateway.js';
import { startInspector } from '../../src/inspector/inspector.js';
import type { TapeRecord } from '../../src/tape/record.js';
import { handAgent } from '../gateway/hand-agent.js';
import { recordTape } from '../inspector/record-tape.js';
import { test } from './browser-test.js';

const wide = { width: 1_440, height: 900 };
const phone = { width: 360, height: 740 };
const looks = [
  ['light', wide],
  ['dark', wide],
  ['light', phone],
  ['dark', phone],
] as const;

/** What axe finds wrong with the page, best practices included, however it is looked at; and where it is wider than the screen. */
async function findings(page: Page, arrange: () => Promise<void> = async () => {}): Promise<string[]> {
  const found: string[] = [];
  await page.evaluate(axe.source);
  for (const [colorScheme, viewport] of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    await arrange();
    const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
    const told = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
    found.push(...told.map((one) => `${colorScheme}, ${viewport.width} wide: ${one}`));
    const width = await page.locator('html').evaluate((html) => html.scrollWidth);
    if (width > viewport.width) found.push(`${width} wide on a screen of ${viewport.width}`);
  }
  return found;
}

describe('a reader of any kind', () => {
  test('can use the inspector', { timeout: 60_000 }, async ({ open }) => {
    const deltas = Array.from({ length: 60 }, (_, index) => `word number ${index} `);
    const held = { ok: false, reason: 'rateLimited', retryAfterMs: 1_500, message: 'Too Many Requests' } as const;
    const { records, lines } = await recordTape({ stream: 'rain', deltas, answer: (call) => (call === 3 ? held : undefined) });
    const inspector = await startInspector({ port: 0, text: 'on', control: true });
    onTestFinished(() => inspector.close());
    records.forEach((record: TapeRecord, index) => {
      inspector.sink.write(record, lines[index] ?? '');
    });
    const trouble = records.findIndex((record) => record.kind === 'event' && record.event.type === 'HELD');
    const page = await open(`${inspector.url}#rain/${trouble}`);
    await page.locator('#now[data-mood="trouble"]').waitFor();
    await page.locator('#inside svg').waitFor();
    await page.locator('#budget .active').first().waitFor();

    expect(await findings(page)).toEqual([]);
  });

  test('can use the chat', { timeout: 60_000 }, async ({ open }) => {
    const agent = handAgent(['A suggestion', 'Another']);
    const gateway = await startGateway({ agent, port: 0, config: { editInterval: 0 } });
    onTestFinished(() => gateway.close());
    const page = await open(gateway.url);
    await page.getByRole('textbox', { name: 'Your question' }).fill('Why is the sky blue?');
    await page.keyboard.press('Enter');
    const run = await agent.run();
    run.say(
      '# Because\n\nof **scattering**, see `light`:\n\n```js\nlet sky = "blue";\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> Said *someone*.\n\n- one\n',
    );
    await page.locator('.message.growing pre').waitFor();
    await page.getByRole('textbox', { name: 'Your question' }).fill('And then?');
    await page.keyboard.press('Enter');
    await page.locator('.queue li').waitFor();
    await page.locator('#whole .active').waitFor();

    // The page folds its instruments when it hears of the new width, which is before the next frame; then they are unfolded.
    const unfold = async () => {
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
      const summary = page.locator('summary').first();
      if ((await summary.isVisible()) && !(await page.locator('#whole').isVisible())) await summary.click();
      await page.locator('#whole').waitFor();
    };
    expect(await findings(page, unfold)).toEqual([]);
  });
});

describe('with the keyboard alone', () => {
  test('every part of the inspector is reached, and streams, records and time are gone through', async ({ open }) => {
    const inspector = await startInspector({ port: 0, text: 'on' });
    onTestFinished(() => inspector.close());
    for (const stream of ['first', 'second']) {
      const { records, lines } = await recordTape({ stream, deltas: ['One ', 'two ', 'three.'] });
      records.forEach((record, index) => {
        inspector.sink.write(record, lines[index] ?? '');
      });
    }
    const page = await open(inspector.url);
    await page.locator('#now[data-mood="over"]').waitFor();
    const reached: string[] = [];
    for (let step = 0; step < 30; step += 1) {
      await page.keyboard.press('Tab');
      const id = await page.locator(':focus').evaluateAll((focused) => focused[0]?.id ?? '');
      if (id !== '' && !reached.includes(id)) reached.push(id);
    }
    expect(reached).toEqual(
      expect.arrayContaining([
        'search',
        'filter',
        'streams',
        'verdict',
        'screen',
        'records',
        'record',
        'first',
        'back',
        'on',
        'last',
        'scrubber',
      ]),
    );

    await page.locator('#streams').focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { name: /^first/, selected: true }).waitFor();
    await page.locator('#records').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    const place = page.locator('#place');
    const last = Number((await place.textContent())?.split(' of ')[1]?.split(' ')[0]);
    await place.filter({ hasText: `${last - 2} of ${last}` }).waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: /^Record \d+, / })
      .waitFor({ state: 'attached' });
    await page.keyboard.press('Home');
    await place.filter({ hasText: `1 of ${last}` }).waitFor();
  });
});
