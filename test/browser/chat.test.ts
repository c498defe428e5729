import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { type Gateway, startGateway } from '../../src/gateway/gateway.js';
import { type HandAgent, handAgent } from '../gateway/hand-agent.js';
import { test } from './browser-test.js';
import { watchShifts } from './watch-shifts.js';

let agent: HandAgent;
let gateway: Gateway;

beforeEach(async () => {
  agent = handAgent(['A suggestion']);
  gateway = await startGateway({ agent, port: 0, config: { editInterval: 0 } });
});
afterEach(() => gateway.close());

describe('the chat page', () => {
  test('shows an answer while it is written, and the chart at work beside it', async ({ open }) => {
    const page = await open(gateway.url);
    await ask(page, 'Why is the sky blue?');
    const run = await agent.run();
    run.say('Because of **scattering**');
    await answers(page).getByText('Because of scattering').waitFor();
    await page.locator('.message.growing .caret').waitFor();
    await page.locator('#whole .active[data-state="streaming"]').waitFor();
    await page.locator('#inside .active').waitFor();
    await page.locator('#state', { hasText: /^streaming\.\w+$/ }).waitFor();
    run.say(', mostly.');
    await answers(page).getByText('Because of scattering, mostly.').waitFor();
    run.finish();
    await delivered(page);

    expect(await page.locator('.caret').count()).toBe(0);
    expect(await page.locator('#whole .active').getAttribute('data-state')).toBe('done');
    expect(Number(await page.locator('#calls').textContent())).toBeGreaterThanOrEqual(2);
    expect(await page.locator('#pending').textContent()).toBe('0');
    expect(await page.locator('#records .row').count()).toBeGreaterThan(3);
    expect(await answers(page).locator('strong').textContent()).toBe('scattering');
  });

  test('stops an answer with the button, keeping what was said', async ({ open }) => {
    const page = await open(gateway.url);
    await ask(page, 'Count to a million');
    const run = await agent.run();
    run.say('One, two, three');
    await answers(page).getByText('One, two, three').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped.', { exact: true }).waitFor();

    expect(run.signal.aborted).toBe(true);
    expect(await answers(page).textContent()).toContain('One, two, three');
    expect(await page.locator('.message.growing').count()).toBe(0);
  });

  test('stops an answer with Escape alone', async ({ open }) => {
    const page = await open(gateway.url);
    await ask(page, 'Count to a million');
    (await agent.run()).say('One, two, three');
    await answers(page).getByText('One, two, three').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Stopped.', { exact: true }).waitFor();
  });

  test('has the answer as it stands after a reload, and the rest of it too', async ({ open }) => {
    const page = await open(gateway.url);
    await ask(page, 'Tell me');
    const run = await agent.run();
    run.say('The first half');
    await answers(page).getByText('The first half').waitFor();
    await page.reload();
    await answers(page).getByText('The first half').waitFor();
    await page.locator('.message.growing').waitFor();
    run.say(' and the second.');
    run.finish();
    await delivered(page);

    expect(await page.locator('.message').count()).toBe(2);
    expect(await answers(page).textContent()).toBe('AnswerThe first half and the second.');
  });

  test('still says after a reload how an answer ended', async ({ open }) => {
    const page = await open(gateway.url);
    await ask(page, 'Tell me');
    const run = await agent.run();
    run.say('Not much');
    run.fail('the line went dead');
    await page.getByText('Incomplete: the line went dead').waitFor();
    await page.reload();
    await page.getByText('Incomplete: the line went dead').waitFor();
  });

  test('shows the same conversation in two tabs', async ({ open }) => {
    const [one, two] = [await open(gateway.url), await open(gateway.url)];
    await ask(one, 'Who is there?');
    await two.locator('.message.person', { hasText: 'Who is there?' }).waitFor();
    const run = await agent.run();
    run.say('Both of you.');
    await Promise.all([one, two].map((page) => answers(page).getByText('Both of you.').waitFor()));
    await two.getByRole('button', { name: 'Stop' }).click();
    await one.getByText('Stopped.', { exact: true }).waitFor();
  });

  test('keeps a second question until the first is answered', async ({ open }) => {
    const page = await open(gateway.url);
    await ask(page, 'First?');
    const first = await agent.run();
    first.say('Being answered');
    await answers(page).getByText('Being answered').waitFor();
    await ask(page, 'Second?');
    await page.locator('.queue li', { hasText: 'Second?' }).waitFor();
    expect(await page.locator('.message').count()).toBe(2);

    first.finish();
    const second = await agent.run();
    second.say('Answered too');
    second.finish();
    await answers(page).getByText('Answered too').waitFor();
    expect(await page.locator('.message .body').allTextContents()).toEqual(['First?', 'Being answered', 'Second?', 'Answered too']);
    expect(await page.locator('.queue li').count()).toBe(0);
  });

  test('takes a waiting question back', async ({ open }) => {
    const page = await open(gateway.url);
    await ask(page, 'First?');
    (await agent.run()).say('Being answered');
    await ask(page, 'Never mind?');
    await page.getByRole('button', { name: 'Do not ask “Never mind?”' }).click();
    await page.locator('.queue li').waitFor({ state: 'detached' });
  });

  test('starts a new message after a tool call', async ({ open }) => {
    const page = await open(gateway.url);
    await ask(page, 'Look it up');
    const run = await agent.run();
    run.say('Looking …');
    run.toolCall();
    run.say('Found it.');
    run.finish();
    await answers(page).getByText('Found it.').waitFor();
    expect(await page.locator('.bot .body').allTextContents()).toEqual(['Looking …', 'Found it.']);
  });

  test('says it in the chat when the agent fails', async ({ open }) => {
    const page = await open(gateway.url);
    await ask(page, 'Anyone?');
    (await agent.run()).fail('http://127.0.0.1:1/chat/completions: 401 wrong key');
    await page.locator('.message.notice', { hasText: '401 wrong key' }).waitFor();
  });

  test('shows a hostile text as text', async ({ open }) => {
    const page = await open(gateway.url);
    await ask(page, 'Be evil');
    const run = await agent.run();
    const hostile = '<img src=x onerror=alert(1)><script>alert(2)</script> [click](javascript:alert(3)) ![i](http://evil.example/a.png)';
    run.say(hostile);
    run.finish();
    await delivered(page);
    expect(await answers(page).locator('img, script, a[href^="javascript"]').count()).toBe(0);
    expect(await answers(page).textContent()).toContain('<img src=x onerror=alert(1)>');
  });

  test('stays with the newest words, unless the reader has scrolled up', async ({ open }) => {
    const page = await open(gateway.url);
    await ask(page, 'At length');
    const run = await agent.run();
    run.say(paragraphs(40));
    await distanceFromEnd(page, (pixels) => pixels < 2);
    await page.locator('#log').hover();
    await page.mouse.wheel(0, -400);
    await page.getByRole('button', { name: '↓ Latest' }).waitFor();
    run.say(paragraphs(10));
    run.finish();
    await delivered(page);
    await distanceFromEnd(page, (pixels) => pixels > 300);
    await page.getByRole('button', { name: '↓ Latest' }).click();
    await distanceFromEnd(page, (pixels) => pixels < 2);
  });

  test('moves nothing but the answer while it streams', async ({ open }) => {
    const page = await open(gateway.url);
    const fixed = ['.bar', '.field', '.now', '.facts', '.whole', '.inside', '.time', '.tape'];
    const places = () => Promise.all(fixed.map((name) => page.locator(name).boundingBox()));
    await page.locator('#whole svg').waitFor();
    const before = await places();
    const shifts = await watchShifts(page);
    await ask(page, 'Go');
    const run = await agent.run();
    run.say('# A heading\n\n```js\nlet a = 1;\n```\n\n');
    await answers(page).locator('pre').waitFor();
    expect(await places()).toEqual(before);
    run.say(paragraphs(30));
    run.finish();
    await delivered(page);
    expect(await places()).toEqual(before);
    const shift = await shifts();
    console.log(`layout shift while an answer streams into the chat: ${shift.toFixed(4)}`);
    expect(shift).toBeLessThan(0.001);
  });

  test('goes back to any record of the newest answer, and along with it again', async ({ open }) => {
    const page = await open(gateway.url);
    await ask(page, 'Why is the sky blue?');
    const run = await agent.run();
    run.say('Because of scattering');
    await answers(page).getByText('Because of scattering').waitFor();
    await page.getByRole('button', { name: 'First record' }).click();
    await page.locator('#whole .active[data-state="idle"]').waitFor();
    await page.locator('#record').getByText('chart stream 1 on web').waitFor();
    run.say(', mostly.');
    await answers(page).getByText('mostly.').waitFor();
    expect(await page.locator('#whole .active').getAttribute('data-state')).toBe('idle');

    await page.getByRole('button', { name: 'Last record' }).click();
    run.finish();
    await delivered(page);
  });

  test('leaves the keys of the conversation to the conversation', async ({ open }) => {
    const page = await open(gateway.url);
    await ask(page, 'At length');
    const run = await agent.run();
    run.say(paragraphs(40));
    run.finish();
    await delivered(page);
    await page.locator('#log').focus();
    await page.keyboard.press('Home');
    await distanceFromEnd(page, (pixels) => pixels > 300);
    expect(await page.locator('#state').textContent()).toBe('done');
  });

  test('fits a phone, with the instruments folded into one line', async ({ open }) => {
    const page = await open(gateway.url, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    await ask(page, 'Fit?');
    const run = await agent.run();
    run.say(
      `A${'very'.repeat(60)}longword and\n\n| a | table | with | many | columns |\n|---|---|---|---|---|\n| ${'wide '.repeat(20)} | b | c | d | e |\n`,
    );
    await answers(page).locator('table').waitFor();
    expect(await widthOf(page)).toBe(360);
    expect(await page.locator('#whole').isVisible()).toBe(false);
    await page.locator('summary').first().tap();
    await page.locator('#whole svg').waitFor();
    expect(await widthOf(page)).toBe(360);
  });

  test('is named for those who cannot see it, and reads an answer out once, when it is complete', async ({ open }) => {
    const page = await open(gateway.url);
    await page.getByRole('textbox', { name: 'Your question' }).waitFor();
    await page.getByRole('log', { name: 'Conversation' }).waitFor();
    await ask(page, 'Aloud?');
    const run = await agent.run();
    const announcer = page.locator('#announcer');
    run.say('Read me');
    await announcer.getByText('The answer has begun.').waitFor();
    run.say(' once.');
    await answers(page).getByText('Read me once.').waitFor();
    expect(await announcer.textContent()).toBe('The answer has begun.');
    run.finish();
    await announcer.getByText('Read me once.').waitFor();
  });

  test('says when the gateway is gone', async ({ browser }) => {
    const page = await browser.newPage();
    await page.goto(gateway.url);
    await page.getByRole('button', { name: 'A suggestion' }).waitFor();
    await gateway.close();
    await page.getByText('Reconnecting …').waitFor();
  });
});

const answers = (page: Page) => page.locator('.message.bot').last();

/** Waits until the stream has ended well, as the instruments tell it. */
const delivered = (page: Page) => page.locator('#now[data-mood="over"]', { hasText: 'All of it is on screen.' }).waitFor();

const widthOf = (page: Page) => page.locator('html').evaluate((html) => html.scrollWidth);

async function ask(page: Page, question: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your question' }).fill(question);
  await page.keyboard.press('Enter');
}

function paragraphs(count: number): string {
  return Array.from({ length: count }, (_, index) => `Paragraph ${index}.\n\n`).join('');
}

/** Waits until the reader is so far from the end of the conversation. */
async function distanceFromEnd(page: Page, wanted: (pixels: number) => boolean): Promise<void> {
  await expect
    .poll(async () => wanted(await page.locator('#log').evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight)))
    .toBe(true);
}
