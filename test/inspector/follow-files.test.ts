import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { followFiles } from '../../src/inspector/follow-files.js';
import { TapeError } from '../../src/tape/tape-error.js';
import { VirtualClock } from '../../src/virtual-clock.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapes-'));
});
afterEach(() => rm(folder, { recursive: true }));

const line = (seq: number, stream = 'one') => JSON.stringify({ v: 1, stream, seq, at: seq, kind: 'input', input: 'end' });

async function follow(path: string) {
  const taken: string[] = [];
  const clock = new VirtualClock();
  const followed = await followFiles([path], (record) => taken.push(`${record.stream}/${record.seq}`), clock);
  onTestFinished(() => followed.close());
  /** Looks again, and waits until that is done. */
  const lookAgain = async () => {
    await vi.waitFor(() => expect(clock.pending).toBe(1));
    clock.fireNext();
    await vi.waitFor(() => expect(clock.pending).toBe(1));
  };
  return { taken, lookAgain };
}

describe('following files', () => {
  test('reads what is there, then what is added, line by whole line', async () => {
    const path = join(folder, 'a.ndjson');
    await writeFile(path, `${line(0)}\n${line(1)}\n${line(2).slice(0, 20)}`);
    const { taken, lookAgain } = await follow(path);
    expect(taken).toEqual(['one/0', 'one/1']);

    await appendFile(path, `${line(2).slice(20)}\n`);
    await lookAgain();
    expect(taken).toEqual(['one/0', 'one/1', 'one/2']);
  });

  test('finds tapes that come later to a directory', async () => {
    const { taken, lookAgain } = await follow(folder);
    await writeFile(join(folder, 'late.ndjson'), `${line(0, 'late')}\n`);
    await lookAgain();
    expect(taken).toEqual(['late/0']);
  });

  test('leaves out what an owner still adds to a part when another process has gone on in the next', async () => {
    const path = join(folder, 'a.ndjson');
    await writeFile(path, `${line(0)}\n${line(1)}\n`);
    const { taken, lookAgain } = await follow(path);
    const resume = JSON.stringify({ v: 1, stream: 'one', seq: 2, at: 9, kind: 'resume', after: 1, to: 'idle' });
    await writeFile(join(folder, 'a.2.ndjson'), `${resume}\n`);
    await lookAgain();

    await appendFile(path, `${line(2)}\n${line(3)}\n`);
    await appendFile(join(folder, 'a.2.ndjson'), `${line(3)}\n`);
    await lookAgain();
    expect(taken).toEqual(['one/0', 'one/1', 'one/2', 'one/3']);
  });

  test('passes over lines that are no records', async () => {
    const path = join(folder, 'a.ndjson');
    await writeFile(path, `hello\n\n${line(0)}\n{"v":2}\n`);
    expect((await follow(path)).taken).toEqual(['one/0']);
  });

  test('survives characters that are cut by the end of a piece', async () => {
    const path = join(folder, 'a.ndjson');
    const long = JSON.stringify({ ...JSON.parse(line(0, '一'.repeat(200_000))) });
    await writeFile(path, `${long}\n`);
    expect((await follow(path)).taken).toEqual([`${'一'.repeat(200_000)}/0`]);
  });

  test('says which path cannot be read', async () => {
    await expect(follow(join(folder, 'nowhere.ndjson'))).rejects.toThrow(TapeError);
  });
});
