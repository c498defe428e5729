import { chmod, mkdir, mkdtemp, readFile, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ConfigError, StreamingConfig, WatchedConfig } from '../../src/config.js';
import { watchStreamingConfig } from '../../src/config.js';
import { VirtualClock } from '../../src/virtual-clock.js';

const disk = vi.hoisted(() => ({ isOutOfFiles: false }));
vi.mock('../../src/config/load.js', async (original) => {
  const load = await original<typeof import('../../src/config/load.js')>();
  // As where no more files may be open: what a file looks like can be seen, what is in it cannot.
  return { ...load, readText: (path: string) => load.readText(disk.isOutOfFiles ? tmpdir() : path) };
});

const yaml = (interval: number | string) => `streaming:\n  edit_interval: ${interval}\n`;

let clock: VirtualClock;
let folder: string;
let file: string;
let changes: StreamingConfig[];
let errors: ConfigError[];

beforeEach(async () => {
  clock = new VirtualClock();
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  file = join(folder, 'gateway.yaml');
  changes = [];
  errors = [];
  await writeFile(file, yaml(1));
});

async function watch(listeners = {}): Promise<WatchedConfig> {
  const watched = await watchStreamingConfig(file, {
    onChange: (config) => void changes.push(config),
    onError: (error) => void errors.push(error),
    clock,
    ...listeners,
  });
  onTestFinished(() => watched.close());
  return watched;
}

/** One look at the file: the clock moves to it, and it is waited for, since a disk takes real time. */
async function look(times = 1): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    clock.fireNext();
    await expect.poll(() => clock.pending, { interval: 1 }).toBe(1);
  }
}

describe('a watched configuration', () => {
  it('begins with what the file says', async () => {
    expect((await watch()).current).toMatchObject({ editInterval: 1, callTimeout: 10 });
    await look(3);
    expect(changes).toEqual([]);
  });

  it('says once what cannot be read', async () => {
    const watched = await watch();
    await unlink(file);
    await mkdir(file);
    await look(8);
    expect(errors.map(({ code }) => code)).toEqual(['config-unreadable']);
    await rm(file, { recursive: true });
    await writeFile(file, yaml(3));
    await look(3);
    expect(watched.current.editInterval).toBe(3);
    await unlink(file);
    await mkdir(file);
    await look(3);
    expect(errors).toHaveLength(2);
  });

  it('reads again what could not be read once, though nobody touches the file', async () => {
    const watched = await watch();
    await writeFile(file, yaml(3));
    disk.isOutOfFiles = true;
    await look(3);
    expect([errors.length, watched.current.editInterval]).toEqual([1, 1]);
    disk.isOutOfFiles = false;
    await look(3);
    expect([errors.length, watched.current.editInterval]).toEqual([1, 3]);
  });

  it.each([
    ['a file that is missing', 'none.yaml', '', 'config-not-found'],
    ['a file that is wrong', 'gateway.yaml', yaml('fast'), 'config-invalid'],
  ])('does not begin with %s', async (_, name, text, code) => {
    file = join(folder, name);
    if (text) await writeFile(file, text);
    await expect(watch()).rejects.toMatchObject({ name: 'ConfigError', code });
    expect(clock.pending).toBe(0);
  });

  it('takes an edit once it has stood still from one look to the next', async () => {
    const watched = await watch();
    await writeFile(file, yaml(2));
    await look();
    expect(watched.current.editInterval).toBe(1);
    await look();
    expect(watched.current.editInterval).toBe(2);
    expect(changes).toEqual([watched.current]);
    await look(3);
    expect(changes).toHaveLength(1);
  });

  it('does not read a file that is half written', async () => {
    const watched = await watch();
    await writeFile(file, 'streaming:\n  edit_int');
    await look();
    await writeFile(file, yaml(2));
    await look();
    expect([watched.current.editInterval, errors]).toEqual([1, []]);
    await look();
    expect([watched.current.editInterval, errors]).toEqual([2, []]);
  });

  it('refuses a wrong edit, says why, once, and goes on with what it had', async () => {
    const watched = await watch();
    const before = watched.current;
    await writeFile(file, yaml('fast'));
    await look(4);
    expect(watched.current).toBe(before);
    expect(errors.map(({ message }) => message)).toEqual([
      `${file}:2:18: streaming.edit_interval: must be a number of seconds from 0 to 3600, got "fast"`,
    ]);
    expect(errors[0]?.problems[0]).toMatchObject({ file, line: 2, column: 18, key: 'streaming.edit_interval', unit: 'seconds' });
    await writeFile(file, yaml(-1));
    await look(2);
    expect(errors).toHaveLength(2);
  });

  it('says so when a wrong edit is taken back', async () => {
    const watched = await watch();
    await writeFile(file, yaml('fast'));
    await look(2);
    await writeFile(file, yaml(1));
    await look(2);
    expect(changes).toEqual([watched.current]);
  });

  it('follows the name, not the file: one that takes its place is read', async () => {
    const watched = await watch();
    for (const interval of [2, 3]) {
      await writeFile(`${file}.tmp`, yaml(interval));
      await rename(`${file}.tmp`, file);
      await look(2);
      expect(watched.current.editInterval).toBe(interval);
    }
  });

  it('follows a link that is turned to another folder, as Kubernetes does', async () => {
    for (const interval of [2, 3]) {
      await mkdir(join(folder, `v${interval}`));
      await writeFile(join(folder, `v${interval}`, 'gateway.yaml'), yaml(interval));
    }
    await symlink('v2', join(folder, '..data'));
    await unlink(file);
    await symlink(join('..data', 'gateway.yaml'), file);
    const watched = await watch();
    await symlink('v3', join(folder, '..tmp'));
    await rename(join(folder, '..tmp'), join(folder, '..data'));
    await look(2);
    expect(watched.current.editInterval).toBe(3);
  });

  it('keeps what it had while the file is gone, and takes the one that comes back', async () => {
    const watched = await watch();
    await unlink(file);
    await look(3);
    expect(errors.map(({ code }) => code)).toEqual(['config-not-found']);
    expect(watched.current.editInterval).toBe(1);
    await writeFile(file, yaml(1));
    await look(2);
    expect(changes).toHaveLength(1);
  });

  it('does not mind an editor that removes the file and writes it anew', async () => {
    const watched = await watch();
    await unlink(file);
    await look();
    await writeFile(file, yaml(2));
    await look(2);
    expect([errors, watched.current.editInterval]).toEqual([[], 2]);
  });

  it('sees a change that leaves size and time as they were', async () => {
    const then = new Date(1_000_000_000_000);
    await utimes(file, then, then);
    const watched = await watch();
    await writeFile(file, yaml(2));
    await utimes(file, then, then);
    await look(2);
    expect(watched.current.editInterval).toBe(2);
  });

  it('takes a file that was only touched for what it is', async () => {
    await watch();
    await utimes(file, new Date(), new Date());
    await chmod(file, 0o600);
    await look(3);
    expect([changes, errors]).toEqual([[], []]);
  });

  it('goes on when a listener throws', async () => {
    const angry = () => {
      throw new Error('mine');
    };
    const watched = await watch({ onChange: angry, onError: angry });
    for (const interval of ['fast', 2]) {
      await writeFile(file, yaml(interval));
      await look(2);
    }
    expect(watched.current.editInterval).toBe(2);
  });

  it('looks no more once it is closed, and says nothing of a look that was under way', async () => {
    const watched = await watch();
    await writeFile(file, yaml(2));
    await look();
    clock.fireNext();
    watched.close();
    expect(clock.pending).toBe(0);
    // What that look asks of the disk, it has by now.
    for (let turn = 0; turn < 5; turn += 1) await readFile(file);
    expect([changes, clock.pending]).toEqual([[], 0]);
  });
});
