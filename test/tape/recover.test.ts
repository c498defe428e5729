import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Adapter } from '../../src/adapter.js';
import { parseTape, readTape } from '../../src/tape/read-tape.js';
import type { TapeRecord, TapeText } from '../../src/tape/record.js';
import { type Recovery, recover } from '../../src/tape/recover.js';
import { replayFile } from '../../src/tape/replay.js';
import { screenAt } from '../../src/tape/story.js';
import { verifyFile } from '../../src/tape/verify.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { LeftChat } from './left-chat.js';
import { MemoryTape, record, runs } from './recording.js';

const CURSOR = '▉';
const bare = (text: string): string => text.replace(/\s+/gu, '');

describe('recovering a stream', () => {
  let directory: string;
  let path: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'recover-'));
    path = join(directory, 's1.ndjson');
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function linesOf(name: string, text: TapeText = 'on'): Promise<string[]> {
    const tape = new MemoryTape(text);
    await record(tape, runs[name]);
    return tape.lines;
  }

  /** Leaves the first `count` lines as a process that died long ago would. */
  async function leave(lines: readonly string[], count: number): Promise<TapeRecord[]> {
    await rm(directory, { recursive: true });
    directory = await mkdtemp(join(tmpdir(), 'recover-'));
    path = join(directory, 's1.ndjson');
    await writeFile(path, `${lines.slice(0, count).join('\n')}\n`);
    await utimes(path, 0, 0);
    return parseTape(lines.slice(0, count).join('\n'));
  }

  async function recoverWith(adapter: Adapter): Promise<Recovery[]> {
    const clock = new VirtualClock();
    let recoveries: Recovery[] | undefined;
    const done = recover({ tapes: directory, adapters: { fake: adapter }, fsync: 'none', clock }).then((found) => {
      recoveries = found;
    });
    while (!recoveries) {
      await clock.advance(1_000);
      await new Promise((resolve) => setTimeout(resolve));
    }
    await done;
    return recoveries;
  }

  const honestRuns = ['delivered', 'rolled-over', 'segments', 'interrupted', 'buffered'];

  it.each(honestRuns.flatMap((name) => [true, false].map((arrived) => [name, arrived] as const)))(
    'shows all that was accepted, once, wherever it broke off: %s, last call arrived: %s',
    async (name, lastArrived) => {
      const lines = await linesOf(name);
      for (let count = 1; count < lines.length; count += 1) {
        const chat = new LeftChat(await leave(lines, count), lastArrived);
        const [recovery] = await recoverWith(chat.adapter(true));
        expect(recovery?.result, `after ${count} lines`).toBe('recovered');
        const records = await readTape(path);
        const accepted = bare(records.map((one) => (one.kind === 'input' ? (one.text ?? '') : '')).join(''));
        expect(bare(chat.screen), `after ${count} lines`).toBe(accepted);
        const shown = screenAt(records, Number.POSITIVE_INFINITY).map(({ text }) => text);
        expect(shown, `after ${count} lines`).toEqual(chat.messages.map(({ text }) => text));
        expect((await verifyFile(path)).problems).toEqual([]);
        expect(await replayFile(path)).toMatchObject({ identical: true, open: [] });
        expect(await recoverWith(chat.adapter(true))).toEqual([]);
      }
    },
    60_000,
  );

  it.each(Object.keys(runs))(
    'comes to an end that matches the screen, whatever the platform had answered: %s',
    async (name) => {
      const lines = await linesOf(name);
      for (let count = 1; count < lines.length; count += 1) {
        const chat = new LeftChat(await leave(lines, count), true);
        const [recovery] = await recoverWith(chat.adapter(true));
        if (recovery?.result !== 'recovered') throw new Error(`after ${count} lines: ${JSON.stringify(recovery)}`);
        // Where edits are refused a cursor stays, and the outcome says so.
        const notes = recovery.outcome.notes.join();
        if (name !== 'edits-refused' || !notes.includes('still shows a cursor')) expect(chat.screen).not.toContain(CURSOR);
        const seen = recovery.outcome.messages.filter(({ certainty }) => certainty === 'seen').map(({ text }) => text);
        for (const text of seen) expect(chat.screen, `after ${count} lines`).toContain(text);
      }
    },
    60_000,
  );

  it('sends no second copy of a message that may have arrived, where nobody can be asked', async () => {
    const lines = await linesOf('delivered');
    const atSend = lines.findIndex((line) => line.includes('"kind":"call"')) + 1;
    const chat = new LeftChat(await leave(lines, atSend), true);
    const [recovery] = await recoverWith(chat.adapter(false));
    if (recovery?.result !== 'recovered') throw new Error('not recovered');
    expect(recovery.outcome).toMatchObject({ status: 'partial', alreadySent: false });
    expect(recovery.outcome.messages).toMatchObject([{ certainty: 'maybe' }]);
    expect(chat.sends).toBe(0);
  });

  it.each(['off', 'masked'] as const)(
    'takes the cursor away and shows nothing where the tape holds no text: %s',
    async (text) => {
      const lines = await linesOf('rolled-over', text);
      const said = await linesOf('rolled-over');
      for (let count = 1; count < lines.length; count += 1) {
        await leave(said, count);
        const chat = new LeftChat(await readTape(path), true);
        const before = chat.screen;
        await leave(lines, count);
        const [recovery] = await recoverWith(chat.adapter(true));
        expect(recovery).toMatchObject({ result: 'recovered', outcome: { alreadySent: false, text: '', unshown: '' } });
        expect(bare(chat.screen)).toBe(bare(before.replaceAll(CURSOR, '')));
        expect(chat.sends).toBe(0);
      }
    },
    60_000,
  );

  it('leaves a tape alone whose owner lives', async () => {
    const lines = await linesOf('delivered');
    await leave(lines, 8);
    const heartbeat = setInterval(() => void utimes(path, new Date(), new Date()), 10);
    await utimes(path, new Date(), new Date());
    const found = await recover({ tapes: path, adapters: {}, leaseMs: 100 });
    clearInterval(heartbeat);
    expect(found).toEqual([{ result: 'owned', file: path }]);
    expect(await readdir(directory)).toEqual(['s1.ndjson']);
  });

  it('is done by one process only', async () => {
    const lines = await linesOf('delivered');
    const chat = new LeftChat(await leave(lines, 8), true);
    const adapters = { fake: chat.adapter(true) };
    const found = await Promise.all([1, 2, 3].map(() => recover({ tapes: path, adapters })));
    expect(
      found
        .flat()
        .map(({ result }) => result)
        .filter((result) => result === 'recovered'),
    ).toHaveLength(1);
  });

  it('does not count what the first owner wrote after it had lost the stream', async () => {
    const lines = await linesOf('delivered');
    const chat = new LeftChat(await leave(lines, 8), true);
    await recoverWith(chat.adapter(true));
    await writeFile(path, `${lines.slice(0, 10).join('\n')}\n`);
    expect((await verifyFile(path)).problems.map(({ trouble, line }) => [trouble, line])).toEqual([
      ['stale', 9],
      ['stale', 10],
    ]);
    expect(await replayFile(path)).toMatchObject({ identical: true, open: [] });
  });

  it('says why it cannot', async () => {
    const lines = await linesOf('delivered');
    await leave(lines, 8);
    expect(await recover({ tapes: path, adapters: {} })).toMatchObject([{ result: 'failed', message: 'no adapter named fake was given' }]);
    const older = lines.map((line) => line.replace('"chart":{"id":"stream","version":"1"}', '"chart":{"id":"stream","version":"0"}'));
    await leave(older, 8);
    expect(await recoverWith(new LeftChat([], true).adapter(true))).toMatchObject([
      { result: 'failed', message: 'the tape belongs to version 0 of the chart' },
    ]);
    await leave(lines.slice(1), 8);
    expect(await recoverWith(new LeftChat([], true).adapter(true))).toMatchObject([
      { result: 'failed', message: 'the tape does not begin with the beginning' },
    ]);
  });
});
