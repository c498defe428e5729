// Children that are killed, and what has to be true of what they leave.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { expect } from 'vitest';
import { readTape } from '../../../src/tape/read-tape.js';
import type { TapeRecord } from '../../../src/tape/record.js';
import { type Recovery, recover } from '../../../src/tape/recover.js';
import { replayFile } from '../../../src/tape/replay.js';
import { verifyFile } from '../../../src/tape/verify.js';
import { VirtualClock } from '../../../src/virtual-clock.js';
import type { Task } from './child.js';
import { Pace } from './pace.js';
import { around, type Place } from './places.js';
import { bare, CURSOR, longScript, MARK, shortScript, textOf } from './script.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** A dead child's lease; nobody else is waited for. */
const LEASE_MS = 50;
/** Children at once. More would only make them wait for each other. */
const CHILDREN = 8;

/** Where the text of a place is read, and how it is reached. */
export interface Site {
  url: string;
  /** For whoever recovers; not before the child is dead. */
  reach(): Promise<Place>;
  texts(): string[] | Promise<string[]>;
  /** Resolves when the place has taken what a dead process sent. */
  drained(): Promise<void>;
  close(): Promise<void> | void;
}

export interface Case extends Omit<Task, 'url' | 'directory' | 'chatId'> {
  /** Also the recovery dies, at the n-th call it makes. */
  thenBefore?: number | undefined;
}

export class Harness {
  kills = 0;
  /** Where the compiled children are, and what they leave. */
  readonly home: string;

  private constructor(home: string) {
    this.home = home;
  }

  static async open(): Promise<Harness> {
    // Inside the project, so that the child finds its packages.
    const home = await mkdtemp(join(root, 'node_modules', '.crash-'));
    await build({
      input: { child: join(root, 'test/tape/crash/child.ts'), live: join(root, 'test/tape/crash/live.ts') },
      platform: 'node',
      external: [/^node:/, 'grammy', '@discordjs/rest', '@slack/web-api', '@xmpp/client'],
      output: { dir: home, format: 'esm', entryFileNames: '[name].js' },
      logLevel: 'silent',
    });
    return new Harness(home);
  }

  async close(): Promise<void> {
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Kills at one point after another, until a child lives; whatever is left is recovered and judged. */
  async everywhere(what: Omit<Case, 'at'>, openSite: (name: string) => Promise<Site>): Promise<void> {
    let next = 0;
    let isOver = false;
    const work = async () => {
      while (!isOver) isOver = !(await this.#once({ ...what, at: next++ }, openSite)) || isOver;
    };
    await Promise.all(Array.from({ length: CHILDREN }, work));
  }

  /** False if the child came to its end first. */
  async #once(what: Case, openSite: (name: string) => Promise<Site>): Promise<boolean> {
    const name = [what.place, what.text, what.script, what.point, what.at, what.thenBefore ?? ''].join('-');
    const site = await openSite(name);
    try {
      const task: Task = { ...what, url: site.url, chatId: name, directory: join(this.home, name) };
      if (!(await this.#dies(task))) return false;
      this.kills += 1;
      await site.drained();
      await judgeTapeOf(task);
      if (what.thenBefore !== undefined) await this.#killRecovery(task, what.thenBefore, site);
      await recoverAndJudge(task, site);
      return true;
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
    } finally {
      await site.close();
    }
  }

  async #killRecovery(task: Task, at: number, site: Site): Promise<void> {
    if (await this.#dies({ ...task, does: 'recover', point: 'before', at })) this.kills += 1;
    await site.drained();
  }

  async #dies(task: Task): Promise<boolean> {
    const process = spawn('node', [join(this.home, 'child.js'), JSON.stringify(task)], { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    process.stderr.on('data', (data) => {
      complaint += data;
    });
    const signal = await new Promise((resolve) => process.once('close', (_code, by) => resolve(by)));
    expect(complaint).toBe('');
    return signal === 'SIGKILL';
  }
}

const fileOf = ({ directory, chatId }: Task): string => join(directory, `${chatId}.ndjson`);
const saidOn = (records: readonly TapeRecord[]): string =>
  bare(records.map((record) => (record.kind === 'input' ? (record.text ?? '') : '')).join(''));

/** What must be on the tape of a process that has just been killed. */
async function judgeTapeOf(task: Task): Promise<void> {
  const records = existsSync(fileOf(task)) ? await readTape(fileOf(task)) : [];
  const calls = records.filter(({ kind }) => kind === 'call').length;
  // The record of a call is with the operating system before the call is made.
  if (task.point !== 'record') expect(calls).toBe(task.at + 1);
  expect(records.filter((record) => record.kind === 'answer' && record.late)).toEqual([]);
  const due = Number(await readFile(`${task.directory}.due`, 'utf8'));
  if (task.text === 'on') expect(saidOn(records).length).toBeGreaterThanOrEqual(due);
}

async function recoverAndJudge(task: Task, site: Site): Promise<void> {
  const before = await site.texts();
  const left = existsSync(fileOf(task)) ? await readTape(fileOf(task)) : [];
  const isOpen = left.length > 0 && left.at(-1)?.kind !== 'end';
  const place = await site.reach();
  const recoveries = existsSync(task.directory) ? await recoverPaced(task.directory, place) : [];
  const screen = await site.texts();
  await place.close?.();
  expect(recoveries.map(({ result }) => result)).toEqual(isOpen ? ['recovered'] : []);
  if (left.length === 0) {
    expect(screen).toEqual([]);
    return;
  }
  const { problems } = await verifyFile(fileOf(task));
  expect(problems.filter(({ trouble }) => trouble !== 'cut')).toEqual([]);
  expect(await replayFile(fileOf(task))).toEqual({ identical: true, streams: 1, events: expect.any(Number), open: [] });
  judgeScreen(task, place, { before, screen, recovery: recoveries[0], accepted: saidOn(await readTape(fileOf(task))) });
}

interface Left {
  before: string[];
  screen: string[];
  recovery: Recovery | undefined;
  accepted: string;
}

function judgeScreen({ text, script }: Task, { adapter }: Place, { before, screen, recovery, accepted }: Left): void {
  const whole = textOf(script === 'long' ? longScript : shortScript);
  const isDoubtful = recovery?.result === 'recovered' && recovery.outcome.messages.some(({ certainty }) => certainty === 'maybe');
  if (isDoubtful) {
    // A platform that cannot be asked keeps what it has, and gets no second copy; the outcome says so.
    expect(adapter.find).toBeUndefined();
    expect(screen.length).toBeLessThanOrEqual(Math.max(1, before.length) + 1);
    expect(recovery.outcome.alreadySent).toBe(false);
    return;
  }
  expect(screen.join('')).not.toContain(CURSOR.trim());
  if (text === 'on') {
    // One copy, whole, of exactly what was accepted; and only of what the source said.
    expect(bare(screen.join(''))).toBe(accepted);
    expect(whole.startsWith(accepted.replace(bare(MARK), ''))).toBe(true);
  } else for (const one of screen) expect(whole).toContain(bare(one.replace(MARK, '')));
}

async function recoverPaced(tapes: string, place: Place): Promise<Recovery[]> {
  const pace = new Pace(new VirtualClock(Date.now()));
  const { adapter } = around(place, (make) => pace.during(make()));
  let recoveries: Recovery[] | undefined;
  const options = { tapes, adapters: { [adapter.name]: adapter }, clock: pace.clock, leaseMs: LEASE_MS, fsync: 'none' as const };
  void recover(options).then((found) => {
    recoveries = found;
  });
  await pace.until(() => recoveries !== undefined);
  return recoveries ?? [];
}
