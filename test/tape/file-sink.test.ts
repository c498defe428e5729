import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { directorySink } from '../../src/tape/directory-sink.js';
import { type FileSinkOptions, fileSink } from '../../src/tape/file-sink.js';
import { parseTape } from '../../src/tape/read-tape.js';
import { replayFile } from '../../src/tape/replay.js';
import { verifyFile, verifyTape } from '../../src/tape/verify.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { FakeDisk } from './fake-disk.js';
import { MemoryTape, record, runs } from './recording.js';

describe('a tape in a file', () => {
  let directory: string;
  let path: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tape-'));
    path = join(directory, 'a.ndjson');
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('holds every record, verified and replayed', async () => {
    const sink = fileSink(path);
    await record(sink, runs.segments);
    await sink.close();
    expect(await verifyFile(path)).toMatchObject({ sound: true });
    expect(await replayFile(path)).toMatchObject({ identical: true, open: [] });
  });

  it('goes on in further files, which are read as one', async () => {
    const sink = fileSink(path, { rotateBytes: 2_048 });
    await record(sink, runs['rolled-over']);
    await sink.close();
    const names = await readdir(directory);
    expect(names.length).toBeGreaterThan(3);
    expect(names).toContain('a.2.ndjson');
    expect(await verifyFile(path)).toMatchObject({ sound: true });
    expect(await replayFile(path)).toMatchObject({ identical: true, open: [] });
  });

  it('never touches a file that is there already', async () => {
    for (const streamId of ['s1', 's2']) {
      const sink = fileSink(path);
      await record(sink, { options: { streamId } });
      await sink.close();
    }
    expect(await readdir(directory)).toEqual(['a.2.ndjson', 'a.ndjson']);
    expect(await verifyFile(path)).toMatchObject({ sound: true, streams: 2 });
  });

  it('says how the stream ended, and what was lost, when it has reached its limit', async () => {
    const sink = fileSink(path, { maxBytes: 20_000 });
    await record(sink, runs['rolled-over']);
    await sink.close();
    const text = await readFile(path, 'utf8');
    expect(text.length).toBeLessThan(20_000);
    const records = parseTape(text);
    expect(records.at(-1)?.kind).toBe('end');
    const lost = records.flatMap((one) => (one.kind === 'lost' ? [one.records] : []));
    expect(lost.length).toBeGreaterThan(0);
    const whole = new MemoryTape();
    await record(whole, runs['rolled-over']);
    expect(records.length - lost.length + lost.reduce((sum, count) => sum + count, 0)).toBe(whole.records.length);
    expect(verifyTape(text).problems.every(({ trouble }) => trouble === 'lost')).toBe(true);
  });

  it('gives each stream of a directory its own file, whatever the stream is called', async () => {
    const sink = directorySink(directory);
    for (const streamId of ['abc', 'a.2', '../out']) await record(sink, { options: { streamId } });
    await sink.close();
    const names = await readdir(directory);
    expect(names).toHaveLength(3);
    expect(names).toContain('abc.ndjson');
    for (const name of names) expect(await verifyFile(join(directory, name))).toMatchObject({ sound: true, streams: 1 });
  });

  it('refuses options that make no sense', () => {
    expect(() => fileSink(path, { rotateBytes: 10 })).toThrow('rotateBytes must be at least 1024, got 10');
    expect(() => fileSink(path, { maxBytes: Number.NaN })).toThrow('maxBytes must be at least 1024, got NaN');
  });
});

describe('a disk', () => {
  const clock = new VirtualClock();
  let disk: FakeDisk;

  beforeEach(() => {
    disk = new FakeDisk(clock);
  });

  const sinkOn = (options: FileSinkOptions = {}) => fileSink('t.ndjson', { clock: disk.clock, disk, ...options });
  const written = () => parseTape(disk.text('t.ndjson'));

  it('has the record of a call before the call is made', async () => {
    const sink = sinkOn();
    const seen: (string | undefined)[] = [];
    const platform = () => {
      seen.push(written().at(-1)?.kind);
      return undefined;
    };
    await record(sink, { platform });
    expect(seen.length).toBeGreaterThan(2);
    expect(new Set(seen)).toEqual(new Set(['call']));
  });

  it('that is full holds up nothing, and is told what it missed once there is room', async () => {
    disk.room = 3_000;
    const sink = sinkOn();
    const outcome = await record(sink);
    expect(outcome.status).toBe('delivered');
    expect(Buffer.byteLength(disk.text('t.ndjson'))).toBe(3_000);
    disk.room = Number.POSITIVE_INFINITY;
    await clock.advance(1_500);
    expect(verifyTape(disk.text('t.ndjson'))).toMatchObject({ sound: true });
  });

  it('that is slow holds up one write; the others are made in the background, in order', async () => {
    disk.holdsUpMs = 200;
    const sink = sinkOn();
    await record(sink);
    expect(disk.writesNow).toBe(1);
    await clock.advance(60_000);
    expect(disk.writesBehind).toBeGreaterThan(0);
    expect(verifyTape(disk.text('t.ndjson'))).toMatchObject({ sound: true });
  });

  it('that never recovers costs bounded memory: what does not fit is lost, and counted', async () => {
    disk.room = 0;
    const sink = sinkOn();
    const line = 'x'.repeat(100_000);
    const head = { v: 1, stream: 's', seq: 0, at: 0 } as const;
    const taken = Array.from({ length: 100 }, () => sink.write({ ...head, kind: 'lost', records: 1 }, line));
    expect(taken.filter((one) => one === true).length).toBe(41);
  });

  it.each([
    ['each', 10],
    ['batch', 1],
    ['none', 0],
  ] as const)('is flushed as the policy says: %s', async (fsync, least) => {
    const sink = sinkOn({ fsync });
    for (let seq = 0; seq < 12; seq += 1) {
      sink.write({ v: 1, stream: 's', seq, at: 0, kind: 'lost', records: 1 }, 'line');
      await clock.advance(10);
    }
    await clock.advance(1_500);
    expect(disk.syncs).toBeGreaterThanOrEqual(least);
    expect(disk.syncs).toBeLessThanOrEqual(fsync === 'batch' ? 2 : least * 2);
  });
});

describe('a lease', () => {
  it('is lost to whoever creates the next part: what the first owner writes then is refused', async () => {
    const clock = new VirtualClock();
    const disk = new FakeDisk(clock);
    const sink = fileSink('t.ndjson', { clock, disk, leaseMs: 1 });
    const write = (seq: number) => sink.write({ v: 1, stream: 's', seq, at: 0, kind: 'lost', records: 1 }, `line ${seq}`);
    expect(write(0)).toBe(true);
    disk.create('t.2.ndjson');
    // Longer than the lease lasts without being renewed.
    const asleepUntil = performance.now() + 5;
    while (performance.now() < asleepUntil);
    expect(write(1)).toBe(false);
    expect(disk.text('t.ndjson')).toBe('line 0\n');
  });
});
