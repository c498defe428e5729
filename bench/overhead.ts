// What it costs, in real time, on this machine. Run with --expose-gc and without vitest, which would take xstate's development build.
// Each figure is the median of several runs, in CPU time, since the machine may have other things to do; only ratios of one run mean
// anything on another machine.

import { createActor } from 'xstate';
import { budgetMachine } from '../machines/budget.machine.js';
import { streamMachine } from '../machines/stream.machine.js';
import type { Adapter } from '../src/adapter.js';
import { chartInput } from '../src/chart-input.js';
import { resolveConfig } from '../src/config.js';
import { createStreamConsumer, type StreamConsumer, type TapeRecord } from '../src/index.js';
import { VirtualClock } from '../src/virtual-clock.js';

export interface Overhead {
  name: string;
  value: number;
  unit: string;
  /** Against what, and how much more. */
  beside?: { name: string; value: number } | undefined;
  target?: string | undefined;
  met?: boolean | undefined;
}

const RUNS = 5;
const DELTA = ' token';

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

async function medianNs(count: number, work: () => void | Promise<void>, prepare: () => void | Promise<void> = () => {}): Promise<number> {
  const runs: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    await prepare();
    globalThis.gc?.();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    runs.push(((user + system) * 1_000) / count);
  }
  return median(runs);
}

/** Answers at once, or never. */
function platform(answers: boolean): Adapter {
  let id = 0;
  const answer = () => (answers ? Promise.resolve({ ok: true as const, messageId: ++id }) : new Promise<never>(() => {}));
  return { name: 'bench', limits: { maxLength: 4_096, lengthOf: (text) => text.length }, can: { edit: true }, send: answer, edit: answer };
}

const open = (clock: VirtualClock, adapter: Adapter, tape?: { write(record: TapeRecord): void }): StreamConsumer =>
  createStreamConsumer({ adapter, chatId: 'c', clock, ...(tape && { tape }) });

// ---- per delta ------------------------------------------------------------------------------------------------------------

async function perDelta(): Promise<Overhead[]> {
  const many = 1_000_000;
  let text = '';
  const raw = await medianNs(many, () => {
    text = '';
    for (let index = 0; index < many; index += 1) text += DELTA;
    text.charCodeAt(text.length - 1);
  });
  const bare = createActor(streamMachine, { input: chartInput(resolveConfig({}, 'bench'), platform(true).limits) }).start();
  const actor = await medianNs(50_000, () => {
    for (let index = 0; index < 50_000; index += 1) bare.send({ type: 'MORE', have: index, via: 'nothing' });
  });
  const results: Overhead[] = [
    { name: 'raw `s += delta`, 1 x 1,000,000', value: raw, unit: 'ns per delta' },
    { name: 'a bare actor fed every delta', value: actor, unit: 'ns per delta', beside: { name: 'raw', value: raw } },
  ];
  for (const [streams, deltas] of [
    [1, 1_000_000],
    [1_000, 1_000],
    [10_000, 100],
  ] as const) {
    let consumers: StreamConsumer[] = [];
    const clock = new VirtualClock();
    const ns = await medianNs(
      streams * deltas,
      () => {
        for (let index = 0; index < deltas; index += 1) for (const consumer of consumers) consumer.onDelta(DELTA);
      },
      async () => {
        const adapter = platform(false);
        consumers = Array.from({ length: streams }, () => open(clock, adapter));
        for (const consumer of consumers) consumer.onDelta('Hello');
        await tick();
      },
    );
    results.push({
      name: `tokentape, ${streams.toLocaleString('en')} x ${deltas.toLocaleString('en')}, a call on its way`,
      value: ns,
      unit: 'ns per delta',
      beside: { name: 'raw', value: raw },
      ...(streams === 1 && { target: 'at most 1.5 times the raw append', met: ns <= 1.5 * raw }),
    });
  }
  return results;
}

/** Everything: deltas, edits, pages. A platform that answers at once, a clock that moves 1 ms with every 20 deltas. */
async function pipeline(deltas: number, tape: boolean): Promise<number> {
  return medianNs(deltas, async () => {
    const clock = new VirtualClock();
    const records: TapeRecord[] = [];
    const consumer = open(clock, platform(true), tape ? { write: (record) => void records.push(record) } : undefined);
    for (let index = 0; index < deltas; index += 1) {
      consumer.onDelta(DELTA);
      if (index % 2_000 === 0) {
        clock.advance(100);
        await tick();
      }
    }
    consumer.finish();
    let isDone = false;
    void consumer.settled.then(() => {
      isDone = true;
    });
    while (!isDone) {
      await tick();
      clock.advance(1_000);
    }
  });
}

async function pipelines(): Promise<Overhead[]> {
  const short = await pipeline(20_000, false);
  const long = await pipeline(170_000, false);
  const taped = await pipeline(170_000, true);
  return [
    { name: 'whole pipeline, 120 kB answer', value: short, unit: 'ns per delta' },
    {
      name: 'whole pipeline, 1 MB answer',
      value: long,
      unit: 'ns per delta',
      beside: { name: '120 kB answer', value: short },
      target: 'no more per delta than a short one',
      met: long <= short * 1.05,
    },
    {
      name: 'whole pipeline, 1 MB answer, tape on',
      value: taped,
      unit: 'ns per delta',
      beside: { name: 'tape off', value: long },
      target: 'at most 20 % more',
      met: taped <= long * 1.2,
    },
  ];
}

// ---- per edit cycle ---------------------------------------------------------------------------------------------------------

/** The cooling and the rest of the interval after a call. */
function passInterval(clock: VirtualClock): void {
  for (let next = clock.untilNext(); next !== undefined && next <= 300; next = clock.untilNext()) clock.fireNext();
}

async function editCycle(): Promise<Overhead[]> {
  const cycles = 2_000;
  const unbounded = { ...platform(true), limits: { maxLength: 1e9, lengthOf: (text: string) => text.length } };
  const input = chartInput(resolveConfig({}, 'bench'), unbounded.limits);
  const stream = await medianNs(cycles, () => {
    const clock = new VirtualClock();
    const actor = createActor(streamMachine, { input, clock }).start();
    let have = 5;
    const shown = () => actor.send({ type: 'SHOWN', seq: 1, from: 0, to: have, have, full: false, editable: true });
    actor.send({ type: 'MORE', have, via: 'edit' });
    shown();
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      passInterval(clock);
      have += 1;
      actor.send({ type: 'MORE', have, via: 'edit' });
      shown();
    }
  });
  const budget = await medianNs(cycles, () => {
    const actor = createActor(budgetMachine, { input: { limits: [] } }).start();
    for (let at = 0; at < cycles * 300; at += 300) {
      const call = { stream: 's', op: 'edit', class: 'interim', at } as const;
      actor.send({ type: 'ASKED', ...call, unshown: 1, ageMs: 0, perMs: 0 });
      actor.send({ type: 'CALLED', ...call });
      actor.send({ type: 'DONE', stream: 's', at });
    }
  });
  const turns = await medianNs(cycles, async () => {
    for (let cycle = 0; cycle < cycles; cycle += 1) await tick();
  });
  const whole = await medianNs(cycles, async () => {
    const clock = new VirtualClock();
    const consumer = open(clock, unbounded);
    consumer.onDelta('Hello');
    await tick();
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      passInterval(clock);
      consumer.onDelta('w');
      await tick();
    }
    const { calls } = consumer.view();
    if (calls !== cycles + 1) throw new Error(`${calls} calls in ${cycles} cycles`);
  });
  const ours = whole - turns;
  const bare = stream + budget;
  return [
    { name: "an edit cycle's transitions of the stream's chart, on a bare actor", value: stream / 1_000, unit: 'µs' },
    { name: "an edit cycle's transitions of the budget's chart, on a bare actor", value: budget / 1_000, unit: 'µs' },
    {
      name: 'edit cycle of tokentape: both charts, pages, call, promises',
      value: ours / 1_000,
      unit: 'µs',
      beside: { name: 'both charts on bare actors', value: bare / 1_000 },
      target: 'at most 1.3 times the same transitions on a bare actor',
      met: ours <= 1.3 * bare,
    },
  ];
}

// ---- open streams -------------------------------------------------------------------------------------------------------------

async function openStreams(): Promise<Overhead[]> {
  const count = 10_000;
  const adapter = platform(true);
  const heap = () => {
    globalThis.gc?.();
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  const idleCpu = async () => {
    const before = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000 / 2;
  };
  const buffers = Array.from({ length: count }, () => ({ text: DELTA.repeat(2) }));
  const plain = await idleCpu();
  const before = heap();
  const consumers = Array.from({ length: count }, (_, index) => createStreamConsumer({ adapter, chatId: index }));
  const created = heap();
  for (const consumer of consumers) consumer.onDelta('Hello there');
  while (consumers.some((consumer) => consumer.view().state !== 'streaming.clean'))
    await new Promise((resolve) => setTimeout(resolve, 500));
  const shown = heap();
  const idle = await idleCpu();
  buffers.length = 0;
  for (const consumer of consumers) consumer.cancel('bench', { mode: 'discard' });
  await Promise.all(consumers.map(({ settled }) => settled));
  return [
    { name: 'heap of a stream that was only created', value: (created - before) / count / 1_000, unit: 'kB' },
    {
      name: 'heap of an open stream with a message on screen',
      value: (shown - before) / count / 1_000,
      unit: 'kB',
      target: 'at most 6 kB and its text',
      met: (shown - before) / count <= 6_000,
    },
    { name: 'CPU of 10,000 plain buffers', value: plain, unit: 'ms per s' },
    {
      name: 'CPU of 10,000 idle open streams',
      value: idle,
      unit: 'ms per s',
      beside: { name: 'buffers', value: plain },
      target: 'no more than that of buffers (within 2 ms per s, the noise of the clock)',
      met: idle <= plain + 2,
    },
  ];
}

export const parts = { perDelta, pipelines, editCycle, openStreams };

export async function overhead(): Promise<Overhead[]> {
  return [...(await perDelta()), ...(await pipelines()), ...(await editCycle()), ...(await openStreams())];
}
