import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { journal } from '../../src/tape/journal.js';
import { readTape } from '../../src/tape/read-tape.js';
import type { Recovery } from '../../src/tape/recover.js';
import { verifyFile } from '../../src/tape/verify.js';
import { LeftChat } from './left-chat.js';
import { MemoryTape, record, runs } from './recording.js';

const bare = (text: string): string => text.replace(/\s+/gu, '');

describe('a journal', () => {
  let directory: string;
  let left: string;
  let chat: LeftChat;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'journal-'));
    left = join(directory, 's1.ndjson');
    const tape = new MemoryTape('on');
    await record(tape, runs.delivered);
    await writeFile(left, `${tape.lines.slice(0, 12).join('\n')}\n`);
    chat = new LeftChat(await readTape(left), true);
  });

  afterEach(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));

  const leftLongAgo = () => utimes(left, 0, 0);

  it('finishes at its start what a dead process left, and keeps the tapes of new streams', async () => {
    await leftLongAgo();
    const told: Recovery[] = [];
    const tapes = journal(directory, { adapters: [chat.adapter(true)], leaseMs: 100, onRecovery: (one) => told.push(one) });
    await record(tapes, { options: { streamId: 'new' } });
    const [recovery] = await tapes.recovered;
    expect(recovery).toMatchObject({ result: 'recovered', stream: 's1', outcome: { status: 'partial', unshown: '' } });
    expect(told).toEqual([recovery]);
    await tapes.close();
    const accepted = (await readTape(left)).map((one) => (one.kind === 'input' ? (one.text ?? '') : '')).join('');
    expect(bare(chat.screen)).toBe(bare(accepted));
    for (const name of ['s1', 'new']) expect((await verifyFile(join(directory, `${name}.ndjson`))).problems).toEqual([]);
  });

  it('looks again at a stream whose process lives, until that has died', async () => {
    const heartbeat = setInterval(() => void utimes(left, new Date(), new Date()), 10);
    onTestFinished(() => clearInterval(heartbeat));
    const adapter = chat.adapter(true);
    let asked = 0;
    const tapes = journal(directory, {
      adapters: [adapter],
      leaseMs: 60,
      // It is asked for time when it has found an owner.
      clock: {
        now: () => Date.now(),
        setTimeout: (callback, ms) => {
          asked += 1;
          if (asked === 2) clearInterval(heartbeat);
          return setTimeout(callback, Math.min(ms, 60));
        },
        clearTimeout: (id) => clearTimeout(id as NodeJS.Timeout),
      },
    });
    expect((await tapes.recovered).map(({ result }) => result)).toEqual(['recovered']);
    expect(asked).toBeGreaterThanOrEqual(2);
    await tapes.close();
  });

  it('waits for nobody once it is closed', async () => {
    const heartbeat = setInterval(() => void utimes(left, new Date(), new Date()), 10);
    onTestFinished(() => clearInterval(heartbeat));
    const tapes = journal(directory, { adapters: [chat.adapter(true)], leaseMs: 60 });
    await tapes.close();
    expect(await tapes.recovered).toEqual([]);
  });

  it('says what it cannot finish, and a listener that fails changes nothing', async () => {
    await leftLongAgo();
    const listener = () => {
      throw new Error('not my day');
    };
    const tapes = journal(directory, { adapters: [], leaseMs: 60, onRecovery: listener });
    expect(await tapes.recovered).toMatchObject([{ result: 'failed', message: 'no adapter named fake was given' }]);
    await tapes.close();
  });
});
