import { describe, expect, it } from 'vitest';
import { parseTape } from '../../src/tape/read-tape.js';
import type { TapeText } from '../../src/tape/record.js';
import { whatIf } from '../../src/tape/what-if.js';
import { MemoryTape, record, runs } from './recording.js';

async function tapeOf(name: string, text: TapeText = 'on') {
  const tape = new MemoryTape(text);
  const outcome = await record(tape, runs[name]);
  return { records: parseTape(tape.ndjson), outcome };
}

describe('what if', () => {
  it('nothing were different: the same calls, the same messages, nothing lost', async () => {
    const { records, outcome } = await tapeOf('rolled-over');
    expect(await whatIf(records)).toMatchObject({
      ...{ status: 'delivered', calls: outcome.calls, messages: outcome.messages.length },
      ...{ refused: 0, waits: 0, waitMs: 0, lost: 0 },
    });
  });

  it('there were fewer edits: fewer calls, and text that is older', async () => {
    const { records } = await tapeOf('rolled-over');
    const now = await whatIf(records);
    const instead = await whatIf(records, { config: { editInterval: 2, bufferThreshold: 1_000 } });
    expect(instead.calls).toBeLessThan(now.calls);
    expect(instead.meanStalenessMs).toBeGreaterThan(now.meanStalenessMs);
    expect(instead.lost).toBe(0);
  });

  it('the platform were stricter: it says wait, and all the text gets there', async () => {
    const { records } = await tapeOf('rolled-over');
    const instead = await whatIf(records, { sheet: { chat: [{ calls: 1, perMs: 3_000 }], token: [] } });
    expect(instead.waits).toBeGreaterThan(0);
    expect(instead.waitMs).toBeGreaterThan(0);
    expect(instead).toMatchObject({ status: 'delivered', lost: 0 });
  });

  it('can be asked of a tape without text', async () => {
    const { records } = await tapeOf('rolled-over', 'off');
    expect(await whatIf(records)).toMatchObject({ status: 'delivered', lost: 0 });
  });

  it('is asked of one stream', async () => {
    const { records } = await tapeOf('delivered');
    await expect(whatIf([...records, ...records])).rejects.toThrow('what-if takes the tape of one stream, got 2');
  });
});
