// What a model can write, and a platform can say, on the way to a terminal. What it can do on each platform is tested with the adapters;
// SECURITY.md names all of these tests.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { describeOutcome } from '../../src/cli/describe-outcome.js';
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
