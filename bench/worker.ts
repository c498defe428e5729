// What it costs to have the agent in a worker: how late a delta is when it comes at a fixed rate, and how many can cross at all. A
// delta that is marked carries the time at which it was said; both threads read the same clock.

import { MessageChannel, Worker } from 'node:worker_threads';
import { createStreamConsumer } from '../src/index.js';
import { connectWorker } from '../src/worker/index.js';
import { type Overhead, platform } from './overhead.js';

const RUNS = 5;
const PER_SECOND = 100_000;
const SECONDS = 3;
const MARK = /⟨(\d+)⟩/g;

interface Crossing {
  /** Milliseconds from saying to hearing, sorted. */
  lagsMs: number[];
  perSecond: number;
}

/** `perSecond` 0: as fast as it goes. */
async function cross(deltas: number, perSecond: number): Promise<Crossing> {
  const consumer = createStreamConsumer({ adapter: platform(true), chatId: 'c', config: { editInterval: 0.3 } });
  const lagsMs: number[] = [];
  const listening = {
    ...consumer,
    onDelta(delta: string | null) {
      const now = process.hrtime.bigint();
      for (const [, said = '0'] of (delta ?? '').matchAll(MARK)) lagsMs.push(Number(now - BigInt(said)) / 1e6);
      consumer.onDelta(delta);
    },
  };
  const worker = new Worker(new URL('worker-agent.js', import.meta.url));
  await new Promise((resolve) => worker.once('online', resolve));
  const { port1, port2 } = new MessageChannel();
  const before = process.hrtime.bigint();
  worker.postMessage({ port: port2, deltas, perSecond }, [port2]);
  const { status } = await connectWorker(port1, listening as typeof consumer);
  const seconds = Number(process.hrtime.bigint() - before) / 1e9;
  await worker.terminate();
  if (status !== 'delivered') throw new Error(`the stream of the worker was ${status}`);
  return { lagsMs: lagsMs.sort((a, b) => a - b), perSecond: deltas / seconds };
}

const at = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const median = (values: number[]): number =>
  at(
    values.sort((a, b) => a - b),
    0.5,
  );

/** Medians of several runs. */
export async function workers(): Promise<Overhead[]> {
  const paced: Crossing[] = [];
  const hasty: Crossing[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    paced.push(await cross(PER_SECOND * SECONDS, PER_SECOND));
    hasty.push(await cross(1_000_000, 0));
  }
  const of = (share: number) => median(paced.map(({ lagsMs }) => at(lagsMs, share)));
  const rate = `at ${PER_SECOND.toLocaleString('en')} deltas per s`;
  return [
    { name: `agent in a worker ${rate}: lag of a delta, median`, value: of(0.5), unit: 'ms', target: 'under 10 ms', met: of(0.5) < 10 },
    {
      name: `agent in a worker ${rate}: lag of a delta, 99 of 100`,
      value: of(0.99),
      unit: 'ms',
      target: 'under 10 ms',
      met: of(0.99) < 10,
    },
    {
      name: 'agent in a worker, as fast as it goes',
      value: median(hasty.map(({ perSecond }) => perSecond)),
      unit: 'deltas per s',
      target: 'at least 100,000',
      met: median(hasty.map(({ perSecond }) => perSecond)) >= PER_SECOND,
    },
  ];
}
