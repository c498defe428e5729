// Streams a script to a chat with a tape, or recovers one, and dies where it was told to: `record N` right after it handed over the N-th
// record, `before N` and `after N` before and after the platform had the N-th call.

import { writeFileSync } from 'node:fs';
import { createBudget } from '../../../src/budget/create-budget.js';
import { createStreamConsumer } from '../../../src/create-stream-consumer.js';
import { directorySink } from '../../../src/tape/directory-sink.js';
import type { TapeSink } from '../../../src/tape/record.js';
import { recover } from '../../../src/tape/recover.js';
import { VirtualClock } from '../../../src/virtual-clock.js';
import { Pace } from './pace.js';
import { around, type PlaceName, placeOf } from './places.js';
import { bare, CALL_MS, config, DELTA_MS, longScript, shortScript } from './script.js';

export interface Task {
  does: 'stream' | 'recover';
  place: PlaceName;
  url: string;
  chatId: string;
  directory: string;
  text: 'on' | 'off';
  script: 'long' | 'short';
  point: 'record' | 'before' | 'after';
  at: number;
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task;
const { directory, text, place, url, chatId } = task;
const pace = new Pace(new VirtualClock(Date.now()));
const { clock } = pace;
/** What was accepted, and when. */
const accepted: { at: number; upTo: number }[] = [];
let said = '';

/** What was accepted 50 ms ago has to be on the tape. */
function noteWhatIsDue(): void {
  const due = accepted.findLast(({ at }) => at <= clock.now() - 50);
  writeFileSync(`${directory}.due`, String(due?.upTo ?? 0));
}

function diesAt(name: Task['point']): () => void {
  let count = 0;
  return () => {
    if (name === task.point && count === task.at) {
      noteWhatIsDue();
      process.kill(process.pid, 'SIGKILL');
    }
    count += 1;
  };
}

const before = diesAt('before');
const after = diesAt('after');
const afterRecord = diesAt('record');

const chat = around(await placeOf(place, url, chatId), async (make) => {
  before();
  const answer = await pace.during(make());
  after();
  // Text comes in while the answer is on its way.
  await new Promise<void>((resolve) => clock.setTimeout(resolve, CALL_MS));
  return answer;
});

if (task.does === 'stream') await stream();
else {
  let isOver = false;
  const recovering = recover({ tapes: directory, adapters: { [chat.adapter.name]: chat.adapter }, clock, leaseMs: 50, fsync: 'none' });
  void recovering.finally(() => {
    isOver = true;
  });
  await pace.until(() => isOver);
}
await chat.close?.();

async function stream(): Promise<void> {
  const files = directorySink(directory, { text, fsync: 'none', leaseMs: 60_000, clock });
  const tape: TapeSink = {
    text: files.text,
    write(record, line) {
      const taken = files.write(record, line);
      if (typeof taken === 'object') void pace.during(taken as Promise<unknown>);
      afterRecord();
      return taken;
    },
  };
  const { adapter, chatId: to, metadata } = chat;
  const consumer = createStreamConsumer({ adapter, chatId: to, metadata, config, tape, clock, streamId: chatId, budget: createBudget() });
  for (const one of task.script === 'long' ? longScript : shortScript) {
    if (one === null || typeof one === 'string') consumer.onDelta(one);
    else consumer.onCommentary(one.note);
    said += one === null ? '' : bare(typeof one === 'string' ? one : one.note);
    accepted.push({ at: clock.now(), upTo: said.length });
    await pace.pass(DELTA_MS);
  }
  consumer.finish();
  let isOver = false;
  void consumer.settled.then(() => {
    isOver = true;
  });
  await pace.until(() => isOver);
  await files.close();
}
