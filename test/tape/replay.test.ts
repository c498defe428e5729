import { describe, expect, it } from 'vitest';
import { parseTape } from '../../src/tape/read-tape.js';
import type { TapeRecord } from '../../src/tape/record.js';
import { replay } from '../../src/tape/replay.js';
import { MemoryTape, record, runs } from './recording.js';

async function recordsOf(name: string): Promise<TapeRecord[]> {
  const tape = new MemoryTape();
  await record(tape, runs[name]);
  return parseTape(tape.ndjson);
}

describe('replaying a tape', () => {
  it.each(Object.keys(runs))('comes to the same states, commands, calls and output: %s', async (name) => {
    const records = await recordsOf(name);
    const events = records.filter(({ kind }) => kind === 'event').length;
    expect(replay(records)).toEqual({ identical: true, streams: 1, events, open: [] });
  });

  it('names the first record whose state differs', async () => {
    const records = await recordsOf('delivered');
    const seq = records.findIndex((one) => one.kind === 'event' && one.to === 'streaming.resting');
    const changed = records.map((one) => (one.seq >= seq && one.kind === 'event' ? { ...one, to: 'streaming.clean' } : one));
    expect(replay(changed)).toEqual({
      ...{ identical: false, stream: 's1', seq, what: 'to' },
      ...{ recorded: 'streaming.clean', replayed: 'streaming.resting' },
    });
  });

  it('names an event that would have led elsewhere', async () => {
    const records = await recordsOf('delivered');
    const seq = records.findIndex((one) => one.kind === 'event' && one.event.type === 'SHOWN');
    const changed = records.map((one) => (one.seq === seq && one.kind === 'event' ? { ...one, event: { type: 'UNSURE', seq: 1 } } : one));
    expect(replay(changed)).toMatchObject({ identical: false, seq, what: 'to', replayed: 'editDisabled' });
  });

  it('names a call that the chart did not ask for', async () => {
    const records = await recordsOf('delivered');
    const seq = records.findIndex(({ kind }) => kind === 'call');
    const changed = records.map((one) => (one.seq === seq && one.kind === 'call' ? { ...one, op: 'edit' as const } : one));
    expect(replay(changed)).toMatchObject({ identical: false, seq, what: 'call.op', recorded: 'edit', replayed: 'send' });
  });

  it('names an output that differs', async () => {
    const records = await recordsOf('delivered');
    const changed = records.map((one) => (one.kind === 'end' ? { ...one, output: { landed: 1, lost: 0 } } : one));
    expect(replay(changed)).toMatchObject({ identical: false, seq: records.length - 1, what: 'output.landed', recorded: 1 });
  });

  it('does not replay what another version of the chart decided', async () => {
    const [begin, ...rest] = await recordsOf('delivered');
    if (begin?.kind !== 'begin') throw new Error('no beginning');
    const older = [{ ...begin, chart: { id: 'stream', version: '0' } }, ...rest];
    expect(replay(older)).toMatchObject({ identical: false, seq: 0, what: 'chart.version', recorded: '0' });
  });

  it('says that records are missing', async () => {
    const records = await recordsOf('delivered');
    expect(replay(records.toSpliced(5, 1))).toMatchObject({ identical: false, seq: 6, what: 'seq', recorded: 6, replayed: 5 });
  });

  it('says which streams have no end', async () => {
    const records = await recordsOf('delivered');
    expect(replay(records.slice(0, 9))).toMatchObject({ identical: true, open: ['s1'] });
  });
});
