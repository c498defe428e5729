import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseTape } from '../../src/tape/read-tape.js';
import { replayFile } from '../../src/tape/replay.js';
import { tapesIn } from '../../src/tape/tape-parts.js';
import { verifyFile } from '../../src/tape/verify.js';
import { MemoryTape, record, runs } from './recording.js';

const directory = fileURLToPath(new URL('../tapes/', import.meta.url));

// A tape that is here has to replay for ever. New ones are recorded with UPDATE_TAPES=1, and only where there is none, or where the
// chart's version has changed.
if (process.env.UPDATE_TAPES === '1')
  for (const [name, run] of Object.entries(runs)) {
    const tape = new MemoryTape('on');
    await record(tape, run);
    await writeFile(`${directory}${name}.ndjson`, tape.ndjson);
  }

const tapes = await tapesIn(directory);

describe('the recorded tapes', () => {
  it('are there, one for each way in which a stream can go', () => {
    const names = tapes.map((path) => path.slice(directory.length, -'.ndjson'.length));
    expect(names).toEqual(Object.keys(runs).sort());
  });

  it.each(tapes)('are as they were written, and replay: %s', async (path) => {
    expect((await verifyFile(path)).problems).toEqual([]);
    expect(await replayFile(path)).toMatchObject({ identical: true, open: [] });
  });

  it('hold every outcome, and most of what a platform can answer', async () => {
    const records = (await Promise.all(tapes.map((path) => readFile(path, 'utf8')))).flatMap(parseTape);
    const outcomes = new Set(records.flatMap((one) => (one.kind === 'end' ? [one.outcome.status] : [])));
    expect([...outcomes].sort()).toEqual(['cancelled', 'delivered', 'partial', 'undelivered']);
    const events = new Set(records.flatMap((one) => (one.kind === 'event' ? [one.event.type] : [])));
    for (const type of ['SHOWN', 'WAIT', 'HELD', 'REFUSED', 'UNSURE', 'GONE', 'BARRED', 'HURRY', 'DISCARD']) expect(events).toContain(type);
  });

  it('come out the same when they are recorded today', async () => {
    for (const [name, run] of Object.entries(runs)) {
      const tape = new MemoryTape('on');
      await record(tape, run);
      expect(tape.ndjson, name).toBe(await readFile(`${directory}${name}.ndjson`, 'utf8'));
    }
  });
});
