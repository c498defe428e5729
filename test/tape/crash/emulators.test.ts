import { describe, expect, it } from 'vitest';
import {
  type Emulator,
  startDiscordEmulator,
  startMatrixEmulator,
  startSlackEmulator,
  startTelegramEmulator,
} from '../../../src/testing/index.js';
import type { Site } from './harness.js';
import { type PlaceName, placeOf, TOKENS } from './places.js';
import { withHarness } from './with-harness.js';

type Texts = readonly { text: string }[];

/** Starts one, and reads what it shows. */
const emulators: Record<keyof typeof TOKENS, () => Promise<[Emulator, () => Texts]>> = {
  async telegram() {
    const emulator = await startTelegramEmulator({ token: TOKENS.telegram, limits: 'none' });
    return [emulator, () => emulator.messages(42)];
  },
  async discord() {
    const emulator = await startDiscordEmulator({ token: TOKENS.discord, limits: 'none' });
    return [emulator, () => emulator.messages('123456789012345678')];
  },
  async slack() {
    const emulator = await startSlackEmulator({ token: TOKENS.slack, limits: 'none' });
    return [emulator, () => emulator.messages('C1')];
  },
  async matrix() {
    const emulator = await startMatrixEmulator({ accessToken: TOKENS.matrix, limits: 'none' });
    return [emulator, () => emulator.messages('!room:server.test')];
  },
};

async function openSite(name: keyof typeof TOKENS): Promise<Site> {
  const [emulator, shown] = await emulators[name]();
  return {
    url: emulator.url,
    reach: () => placeOf(name, emulator.url, ''),
    texts: () => shown().map(({ text }) => text),
    drained: () => quiet(emulator),
    close: () => emulator.close(),
  };
}

/** What a process sent before it died is decided; a connection that came first is answered first. */
async function quiet({ url, requests }: Emulator): Promise<void> {
  for (let trip = 0; trip < 3; trip += 1) await fetch(url, { headers: { connection: 'close' } }).then((answer) => answer.text());
  await expect.poll(() => requests.every(({ result }) => result !== 'open')).toBe(true);
}

const harness = withHarness();

describe.each(Object.keys(emulators) as (PlaceName & keyof typeof TOKENS)[])('a process that is killed over a call to %s', (place) => {
  it.each(['before', 'after'] as const)(
    'leaves one copy of what it accepted and no cursor, or says what it does not know: %s the call',
    async (point) => {
      await harness().everywhere({ does: 'stream', place, text: 'on', script: 'short', point }, () => openSite(place));
    },
    300_000,
  );
});

it('the same wherever between two records it dies, on discord', async () => {
  await harness().everywhere({ does: 'stream', place: 'discord', text: 'on', script: 'short', point: 'record' }, () => openSite('discord'));
}, 600_000);

it('was killed often enough', () => {
  console.log(`${harness().kills} kills over emulators`);
  expect(harness().kills).toBeGreaterThanOrEqual(60);
});
