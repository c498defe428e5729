import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished } from 'vitest';
import { createBudget } from '../../src/budget/create-budget.js';
import type { ConsumerOptions } from '../../src/consumer.js';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import { type Inspector, type InspectorOptions, startInspector } from '../../src/inspector/inspector.js';
import { handAgent } from '../gateway/hand-agent.js';
import { testGateway } from '../gateway/start.js';
import { longTape } from '../inspector/long-tape.js';
import { recordTape } from '../inspector/record-tape.js';
import { test } from './browser-test.js';
import { watchShifts } from './watch-shifts.js';

async function inspector(options: InspectorOptions = {}): Promise<Inspector> {
  const started = await startInspector({ port: 0, ...options });
  onTestFinished(() => started.close());
  return started;
}

/** A folder with one file per tape. */
async function tapes(named: Record<string, readonly string[]>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tapes-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, lines] of Object.entries(named)) await writeFile(join(folder, `${name}.ndjson`), `${lines.join('\n')}\n`);
  return folder;
}

const deltas = ['Rain ', 'falls ', 'because **clouds** ', 'are ', 'heavy', ', mostly.'];

/** A stream of this process, on a platform that takes its time. */
function stream({ sink, attach }: Inspector, streamId: string, options: Partial<ConsumerOptions> = {}) {
  const consumer = createStreamConsumer({
    adapter: {
      name: 'sheet',
      limits: { maxLength: 4_096, lengthOf: (text) => text.length },
      can: { edit: true },
      send: async () => ({ ok: true, messageId: 1 }),
      edit: async () => ({ ok: true }),
    },
    config: { editInterval: 0.05, cursor: '' },
    ...{ chatId: 1, streamId, tape: sink, ...options },
  });
  attach(consumer);
  return consumer;
}

const state = (page: Page) => page.locator('#state').textContent();
const place = (page: Page) => page.locator('#place').textContent();

describe('a recorded tape', () => {
  test('opens with chart, screen and records, and is taken back and forth with keys, buttons, scrubber and plot', async ({ open }) => {
    const { lines, records } = await recordTape({ stream: 'rain', deltas });
    const { url } = await inspector({ files: [await tapes({ rain: lines })] });
    const page = await open(url);
    await page.locator('#screen').getByText('Rain falls because clouds are heavy, mostly.').waitFor();
    expect(await state(page)).toBe('done');
    await page.locator('#whole .active[data-state="done"]').waitFor();

    await page.keyboard.press('Home');
    await page.locator('#whole .active[data-state="idle"]').waitFor();
    expect(await place(page)).toMatch(/^1 of /);
    expect(await page.locator('#screen article').count()).toBe(0);

    const shown = records.findIndex((record) => record.kind === 'event' && record.event.type === 'SHOWN');
    for (let step = 0; step < shown; step += 1) await page.keyboard.press('ArrowRight');
    await page.locator('#inside .active[data-state="streaming.cooling"]').waitFor();
    await page.locator('#whole .arrow.taken[data-from="sending"][data-to="streaming"]').waitFor({ state: 'attached' });
    await page.locator('#record').getByText('✗ isFull, ✓ isEditable').waitFor();
    expect(await page.locator('#screen').textContent()).toContain('Rain');

    await page.getByRole('button', { name: 'One record back' }).click();
    expect(await place(page)).toMatch(new RegExp(`^${shown} of `));
    await page.locator('#scrubber').fill('2');
    expect(await place(page)).toMatch(/^3 of /);
    await page.locator('#plot').click({ position: { x: 5, y: 30 } });
    expect(Number((await place(page))?.split(' ')[0])).toBeLessThan(records.length / 2);
    await page.getByRole('option', { name: /begin/ }).click();
    expect(await place(page)).toMatch(/^1 of /);
    await page.keyboard.press('End');
    await page.locator('#whole .active[data-state="done"]').waitFor();
  });

  test('has an address for every record, which a reload keeps', async ({ open }) => {
    const { lines } = await recordTape({ stream: 'rain/1', deltas });
    const { url } = await inspector({ files: [await tapes({ rain: lines })] });
    const page = await open(`${url}#rain%2F1/7`);
    await page.getByText(/^8 of /).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText(/^9 of /).waitFor();
    expect(new URL(page.url()).hash).toBe('#rain%2F1/8');
    await page.reload();
    await page.getByText(/^9 of /).waitFor();
  });

  test('is led to, record by record, by links', async ({ open }) => {
    const { lines } = await recordTape({ stream: 'rain', deltas });
    const { url } = await inspector({ files: [await tapes({ rain: lines })] });
    const page = await open(`${url}#rain/4`);
    const link = page.getByRole('link', { name: 'Record 4' });
    await link.waitFor();
    const address = new URL((await link.getAttribute('href')) ?? '', url).href;
    const other = await open(address);
    await other.getByText(/^5 of /).waitFor();
    // Following a link to another record of the same page moves it there.
    await other.evaluate("location.hash = '#rain/1'");
    await other.getByText(/^2 of /).waitFor();
  });

  test('says in one look why the bot waits, and what the reader does not see', async ({ open }) => {
    const held = { ok: false, reason: 'rateLimited', retryAfterMs: 2_000, scope: 'chat' } as const;
    const { lines, records } = await recordTape({
      ...{ stream: 'rain', deltas: [...deltas, ...deltas, ...deltas, ...deltas] },
      answer: (call) => (call === 2 ? held : undefined),
    });
    const { url } = await inspector({ files: [await tapes({ rain: lines })] });
    const index = records.findIndex((record) => record.kind === 'event' && record.event.type === 'HELD');
    const page = await open(`${url}#rain/${index}`);

    await page.locator('#why', { hasText: 'The platform said wait in this chat: 2 s.' }).waitFor();
    expect(await page.locator('#now').getAttribute('data-mood')).toBe('trouble');
    expect(await page.locator('#screen .body').allTextContents()).toEqual([expect.stringMatching(/^Rain/)]);
    expect(await page.locator('#missing').textContent()).toMatch(/are heavy/);
    await page.locator('#budget .active[data-state="gate.held"]').waitFor();
    await page.locator('#budget-words', { hasText: 'The chat is held for another 2.0 s' }).waitFor();
  });

  test('without text shows how much there was, and nothing else', async ({ open }) => {
    const { lines } = await recordTape({ stream: 'rain', deltas, text: 'off' });
    const { url } = await inspector({ files: [await tapes({ rain: lines })] });
    const page = await open(url);
    await page.getByText(`${deltas.join('').length} characters; this tape holds no text`).waitFor();
    expect(await page.content()).not.toContain('clouds');
  });

  // What a frame costs is printed, not judged: it depends on the machine. That only what is seen exists, and that the page asks only for
  // what it shows, does not.
  test('of a hundred thousand records moves as fast as a short one', { timeout: 120_000 }, async ({ open }) => {
    const { url } = await inspector({ files: [await tapes({ long: longTape('long', 100_000) })] });
    const page = await open(url);
    await page.getByText('100000 of 100000').waitFor();
    expect(await page.locator('#records .row').count()).toBeLessThan(60);
    const sizes: number[] = [];
    page.on('response', async (response) => sizes.push((await response.body().catch(() => '')).length));

    const frames: number[] = await page.locator('#scrubber').evaluate(async (scrubber) => {
      const { Event, performance, requestAnimationFrame } = scrubber.ownerDocument.defaultView;
      const taken = [];
      for (let step = 0; step < 60; step += 1) {
        const before = performance.now();
        scrubber.value = String(step * 1_650);
        scrubber.dispatchEvent(new Event('input'));
        taken.push(performance.now() - before);
        await new Promise(requestAnimationFrame);
      }
      return taken;
    });
    await page.getByText(/^97351 of /).waitFor();
    await page.locator('#records .row[aria-selected="true"] .seq', { hasText: '97350' }).waitFor();
    frames.sort((one, other) => one - other);
    console.log(
      `100,000 records: a scrubbed step costs the page ${frames[30]?.toFixed(1)} ms (median of 60; at most ${frames.at(-1)?.toFixed(1)})`,
    );
    expect(await page.locator('#records .row').count()).toBeLessThan(60);
    expect(Math.max(...sizes)).toBeLessThan(50_000);
  });
});

describe('streams at work', () => {
  test('are followed live, until somebody looks back', async ({ open }) => {
    const live = await inspector({ text: 'on' });
    const page = await open(live.url);
    const consumer = stream(live, 'live');
    consumer.onDelta('Something is said. ');
    await page.locator('#screen').getByText('Something is said.').waitFor();
    await page.locator('#inside .active[data-state^="streaming."]').first().waitFor();

    await page.keyboard.press('ArrowLeft');
    const before = (await place(page))?.split(' ')[0];
    consumer.onDelta('And more.');
    consumer.finish();
    await page.locator('.stream', { hasText: '✓ delivered' }).waitFor();
    expect((await place(page))?.split(' ')[0]).toBe(before);
    await page.getByRole('button', { name: 'Last record' }).click();
    await page.locator('#screen').getByText('Something is said. And more.').waitFor();
    expect(await state(page)).toBe('done');
  });

  test('are stopped from the page when it was given control, and cannot be without', async ({ open }) => {
    const live = await inspector({ text: 'on', control: true });
    const [one, two] = [await open(live.url), await open(live.url)];
    const consumer = stream(live, 'live');
    consumer.onDelta('Something is said.');
    await one.getByRole('button', { name: 'Stop this stream' }).click();
    expect((await consumer.settled).status).toBe('cancelled');
    for (const page of [one, two]) await page.locator('.stream', { hasText: '✗ cancelled' }).waitFor();

    const watching = await inspector({ text: 'on' });
    const page = await open(watching.url);
    const other = stream(watching, 'other');
    other.onDelta('Something is said.');
    await page.locator('#screen').getByText('Something is said.').waitFor();
    expect(await page.getByRole('button', { name: 'Stop this stream' }).isVisible()).toBe(false);
    other.finish();
  });

  test('may be two hundred at once, found by search and filter', async ({ open }) => {
    const live = await inspector({ text: 'on' });
    const page = await open(live.url);
    const consumers = Array.from({ length: 200 }, (_, index) => stream(live, `stream-${index}`));
    for (let round = 0; round < 5; round += 1) {
      for (const consumer of consumers) consumer.onDelta(` Round ${round}.`);
      await expect.poll(() => consumers.every((consumer) => consumer.view().pending === 0)).toBe(true);
    }
    for (const consumer of consumers.slice(0, 199)) consumer.finish();
    await Promise.all(consumers.slice(0, 199).map(({ settled }) => settled));

    await page.getByText('Streams 200').waitFor();
    await page.getByLabel('Show').selectOption('running');
    await page.getByText('1 of 200').waitFor();
    await page.getByLabel('Show').selectOption('all');
    await page.getByLabel('Search').fill('stream-77');
    await page.locator('.stream').click();
    await page.locator('#screen').getByText('Round 0. Round 1. Round 2. Round 3. Round 4.').waitFor();
    consumers.at(-1)?.finish();
  });

  test('have their budget beside them, which knows what other streams did', async ({ open }) => {
    const live = await inspector({ text: 'on' });
    const budget = createBudget({ onEvent: live.watchBudget() });
    const page = await open(live.url);
    const consumer = stream(live, 'live', { budget });
    consumer.onDelta('Something is said. ');
    await page.locator('#screen').getByText('Something is said.').waitFor();
    await page.locator('#budget .active[data-state="gate.open"]').waitFor();
    const claim = { stream: 'elsewhere', chatId: 1, op: 'send', class: 'first', at: Date.now(), unshown: 1, ageMs: 0, perMs: 0 } as const;
    budget.ask(claim);
    budget.tell({ ...claim, latencyMs: 1, result: 'held', retryAfterMs: 600_000, scope: 'chat' });
    consumer.onDelta('And more is.');

    await page.locator('#budget .active[data-state="gate.held"]').waitFor();
    await page.getByText('So the budget says itself.').waitFor();
    consumer.cancel('enough', { mode: 'discard' });
    await consumer.settled;
  });

  test('grow older on the page while nothing happens', async ({ open }) => {
    const live = await inspector({ text: 'on' });
    const page = await open(live.url);
    const record = { v: 1, stream: 'silent', seq: 0, at: 0, kind: 'input', input: 'text', length: 12 } as const;
    live.sink.write(record, JSON.stringify(record));

    await page.locator('.stream', { hasText: /12 pending for [1-9]\.\d s/ }).waitFor();
  });

  test('move nothing on the page while they run', async ({ open }) => {
    const live = await inspector({ text: 'on' });
    const page = await open(live.url);
    const consumer = stream(live, 'live');
    consumer.onDelta('The first words. ');
    await page.locator('#screen').getByText('The first words.').waitFor();
    await page.locator('#inside svg').waitFor();
    const shifts = await watchShifts(page);
    for (let index = 0; index < 20; index += 1) {
      consumer.onDelta(` More words, number ${index}.`);
      await page.locator('#screen').getByText(`number ${index}.`).waitFor();
    }
    consumer.finish();
    await page.locator('.stream', { hasText: '✓ delivered' }).waitFor();
    const shift = await shifts();
    console.log(`layout shift while a stream runs: ${shift.toFixed(4)}`);
    expect(shift).toBeLessThan(0.001);
  });
});

describe('the web chat', () => {
  test('leads to the inspector, which shows its streams', async ({ open }) => {
    const live = await inspector({ text: 'on' });
    const agent = handAgent();
    const gateway = await testGateway({ agent, inspector: live });
    const chat = await open(gateway.url);
    await chat.getByRole('textbox', { name: 'Your question' }).fill('Why does it rain?');
    await chat.keyboard.press('Enter');
    const run = await agent.run();
    run.say('Because clouds are heavy.');
    const address = await chat.getByRole('link', { name: 'Inspector' }).getAttribute('href');

    const page = await open(address ?? '');
    await page.locator('#screen').getByText('Because clouds are heavy.').waitFor();
    run.finish();
    await page.locator('.stream', { hasText: '✓ delivered' }).waitFor();
  });
});
