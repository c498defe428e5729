// A process died in the middle of an answer, another brought it to its end, and the first woke up once more.

import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { followFiles } from '../../src/inspector/follow-files.js';
import { createLibrary } from '../../src/inspector/library.js';
import type { TapeView } from '../../src/inspector/tape-view.js';
import { parseTape, readTape } from '../../src/tape/read-tape.js';
import { recover } from '../../src/tape/recover.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { LeftChat } from '../tape/left-chat.js';
import { MemoryTape, record, runs } from '../tape/recording.js';

const KEPT = 12;
const STALE = 5;

/** The inspector's view of the tape. */
async function viewOf(path: string): Promise<TapeView | undefined> {
  const clock = new VirtualClock();
  const library = createLibrary({ clock });
  const followed = await followFiles([path], library.read, clock);
  followed.close();
  return library.get('s1');
}

function everythingOf(view: TapeView | undefined) {
  if (!view) throw new Error('no such stream');
  const moments = Array.from({ length: view.length }, (_, index) => view.momentAt(index));
  return { summary: view.summary(0), moments, rows: view.rows(0, view.length), plot: view.plot(20) };
}

test('what the first process wrote after it had lost the stream is nowhere to be seen', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'resumed-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 's1.ndjson');
  const tape = new MemoryTape('on');
  await record(tape, runs.delivered);
  const { lines } = tape;
  const left = `${lines.slice(0, KEPT).join('\n')}\n`;
  await writeFile(path, left);
  await utimes(path, 0, 0);
  const chat = new LeftChat(parseTape(left), true);
  await recover({ tapes: directory, adapters: { fake: chat.adapter(true) }, leaseMs: 50 });
  const honest = everythingOf(await viewOf(path));

  await writeFile(path, `${lines.slice(0, KEPT + STALE).join('\n')}\n`);
  const view = await viewOf(path);

  expect(everythingOf(view)).toEqual(honest);
  expect(view?.length).toBe((await readTape(path)).length);
  expect(view?.screenAt(view.length - 1).map(({ text }) => text)).toEqual(chat.messages.map(({ text }) => text));
  expect(view?.rows(KEPT, 1)).toMatchObject([{ event: 'resume', result: `after record ${KEPT - 1}` }]);
});
