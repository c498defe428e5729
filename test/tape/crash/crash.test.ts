import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTape } from '../../../src/tape/read-tape.js';
import { recover } from '../../../src/tape/recover.js';
import { replayFile } from '../../../src/tape/replay.js';
import { verifyFile } from '../../../src/tape/verify.js';
import { HttpChat, httpAdapter } from './http-chat.js';
import { bare, CURSOR, MARK, scriptText } from './script.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const LEASE_MS = 400;
/** At once. More would only make them wait for each other. */
const CHILDREN = 12;

let home: string;
let child: string;
let chat: HttpChat;

beforeAll(async () => {
  // Inside the project, so that the compiled child finds its packages.
  home = await mkdtemp(join(root, 'node_modules', '.crash-'));
  await promisify(execFile)(join(root, 'node_modules/.bin/tsc'), ['-p', here, '--outDir', join(home, 'js')]);
  child = join(home, 'js/test/tape/crash/child.js');
  chat = await HttpChat.listen();
}, 120_000);

afterAll(async () => {
  chat?.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

interface Kill {
  point: 'record' | 'before' | 'after';
  at: number;
  text: 'on' | 'off';
}

const nameOf = ({ point, at, text }: Kill): string => `${text}-${point}-${at}`;

/** Runs a child until it dies; false if it came to its end first. */
async function kill(one: Kill): Promise<boolean> {
  const process = spawn('node', [child, chat.url, join(home, nameOf(one)), nameOf(one), one.text, one.point, String(one.at)]);
  let complaint = '';
  process.stderr.on('data', (data) => {
    complaint += data;
  });
  const signal = await new Promise((resolve) => process.once('close', (_code, by) => resolve(by)));
  expect(complaint).toBe('');
  return signal === 'SIGKILL';
}

async function recoverAfter(one: Kill): Promise<void> {
  // A starved process may outlive its lease before it dies, and then its last call is still on its way.
  await chat.drained();
  const tapes = join(home, nameOf(one));
  const adapters = { http: httpAdapter(chat.url) };
  // Its last record may have been that it had ended.
  const expected = (await hasEnded(one)) ? [] : ['recovered'];
  const recovered = await recover({ tapes, adapters, leaseMs: LEASE_MS });
  expect(recovered.map(({ result }) => result)).toEqual(expected);
}

const fileOf = (one: Kill): string => join(home, nameOf(one), `${nameOf(one)}.ndjson`);

const hasEnded = async (one: Kill): Promise<boolean> => (await readTape(fileOf(one))).at(-1)?.kind === 'end';

async function checkTape(one: Kill) {
  const file = fileOf(one);
  const { problems } = await verifyFile(file);
  expect(problems.filter(({ trouble }) => trouble !== 'cut')).toEqual([]);
  expect(await replayFile(file)).toEqual({ identical: true, streams: 1, events: expect.any(Number), open: [] });
  return readTape(file);
}

async function checkWithText(one: Kill) {
  const records = await checkTape(one);
  const accepted = bare(records.map((record) => (record.kind === 'input' ? (record.text ?? '') : '')).join(''));
  const screen = chat.texts(nameOf(one));
  // One copy, whole, of exactly what was accepted; and only of what the source said.
  expect(bare(screen.join(''))).toBe(accepted);
  expect(scriptText.startsWith(accepted.replace(bare(MARK), ''))).toBe(true);
  expect(screen.join('')).not.toContain(CURSOR.trim());
}

async function checkWithoutText(one: Kill) {
  await checkTape(one);
  const screen = chat.texts(nameOf(one));
  for (const text of screen) {
    expect(text).not.toContain(CURSOR.trim());
    expect(scriptText).toContain(bare(text.replace(MARK, '')));
  }
}

/** Kills at one point after another, until a child lives. Returns how many died. */
async function killEverywhere(point: Kill['point'], text: Kill['text'], check: (one: Kill) => Promise<void>): Promise<number> {
  let next = 0;
  let killed = 0;
  let isOver = false;
  async function work(): Promise<void> {
    while (!isOver) {
      const one = { point, text, at: next++ };
      if (!(await kill(one))) {
        isOver = true;
        return;
      }
      killed += 1;
      try {
        await recoverAfter(one);
        await check(one);
      } catch (error) {
        throw new Error(`${nameOf(one)}: ${(error as Error).message}`, { cause: error });
      }
    }
  }
  await Promise.all(Array.from({ length: CHILDREN }, work));
  return killed;
}

describe('a process that is killed with SIGKILL', () => {
  let kills = 0;

  it('leaves one whole copy of what it accepted, wherever between two records it dies', async () => {
    kills += await killEverywhere('record', 'on', checkWithText);
  }, 240_000);

  it('the same when it dies before the platform has a call', async () => {
    kills += await killEverywhere('before', 'on', checkWithText);
  }, 120_000);

  it('the same when it dies before the answer to a call is recorded', async () => {
    kills += await killEverywhere('after', 'on', checkWithText);
  }, 120_000);

  it('leaves no cursor where the tape holds no text and the platform can be asked', async () => {
    kills += await killEverywhere('after', 'off', checkWithoutText);
  }, 120_000);

  it('the same wherever between two records it dies', async () => {
    kills += await killEverywhere('record', 'off', checkWithoutText);
  }, 240_000);

  it('was killed often enough', () => {
    console.log(`${kills} kills`);
    expect(kills).toBeGreaterThanOrEqual(200);
  });
});
