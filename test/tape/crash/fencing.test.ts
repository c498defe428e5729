import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { text as allOf } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readTape } from '../../../src/tape/read-tape.js';
import { recover } from '../../../src/tape/recover.js';
import { replayFile } from '../../../src/tape/replay.js';
import { verifyFile } from '../../../src/tape/verify.js';
import { placeOf } from './places.js';
import { bare, CURSOR, MARK } from './script.js';
import { withHarness, withHttpChat } from './with-harness.js';

const LEASE_MS = 300;

const harness = withHarness();
const chat = withHttpChat();

const directoryOf = (name: string): string => join(harness().home, name);

/** A process that streams until its input ends; resolves when something of it is on screen. */
async function startLive(name: string): Promise<ChildProcessWithoutNullStreams> {
  const child = spawn('node', [join(harness().home, 'live.js'), chat().url, directoryOf(name), name]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await expect.poll(() => chat().texts(name).length).toBeGreaterThan(0);
  return child;
}

async function recoverAll(name: string) {
  const { adapter } = await placeOf('http', chat().url, name);
  return recover({ tapes: directoryOf(name), adapters: { http: adapter }, leaseMs: LEASE_MS });
}

describe('a stream whose process lives', () => {
  it('is not touched by another', async () => {
    const child = await startLive('lives');
    const output = allOf(child.stdout);
    expect((await recoverAll('lives')).map(({ result }) => result)).toEqual(['owned']);
    child.stdin.end('end');
    expect(JSON.parse(await output)).toEqual({ status: 'delivered', notes: [] });
    expect(await recoverAll('lives')).toEqual([]);
    expect(chat().texts('lives').join('')).not.toContain(MARK);
  }, 60_000);

  it('is taken over while it sleeps; when it wakes it writes nothing and calls nobody', async () => {
    const { outcome, texts } = await takenOverAsleep('sleeps', 'last');
    expect(outcome).toMatchObject({
      status: 'partial',
      failure: { reason: 'forbidden', message: 'another process has taken the stream over' },
    });
    expect(texts.join('')).not.toContain('last');
  }, 60_000);

  it('has nothing more to say when it wakes: only its cursor stayed, as far as it knows', async () => {
    const { outcome } = await takenOverAsleep('silent', 'end');
    expect(outcome).toMatchObject({ status: 'delivered', notes: ['1 message still shows a cursor'] });
  }, 60_000);
});

/** Whether it is told the same text twice in a row. */
function standsStill(): (text: unknown) => boolean {
  let before: unknown;
  return (text) => {
    const isSame = text === before;
    before = text;
    return isSame;
  };
}

/** A stream that is stopped between two calls, since one that is on its way can be kept back by nobody. What the child makes of it when it
 *  wakes and is told that, and what is on screen. */
async function takenOverAsleep(name: string, told: 'last' | 'end') {
  const child = await startLive(name);
  const output = allOf(child.stdout);
  child.stdin.write('pause');
  await expect.poll(() => chat().texts(name).at(-1), { interval: 200 }).toSatisfy(standsStill());
  child.kill('SIGSTOP');
  expect((await recoverAll(name)).map(({ result }) => result)).toEqual(['recovered']);
  const tape = join(directoryOf(name), `${name}.ndjson`);
  const records = await readTape(tape);
  const texts = chat().texts(name);
  expect(texts.join('')).toContain(MARK);
  expect(texts.join('')).not.toContain(CURSOR.trim());

  child.kill('SIGCONT');
  child.stdin.end(told);
  const outcome: unknown = JSON.parse(await output);
  await chat().drained();
  expect(chat().texts(name)).toEqual(texts);
  expect(await readTape(tape)).toEqual(records);
  expect(await replayFile(tape)).toMatchObject({ identical: true, open: [] });
  const { problems } = await verifyFile(tape);
  expect(problems.filter(({ trouble }) => trouble !== 'stale')).toEqual([]);
  const accepted = bare(records.map((one) => (one.kind === 'input' ? (one.text ?? '') : '')).join(''));
  expect(bare(texts.join(''))).toBe(accepted);
  return { outcome, texts };
}
