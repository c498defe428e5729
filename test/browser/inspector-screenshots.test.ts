// The pictures of the inspector in the documentation. Only written when asked for: `npm run screenshots`.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Result } from '../../src/adapter.js';
import { startInspector } from '../../src/inspector/inspector.js';
import { recordTape } from '../inspector/record-tape.js';
import { test } from './browser-test.js';

const answer = `Rain begins as **vapour**. Warm air carries it up, and up there it cools.

1. Around a grain of dust the vapour becomes a droplet.
2. Droplets meet, and merge.
3. What is too heavy to be carried falls.

So it rains because clouds are heavy, mostly. `;

/** The picture is taken so many records after the platform said wait. */
const recordsLater = 22;

const refusals: Record<number, Result> = {
  4: { ok: false, reason: 'rateLimited', retryAfterMs: 1_800, scope: 'chat', message: 'Too Many Requests: retry after 1.8' },
  9: { ok: false, reason: 'transient', message: 'connection reset' },
};

test.skipIf(process.env.UPDATE_SCREENSHOTS === undefined).for([
  ['inspector-light', 'light', 1_440, 900],
  ['inspector-dark', 'dark', 1_440, 900],
  ['inspector-phone', 'light', 390, 844],
] as const)('%s', async ([name, colorScheme, width, height], { open }) => {
  const folder = await mkdtemp(join(tmpdir(), 'tapes-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const deltas = answer.repeat(2).split(/(?<= )/);
  const tapes = {
    'why-does-it-rain': { deltas, answer: (call: number) => refusals[call] },
    'no-text-kept': { deltas: deltas.slice(0, 30), text: 'off' as const },
    'kicked-out': {
      deltas: deltas.slice(0, 30),
      answer: (call: number): Result | undefined => (call > 3 ? { ok: false, reason: 'forbidden', message: 'bot was kicked' } : undefined),
    },
  };
  let moment = 0;
  for (const [stream, options] of Object.entries(tapes)) {
    const { lines, records } = await recordTape({ stream, everyMs: 70, ...options });
    moment ||= records.findIndex((record) => record.kind === 'event' && record.event.type === 'HELD') + recordsLater;
    await writeFile(join(folder, `${stream}.ndjson`), `${lines.join('\n')}\n`);
  }
  const inspector = await startInspector({ files: [folder], port: 0 });
  onTestFinished(() => inspector.close());

  const page = await open(`${inspector.url}#why-does-it-rain/${moment}`, { viewport: { width, height }, colorScheme });
  await page.locator('#inside svg').waitFor();
  await page.locator('#screen article').first().waitFor();
  await page.locator('#budget .active').first().waitFor();
  await page.screenshot({ path: `docs/images/${name}.png` });
  expect(await page.locator('#state').textContent()).not.toBe('');
});
