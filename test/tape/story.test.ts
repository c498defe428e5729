import { describe, expect, it } from 'vitest';
import { streamMachine } from '../../machines/stream.machine.js';
import { parseTape } from '../../src/tape/read-tape.js';
import type { TapeText } from '../../src/tape/record.js';
import { screenAt, story } from '../../src/tape/story.js';
import { MemoryTape, record, runs } from './recording.js';

async function tapeOf(name: string, text: TapeText = 'on') {
  const tape = new MemoryTape(text);
  const outcome = await record(tape, runs[name]);
  return { records: parseTape(tape.ndjson), outcome };
}

describe('the story of a tape', () => {
  it.each(Object.keys(runs))('ends with the screen of the outcome: %s', async (name) => {
    const { records, outcome } = await tapeOf(name);
    const shown = outcome.messages.filter(({ certainty }) => certainty === 'seen').map(({ text }) => text);
    const screen = screenAt(records, 1e9).filter(({ isDoubtful }) => !isDoubtful);
    expect(screen.map(({ text }) => text)).toEqual(shown);
  });

  it('knows the screen of every moment', async () => {
    const { records } = await tapeOf('delivered');
    const screens = [0, 100, 700, 1e9].map((ms) => screenAt(records, ms).map(({ text }) => text));
    expect(screens).toEqual([
      [],
      ['The quick ▉'],
      ['The quick brown fox jumps over the ▉'],
      ['The quick brown fox jumps over the lazy dog and runs away.'],
    ]);
  });

  it('tells lengths where there is no text', async () => {
    const { records } = await tapeOf('delivered', 'off');
    expect(screenAt(records, 100)).toMatchObject([{ id: 'm1', length: 11, text: undefined, hasCursor: true }]);
  });

  it('has a line for every record', async () => {
    const { records } = await tapeOf('held');
    const chapters = [...story(records)];
    expect(chapters).toHaveLength(records.length);
    expect(chapters[0]).toMatchObject({ at: 0, state: 'idle', what: `begins on fake, chat c1; chart stream ${streamMachine.version}` });
    expect(chapters.map(({ what }) => what)).toContain('call 2: rateLimited after 30 ms, wait 1500 ms');
    expect(chapters.at(-1)).toMatchObject({ state: 'done', what: 'delivered, 4 calls, 0 characters not shown' });
  });
});
