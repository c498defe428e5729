// What it costs, in real time, on this machine. Run with --expose-gc and without vitest, which would take xstate's development build.
// Each figure is the median of several runs, in CPU time, since the machine may have other things to do; only ratios of one run mean
// anything on another machine.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createActor } from 'xstate';
import { budgetMachine } from '../machines/budget.machine.js';
import { streamMachine } from '../machines/stream.machine.js';
import type { Adapter } from '../src/adapter.js';
import { resolveConfig } from '../src/config.js';
import { createStreamConsumer, type StreamConsumer } from '../src/index.js';
import { chartInput } from '../src/stream/chart-input.js';
import { fileSink, type TapeSink } from '../src/tape/index.js';
import { VirtualClock } from '../src/virtual-clock.js';

export interface Overhead {
  name: string;
  value: number;
  unit: string;
  /** Against what, and how much more. */
  beside?: { name: string; ratio: number } | undefined;
  target?: string | undefined;
  met?: boolean | undefined;
}

/** The first of them warm up and are not counted. */
const ROUNDS = 9;
const WARM_UP = 2;
const DELTA = ' token';

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Something to be measured, and what has to be done before it can be. */
interface Work {
  prepare?(): void | Promise<void>;
  run(): void | Promise<void>;
}

/** Takes turns, so that a machine that is slow for a while is slow for all of them. Nanoseconds for each of `count` things, one for each
 *  round. */
async function inTurns<Name extends string>(count: number, works: Record<Name, Work>): Promise<Record<Name, number[]>> {
  const names = Object.keys(works) as Name[];
  const rounds = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (const name of names) {
      await works[name].prepare?.();
      globalThis.gc?.();
      const before = process.cpuUsage();
      await works[name].run();
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) rounds[name].push(((user + system) * 1_000) / count);
    }
  }
  return rounds;
}

/** Round by round. */
const ratio = (values: readonly number[], beside: readonly number[]): number =>
  median(values.map((value, round) => value / (beside[round] ?? value)));

/** Answers at once, or never. */
export function platform(answers: boolean): Adapter {
  let id = 0;
  const answer = () => (answers ? Promise.resolve({ ok: true as const, messageId: ++id }) : new Promise<never>(() => {}));
  return { name: 'bench', limits: { maxLength: 4_096, lengthOf: (text) => text.length }, can: { edit: true }, send: answer, edit: answer };
}

const open = (clock: VirtualClock, adapter: Adapter, tape?: TapeSink): StreamConsumer =>
  createStreamConsumer({ adapter, chatId: 'c', clock, ...(tape && { tape }) });

// ---- per delta ------------------------------------------------------------------------------------------------------------

async function perDelta(): Promise<Overhead[]> {
  const many = 1_000_000;
  const crowds = [
    [1, 1_000_000],
    [1_000, 1_000],
    [10_000, 100],
  ] as const;
  const bare = createActor(streamMachine, { input: chartInput(resolveConfig({}, 'bench'), platform(true).limits) }).start();
  let text = '';
  const results: Overhead[] = [];
  for (const [streams, deltas] of crowds) {
    let consumers: StreamConsumer[] = [];
    const { raw, actor, ours } = await inTurns(many, {
      raw: {
        run() {
          text = '';
          for (let index = 0; index < many; index += 1) text += DELTA;
          text.charCodeAt(text.length - 1);
        },
      },
      // A twentieth, which is counted twenty times below.
      actor: {
        run() {
          for (let index = 0; index < many / 20; index += 1) bare.send({ type: 'MORE', have: index, via: 'nothing' });
        },
      },
      ours: {
        async prepare() {
          const adapter = platform(false);
          const clock = new VirtualClock();
          consumers = Array.from({ length: streams }, () => open(clock, adapter));
          for (const consumer of consumers) consumer.onDelta('Hello');
          await tick();
        },
        run() {
          for (let index = 0; index < deltas; index += 1) for (const consumer of consumers) consumer.onDelta(DELTA);
        },
      },
    });
    const besideRaw = ratio(ours, raw);
    if (streams === 1)
      results.push(
        { name: 'raw `s += delta`, 1 x 1,000,000', value: median(raw), unit: 'ns per delta' },
        {
          name: 'a bare actor fed every delta',
          value: median(actor) * 20,
          unit: 'ns per delta',
          beside: { name: 'raw', ratio: ratio(actor, raw) * 20 },
        },
      );
    results.push({
      name: `tokentape, ${streams.toLocaleString('en')} x ${deltas.toLocaleString('en')}, a call on its way`,
      value: median(ours),
      unit: 'ns per delta',
      beside: { name: 'raw', ratio: besideRaw },
      ...(streams === 1 && { target: 'at most 1.5 times the raw append', met: besideRaw <= 1.5 }),
    });
  }
  return results;
}

/** Everything: deltas, edits, pages. A platform that answers at once, a clock that moves 100 ms with every 2,000 deltas. */
async function pipeline(deltas: number, tape?: TapeSink): Promise<void> {
  const clock = new VirtualClock();
  const consumer = open(clock, platform(true), tape);
  for (let index = 0; index < deltas; index += 1) {
    consumer.onDelta(DELTA);
    if (index % 2_000 === 0) {
      await clock.advance(100);
      await tick();
    }
  }
  consumer.finish();
  let isDone = false;
  void consumer.settled.then(() => {
    isDone = true;
  });
  while (!isDone) await clock.advance(1_000);
}

async function pipelines(): Promise<Overhead[]> {
  const deltas = 170_000;
  const folder = mkdtempSync(join(tmpdir(), 'tokentape-bench-'));
  let tapes = 0;
  const { short, long, listed, filed } = await inTurns(deltas, {
    // As many deltas, in eight answers.
    short: {
      async run() {
        for (let answer = 0; answer < 8; answer += 1) await pipeline(deltas / 8);
      },
    },
    long: { run: () => pipeline(deltas) },
    listed: { run: () => pipeline(deltas, { write: () => {} }) },
    filed: {
      async run() {
        tapes += 1;
        const sink = fileSink(join(folder, `${tapes}.ndjson`), { fsync: 'batch' });
        await pipeline(deltas, sink);
        await sink.close();
      },
    },
  });
  rmSync(folder, { recursive: true });
  const besideShort = ratio(long, short);
  const taped = [
    ['a sink that takes the records', listed],
    ['a file, fsync batch', filed],
  ] as const;
  return [
    { name: 'whole pipeline, 8 answers of 125 kB', value: median(short), unit: 'ns per delta' },
    {
      name: 'whole pipeline, 1 MB answer',
      value: median(long),
      unit: 'ns per delta',
      beside: { name: 'short answers', ratio: besideShort },
      target: 'no more per delta than a short one',
      met: besideShort <= 1.05,
    },
    ...taped.map(([name, values]) => ({
      name: `whole pipeline, 1 MB answer, tape on: ${name}`,
      value: median(values),
      unit: 'ns per delta',
      beside: { name: 'tape off', ratio: ratio(values, long) },
      target: 'at most 20 % more',
      met: ratio(values, long) <= 1.2,
    })),
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
  const { stream, budget, turns, whole } = await inTurns(cycles, {
    stream: {
      run() {
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
      },
    },
    budget: {
      run() {
        const actor = createActor(budgetMachine, { input: { limits: [] } }).start();
        for (let at = 0; at < cycles * 300; at += 300) {
          const call = { stream: 's', op: 'edit', class: 'interim', at } as const;
          actor.send({ type: 'ASKED', ...call, unshown: 1, ageMs: 0, perMs: 0, lastsMs: 0 });
          actor.send({ type: 'CALLED', ...call });
          actor.send({ type: 'DONE', stream: 's', at });
        }
      },
    },
    turns: {
      async run() {
        for (let cycle = 0; cycle < cycles; cycle += 1) await tick();
      },
    },
    whole: {
      async run() {
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
      },
    },
  });
  const ours = whole.map((ns, round) => ns - (turns[round] ?? 0));
  const both = stream.map((ns, round) => ns + (budget[round] ?? 0));
  return [
    { name: "an edit cycle's transitions of the stream's chart, on a bare actor", value: median(stream) / 1_000, unit: 'µs' },
    { name: "an edit cycle's transitions of the budget's chart, on a bare actor", value: median(budget) / 1_000, unit: 'µs' },
    {
      name: 'edit cycle of tokentape: both charts, pages, call, promises',
      value: median(ours) / 1_000,
      unit: 'µs',
      beside: { name: 'both charts on bare actors', ratio: ratio(ours, both) },
      target: 'at most 1.3 times the same transitions on a bare actor',
      met: ratio(ours, both) <= 1.3,
    },
  ];
}

// ---- open streams -------------------------------------------------------------------------------------------------------------

/** Milliseconds of CPU per second. What a garbage collection leaves to be swept is swept in the first second, which is not counted. */
async function idleCpu(): Promise<number> {
  const windows: number[] = [];
  for (let window = 0; window < 6; window += 1) {
    const before = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { user, system } = process.cpuUsage(before);
    windows.push((user + system) / 1_000);
  }
  return median(windows.slice(1));
}

function heapUsed(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function openStreams(): Promise<Overhead[]> {
  const count = 10_000;
  const adapter = platform(true);
  const buffers = Array.from({ length: count }, () => ({ text: DELTA.repeat(2) }));
  const plain = await idleCpu();
  const before = heapUsed();
  const consumers = Array.from({ length: count }, (_, index) => createStreamConsumer({ adapter, chatId: index }));
  const created = heapUsed();
  for (const consumer of consumers) consumer.onDelta('Hello there');
  while (consumers.some((consumer) => consumer.view().state !== 'streaming.clean'))
    await new Promise((resolve) => setTimeout(resolve, 500));
  const shown = heapUsed();
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
      beside: { name: 'buffers', ratio: idle / plain },
      target: 'no more than that of buffers (within 2 ms per s, the noise of the clock)',
      met: idle <= plain + 2,
    },
  ];
}

export const parts = { perDelta, pipelines, editCycle, openStreams };

export async function overhead(): Promise<Overhead[]> {
  return [...(await perDelta()), ...(await pipelines()), ...(await editCycle()), ...(await openStreams())];
}
