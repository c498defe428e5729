// What a model can write, and a platform can say, on the way to a terminal. What it can do on each platform is tested with the adapters;
// SECURITY.md names all of these tests.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REST } from '@discordjs/rest';
import { Api } from 'grammy';
import { expect, it, onTestFinished } from 'vitest';
import { discord } from '../../src/adapters/discord.js';
import { telegram } from '../../src/adapters/telegram.js';
import { describeOutcome } from '../../src/cli/describe-outcome.js';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import { directorySink } from '../../src/tape/index.js';
import { startDiscordEmulator, startTelegramEmulator } from '../../src/testing/index.js';
import { FakeIo } from '../cli/fake-io.js';
import { MemoryTape, record } from '../tape/recording.js';

/** Moves the cursor, sets the title, fills the clipboard, and answers in the user's name. */
const hostile = 'a\u001b[2J\u001b]0;title\u0007\u001b]52;c;cm0gLXJmIH4=\u0007\u001b[6nb\r\u009bc\u202e';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

it('a tape of a hostile text is shown without its power over the terminal', async () => {
  const tape = new MemoryTape('on');
  await record(tape, {
    say: async (consumer, clock) => {
      consumer.onDelta(hostile);
      await clock.advance(1_000);
      consumer.finish();
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'tokentape-hostile-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 's1.ndjson');
  writeFileSync(path, tape.ndjson);
  for (const args of [[], ['--at', '60s']]) {
    const io = new FakeIo();
    expect(await io.run(['tape', 'show', path, ...args])).toBe(0);
    expect(io.stdout.text).toContain('␛]52');
    expect(io.stdout.text).not.toMatch(control);
  }
});

it('an outcome is told without the power of a platform’s words over the terminal', () => {
  const failure = { reason: 'rejected', message: hostile } as const;
  const line = describeOutcome({
    status: 'undelivered',
    alreadySent: false,
    text: 'a',
    unshown: 'a',
    messages: [],
    calls: 1,
    failure,
    notes: [hostile],
  });
  expect(line).toContain('␛]52');
  expect(line).not.toMatch(control);
});

it('a tape is a file of its owner alone, without text', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokentape-tapes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const emulator = await startTelegramEmulator();
  onTestFinished(() => emulator.close());
  const tape = directorySink(folder);
  const consumer = createStreamConsumer({ adapter: telegram(new Api('1:any', { apiRoot: emulator.url })), chatId: 42, tape });
  consumer.onDelta('What only Ann may know.');
  consumer.finish('What only Ann may know.');
  await consumer.settled;
  const [name = ''] = readdirSync(folder);
  expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, name), 'utf8')).not.toContain('Ann');
});

it('Telegram shows markup as text', async () => {
  const emulator = await startTelegramEmulator();
  onTestFinished(() => emulator.close());
  const text = '<a href="https://evil.example">your bank</a> [your bank](https://evil.example) *bold* <b>bold</b>';
  const adapter = telegram(new Api('1:any', { apiRoot: emulator.url }));
  await adapter.send({ chatId: 42, text, final: true, idempotencyKey: 'k', signal: new AbortController().signal });
  expect(emulator.messages(42)).toMatchObject([{ text, entities: [], linkPreview: false }]);
});

it('Discord is asked for no previews where the owner wants none', async () => {
  const emulator = await startDiscordEmulator();
  onTestFinished(() => emulator.close());
  const rest = new REST({ retries: 0, rejectOnRateLimit: () => true, api: emulator.apiUrl }).setToken('any');
  const chatId = '123456789012345678';
  const { signal } = new AbortController();
  const suppressed = 1 << 2;
  for (const suppressEmbeds of [true, false]) {
    const adapter = discord(rest, { suppressEmbeds });
    await adapter.send({ chatId, text: 'https://evil.example/?secret', final: true, idempotencyKey: `k${suppressEmbeds}`, signal });
    expect((emulator.messages(chatId).at(-1)?.flags ?? 0) & suppressed).toBe(suppressEmbeds ? suppressed : 0);
  }
});
