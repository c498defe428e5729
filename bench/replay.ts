// How fast tapes are run through the chart again: a directory of a thousand, from their files.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStreamConsumer } from '../src/index.js';
import { directorySink, replayFile } from '../src/tape/index.js';
import { tapesIn } from '../src/tape/tape-parts.js';
import { VirtualClock } from '../src/virtual-clock.js';
import { type Overhead, platform } from './overhead.js';

const RUNS = 5;
const TAPES = 1_000;
const DELTAS = 40;

/** Each an answer of half a minute with some dozens of edits. */
async function recordAll(directory: string): Promise<void> {
  const tape = directorySink(directory, { fsync: 'none' });
  const adapter = platform(true);
  for (let number = 0; number < TAPES; number += 1) {
    const clock = new VirtualClock();
    const consumer = createStreamConsumer({ adapter, chatId: number, clock, tape, streamId: `answer-${number}` });
    for (let delta = 0; delta < DELTAS; delta += 1) {
      consumer.onDelta('and so it went on ');
      await clock.advance(800);
    }
    consumer.finish();
    await clock.advance(5_000);
    await consumer.settled;
  }
  await tape.close();
}

/** Median of several runs. */
export async function replays(): Promise<Overhead[]> {
  const directory = mkdtempSync(join(tmpdir(), 'tokentape-replay-'));
  try {
    await recordAll(directory);
    const tapes = await tapesIn(directory);
    const rates: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const startedAt = performance.now();
      let events = 0;
      for (const tape of tapes) {
        const found = await replayFile(tape);
        if (!found.identical) throw new Error(`${tape} did not replay: ${JSON.stringify(found)}`);
        events += found.events;
      }
      rates.push((events * 1_000) / (performance.now() - startedAt));
    }
    const rate = rates.sort((a, b) => a - b)[RUNS >> 1] ?? 0;
    const name = `replay of a directory of ${TAPES.toLocaleString('en')} tapes`;
    return [{ name, value: rate, unit: 'events per s', target: 'at least 20,000', met: rate >= 20_000 }];
  } finally {
    rmSync(directory, { recursive: true });
  }
}
