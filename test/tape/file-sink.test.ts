import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { directorySink } from '../../src/tape/directory-sink.js';
import { type FileSink, type FileSinkOptions, fileSink } from '../../src/tape/file-sink.js';
import { Lease } from '../../src/tape/lease.js';
import { parseTape, readTape } from '../../src/tape/read-tape.js';
import { replayFile } from '../../src/tape/replay.js';
import { tapesIn } from '../../src/tape/tape-parts.js';
import { verifyFile, verifyTape } from '../../src/tape/verify.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { FakeDisk } from './fake-disk.js';
import { MemoryTape, type Platform, type Run, record, runs, sentence } from './recording.js';

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

  it('has a line for each record, whatever text would end a line elsewhere', async () => {
    const sink = fileSink(path, { text: 'on' });
    const text = 'one\u2028two\u2029three\u0085four\rfive\vsix';
    const say: Run['say'] = async (consumer) => {
      consumer.onDelta(text);
      consumer.finish();
    };
    await record(sink, { say });
    await sink.close();
    expect(await verifyFile(path)).toMatchObject({ sound: true });
    const records = await readTape(path);
    expect(records.map((one) => (one.kind === 'input' ? one.text : undefined))).toContain(text);
  });

  it('goes on in further files, which are read as one', async () => {
    const sink = fileSink(path, { rotateBytes: 2_048 });
    await record(sink, runs['rolled-over']);
    await sink.close();
    // How many depends on which records are written together.
    expect(await readdir(directory)).toContain('a.2.ndjson');
    expect(await verifyFile(path)).toMatchObject({ sound: true });
    expect(await replayFile(path)).toMatchObject({ identical: true, open: [] });
  });

  it('never touches a file that is there already: that is another tape', async () => {
    const sinks = ['s1', 's2', 's3'].map((streamId) => ({ streamId, sink: fileSink(path, { rotateBytes: 2_048 }) }));
    await Promise.all(sinks.map(({ streamId, sink }) => record(sink, { options: { streamId } })));
    for (const { sink } of sinks) await sink.close();
    const tapes = await tapesIn(directory);
    expect(tapes.map((tape) => basename(tape))).toEqual(['a-2.ndjson', 'a-3.ndjson', 'a.ndjson']);
    for (const tape of tapes) expect(await verifyFile(tape)).toMatchObject({ sound: true, streams: 1 });
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
  let clock: VirtualClock;
  let disk: FakeDisk;

  beforeEach(() => {
    clock = new VirtualClock();
    disk = new FakeDisk(clock);
  });

  const sinkOn = (options: FileSinkOptions = {}, path = 't.ndjson') => fileSink(path, { clock: disk.clock, disk, ...options });
  const written = () => parseTape(disk.text('t.ndjson'));
  const line = (sink: FileSink, seq: number, text = `line ${seq}`) =>
    sink.write({ v: 1, stream: 's', seq, at: 0, kind: 'lost', records: 1 }, text);

  it('has the record of a call before the call is made', async () => {
    const sink = sinkOn();
    const seen: (string | undefined)[] = [];
    const platform = () => {
      seen.push(written().at(-1)?.kind);
      return undefined;
    };
    await record(sink, { platform }, clock);
    expect(seen.length).toBeGreaterThan(2);
    expect(new Set(seen)).toEqual(new Set(['call']));
    expect(disk.writesNow).toBeGreaterThan(2);
  });

  it('has all that was accepted 50 ms ago, where the tape holds text', async () => {
    const sink = sinkOn({ text: 'on' });
    let said = '';
    const saidAt: [number, string][] = [];
    const say: Run['say'] = async (consumer) => {
      for (const word of sentence.repeat(3).split(/(?<= )/)) {
        consumer.onDelta(word);
        said += word;
        saidAt.push([clock.now(), said]);
        await clock.advance(7);
        const due = saidAt.findLast(([at]) => at <= clock.now() - 50)?.[1] ?? '';
        const held = written()
          .map((one) => (one.kind === 'input' ? (one.text ?? '') : ''))
          .join('');
        expect(held.startsWith(due)).toBe(true);
      }
      consumer.finish();
    };
    await record(sink, { say }, clock);
    expect(saidAt.length).toBeGreaterThan(40);
  });

  it('that is full holds up nothing, and is told what it missed once there is room', async () => {
    disk.room = 3_000;
    const sink = sinkOn();
    const outcome = await record(sink, {}, clock);
    expect(outcome.status).toBe('delivered');
    expect(Buffer.byteLength(disk.text('t.ndjson'))).toBe(3_000);
    disk.room = Number.POSITIVE_INFINITY;
    await clock.advance(1_500);
    expect(verifyTape(disk.text('t.ndjson'))).toMatchObject({ sound: true });
  });

  /** When each call was made. */
  async function callTimes(sink: FileSink | undefined, before: () => void = () => {}): Promise<number[]> {
    const times: number[] = [];
    const start = clock.now();
    const platform: Platform = () => {
      times.push(clock.now() - start);
      if (times.length === 1) before();
      return undefined;
    };
    await record(sink, { platform }, clock);
    return times;
  }

  it('that hangs delays one call by 20 ms, and no other; the tape says which went out unrecorded', async () => {
    const undisturbed = await callTimes(undefined);
    const sink = sinkOn();
    disk.holdsUpMs = 5_000;
    const times = await callTimes(sink);
    expect(times[0]).toBe((undisturbed[0] ?? 0) + 20);
    expect(times.at(-1)).toBeLessThanOrEqual((undisturbed.at(-1) ?? 0) + 20);
    expect(disk.writesNow).toBe(0);
    disk.holdsUpMs = 0;
    await clock.advance(20_000);
    const answers = written().filter((one) => one.kind === 'answer');
    expect(answers.map(({ late }) => late)).toEqual(times.map(() => true));
    expect(verifyTape(disk.text('t.ndjson'))).toMatchObject({ sound: true });
  });

  it('that turns slow holds up one write of all tapes together, until it has been quick for ten seconds', async () => {
    const sinks = [1, 2, 3].map((number) => sinkOn({}, `t${number}.ndjson`));
    const writeAll = async (seq: number) => {
      for (const sink of sinks) line(sink, seq);
      await clock.advance(300);
    };
    await writeAll(0);
    await writeAll(1);
    expect(disk.writesNow).toBe(3);
    disk.holdsUpMs = 200;
    for (let seq = 2; seq < 20; seq += 1) await writeAll(seq);
    expect(disk.writesNow).toBe(4);
    disk.holdsUpMs = 0;
    await writeAll(20);
    expect(disk.writesNow).toBe(4);
    await clock.advance(10_000);
    await writeAll(21);
    await writeAll(22);
    expect(disk.writesNow).toBeGreaterThan(6);
    for (const number of [1, 2, 3])
      expect(disk.text(`t${number}.ndjson`)).toBe(Array.from({ length: 23 }, (_, seq) => `line ${seq}\n`).join(''));
  });

  it('whose flush hangs is not waited for either', async () => {
    const sink = sinkOn({ fsync: 'each' });
    line(sink, 0);
    await clock.advance(100);
    disk.flushMs = 60_000;
    line(sink, 1);
    expect(disk.writesNow).toBe(1);
    await clock.advance(2_000);
    line(sink, 2);
    expect(disk.writesNow).toBe(1);
    await clock.advance(0);
    expect(disk.text('t.ndjson')).toBe('line 0\nline 1\nline 2\n');
  });

  it('that never recovers costs bounded memory: what does not fit is lost, and counted', async () => {
    disk.room = 0;
    const sink = sinkOn();
    const taken = Array.from({ length: 100 }, (_, seq) => line(sink, seq, 'x'.repeat(100_000)));
    expect(taken.filter((one) => one === false)).toHaveLength(59);
    await sink.close();
  });

  it.each([
    ['each', 10],
    ['batch', 1],
    ['none', 0],
  ] as const)('is flushed as the policy says: %s', async (fsync, least) => {
    const sink = sinkOn({ fsync });
    for (let seq = 0; seq < 12; seq += 1) {
      line(sink, seq);
      await clock.advance(10);
    }
    await clock.advance(1_500);
    expect(disk.syncs).toBeGreaterThanOrEqual(least);
    expect(disk.syncs).toBeLessThanOrEqual(fsync === 'batch' ? 2 : least * 2);
  });

  it('has everything when the sink is closed, flushed', async () => {
    const sink = sinkOn();
    disk.holdsUpMs = 300;
    for (let seq = 0; seq < 5; seq += 1) line(sink, seq);
    const closed = sink.close();
    await clock.advance(5_000);
    await closed;
    expect(disk.text('t.ndjson')).toBe('line 0\nline 1\nline 2\nline 3\nline 4\n');
    expect(disk.syncs).toBeGreaterThanOrEqual(1);
    expect(line(sink, 5)).toBe(false);
  });
});

describe('a lease', () => {
  it('is lost to whoever creates the next part: what the first owner writes then is refused, and it calls nobody', async () => {
    const clock = new VirtualClock();
    const disk = new FakeDisk(clock);
    const sink = fileSink('t.ndjson', { clock, disk, leaseMs: 1 });
    let calls = 0;
    const say: Run['say'] = async (consumer) => {
      consumer.onDelta('Hello there');
      await clock.advance(500);
      expect(calls).toBe(1);
      const before = disk.text('t.ndjson');
      await disk.create('t.2.ndjson');
      // Longer than the lease lasts without being renewed.
      sleepFor(5);
      consumer.onDelta(', and more');
      await clock.advance(500);
      consumer.finish();
      await clock.advance(500);
      expect(disk.text('t.ndjson')).toBe(before);
    };
    const platform = () => {
      calls += 1;
      return undefined;
    };
    const outcome = await record(sink, { platform, say }, clock);
    expect(calls).toBe(1);
    expect(outcome).toMatchObject({
      status: 'partial',
      failure: { reason: 'forbidden', message: 'another process has taken the stream over' },
    });
  });

  it('is looked at again if the process slept while it was looked at', async () => {
    const disk = new FakeDisk(new VirtualClock());
    const { exists } = disk;
    disk.exists = async (path) => {
      const was = await exists.call(disk, path);
      if (was) return true;
      await disk.create(path);
      sleepFor(40);
      return false;
    };
    const lease = new Lease(disk, 100);
    onTestFinished(() => lease.release());
    lease.holds('t.ndjson', 1);
    sleepFor(60);
    expect(await lease.isHeld()).toBe(false);
  });
});

/** As a process does that is stopped: the time goes by, and nothing happens. */
function sleepFor(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
