import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { web } from '../../src/adapters/web.js';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import { createBoard } from '../../src/gateway/board.js';
import { createChatRoom } from '../../src/gateway/chat-room.js';
import { readTape } from '../../src/tape/read-tape.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { MemoryTape } from '../tape/recording.js';
import { testGateway } from './start.js';

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-tapes-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

/** What a gateway leaves that is killed in the middle of an answer. */
async function leaveUnfinished(directory: string): Promise<string> {
  const clock = new VirtualClock();
  const tape = new MemoryTape('on');
  const room = createChatRoom({ board: createBoard(), now: clock.now });
  const config = { cursor: '', interruptedMark: ' (interrupted)' };
  const consumer = createStreamConsumer({ adapter: web(room), chatId: 'web', streamId: 'left', config, tape, clock });
  consumer.onDelta('Half an answer');
  await clock.advance(1_000);
  const path = join(directory, 'left.ndjson');
  await writeFile(path, `${tape.lines.join('\n')}\n`);
  await utimes(path, 0, 0);
  return path;
}

test('a gateway that starts finishes what one left that was killed', async () => {
  const directory = await emptyDirectory();
  const path = await leaveUnfinished(directory);
  const gateway = await testGateway({ tapes: directory });
  const texts = () => [...gateway.board.entries()].flatMap(([, value]) => (value.kind === 'message' ? [value.text] : []));
  await expect.poll(texts).toEqual(['Half an answer (interrupted)']);
  await expect.poll(async () => (await readTape(path)).at(-1)?.kind).toBe('end');
});

test('a gateway keeps a tape of each answer', async () => {
  const directory = await emptyDirectory();
  const gateway = await testGateway({ tapes: directory });
  const asked = await fetch(`${gateway.url}questions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'Hello?' }),
  });
  expect(asked.ok).toBe(true);
  await gateway.close();
  const [name = ''] = await readdir(directory);
  const records = await readTape(join(directory, name));
  expect(records.at(0)).toMatchObject({ kind: 'begin', text: 'on' });
  expect(records.at(-1)?.kind).toBe('end');
});
