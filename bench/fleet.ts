// Many chats under one token. Everything that a stream is judged by is taken from what the platform saw.

import { createBudget } from '../src/budget/create-budget.js';
import type { Contender } from './contenders/contender.js';
import { naive } from './contenders/naive.js';
import { tokentape } from './contenders/tokentape.js';
import { measure, percentile } from './metrics.js';
import { Gate, Platform } from './platform.js';
import { seeded } from './random.js';
import type { Trace } from './traces.js';
import { installGlobally, VirtualTime } from './virtual-time.js';

export const TOKEN = { calls: 30, perMs: 1_000 };
export const CHAT = { calls: 1, perMs: 1_000, burst: 3 };

const TOKENS_PER_SECOND = 50;
/** As many as a model's server sends at a time. */
const TOKENS_PER_DELTA = 5;
const DELTA_EVERY_MS = (1_000 * TOKENS_PER_DELTA) / TOKENS_PER_SECOND;
const MEAN_ANSWER_MS = 30_000;
const OPEN = 200;
const TOGETHER = 500;

export interface Fleet {
  scenario: 'steady' | 'burst';
  contender: string;
  streams: number;
  calls: number;
  refused: number;
  right: number;
  firstP95Ms: number;
  finalP95Ms: number;
  /** Mean over the streams of their mean unshown characters. */
  meanStale: number;
  /** The longest time that any stream went without an update while it had text, as a multiple of its fair share. */
  worstGap: number;
  /** Calls per second that the platform let through while it was busy. */
  callsPerSecond: number;
  /** Other calls that were made before the last stream made its first. */
  editsBeforeFirsts: number;
}

interface Stream {
  startAt: number;
  trace: Trace;
  platform: Platform;
  isDone: boolean;
}

function answer(random: () => number): Trace {
  const count = Math.round(((MEAN_ANSWER_MS / 1_000) * TOKENS_PER_SECOND * (0.5 + random())) / TOKENS_PER_DELTA);
  const text = (index: number) => `w${index % 10} `.repeat(TOKENS_PER_DELTA);
  const deltas = Array.from({ length: count }, (_, index) => ({ at: index * DELTA_EVERY_MS, text: text(index) }));
  return { name: 'fleet', about: '', deltas, finishAt: deltas.at(-1)?.at ?? 0, text: deltas.map(({ text }) => text).join('') };
}

/** As many open at once as in the long run: those of the first moment are already on their way, so they are not judged. */
function arrivals(scenario: Fleet['scenario'], random: () => number): { starts: number[]; judgedFrom: number; judgedTo: number } {
  if (scenario === 'burst') return { starts: Array.from({ length: TOGETHER }, () => 0), judgedFrom: 0, judgedTo: 1 };
  const starts: number[] = [];
  for (let at = 0; at < 100_000; at += -Math.log(1 - random()) * (MEAN_ANSWER_MS / OPEN)) starts.push(at);
  return { starts, judgedFrom: 40_000, judgedTo: 70_000 };
}

export async function fleet(scenario: Fleet['scenario'], contender: Contender): Promise<Fleet> {
  const time = new VirtualTime();
  const restore = installGlobally(time);
  const zero = time.now();
  const random = seeded(3);
  const token = new Gate(TOKEN);
  const { starts, judgedFrom, judgedTo } = arrivals(scenario, random);
  const streams = starts.map((startAt, index): Stream => {
    const platform = new Platform(time, [new Gate(CHAT), token], { maxLength: 100_000, seed: index });
    return { startAt, trace: answer(random), platform, isDone: false };
  });
  for (const [index, stream] of streams.entries()) time.setTimeout(() => begin(stream, contender, time, `s${index}`), stream.startAt);
  await time.run(() => streams.every(({ isDone }) => isDone), 400_000, 1);
  restore();
  const judged = streams.filter(({ startAt }) => startAt >= judgedFrom && startAt < judgedTo);
  return { scenario, contender: contender.name, ...judge(judged, streams, zero, scenario) };
}

function begin(stream: Stream, contender: Contender, time: VirtualTime, name: string): void {
  const run = contender.start(stream.platform, time, name);
  let next = 0;
  const step = () => {
    const delta = stream.trace.deltas[next++];
    if (delta) {
      run.onDelta(delta.text);
      time.setTimeout(step, DELTA_EVERY_MS);
    } else {
      const done = () => {
        stream.isDone = true;
      };
      run.finish().then(done, done);
    }
  };
  step();
}

function judge(judged: Stream[], all: Stream[], zero: number, scenario: Fleet['scenario']) {
  const qualities = judged.map(({ trace, platform, startAt }) => measure(trace, zero + startAt, platform));
  const shown = all.flatMap(({ platform }) => platform.screens.map(({ at }) => at - zero)).sort((a, b) => a - b);
  const [from, to] = scenario === 'burst' ? [1_000, 30_000] : [40_000, 70_000];
  const busy = shown.filter((at) => at >= from && at < to).length / ((to - from) / 1_000);
  const open = scenario === 'burst' ? TOGETHER : OPEN;
  const closing = scenario === 'burst' ? 0 : (2 * OPEN) / (MEAN_ANSWER_MS / 1_000);
  const fairGapMs = (open / (TOKEN.calls - closing)) * 1_000;
  const lastFirst = Math.max(...all.map(({ platform }) => platform.flights[0]?.calledAt ?? Number.POSITIVE_INFINITY));
  const others = all.flatMap(({ platform }) => platform.flights.slice(1));
  return {
    streams: judged.length,
    calls: sum(all.map(({ platform }) => platform.calls)),
    refused: sum(all.map(({ platform }) => platform.refused)),
    right: qualities.filter(({ right }) => right).length,
    firstP95Ms: percentile(
      qualities.map(({ firstMs }) => firstMs ?? Number.POSITIVE_INFINITY),
      0.95,
    ),
    finalP95Ms: percentile(
      qualities.map(({ finalMs }) => finalMs ?? Number.POSITIVE_INFINITY),
      0.95,
    ),
    meanStale: sum(qualities.map(({ meanStale }) => meanStale)) / qualities.length,
    worstGap: Math.max(...judged.map((stream) => longestGap(stream, zero))) / fairGapMs,
    callsPerSecond: busy,
    editsBeforeFirsts: scenario === 'burst' ? others.filter(({ calledAt }) => calledAt < lastFirst).length : 0,
  };
}

function longestGap({ trace, platform, startAt }: Stream, zero: number): number {
  const end = zero + startAt + trace.finishAt;
  const times = [zero + startAt, ...platform.screens.map(({ at }) => at).filter((at) => at < end), end];
  return times.slice(1).reduce((longest, at, index) => Math.max(longest, at - (times[index] ?? at)), 0);
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

export async function fleets(peers: Contender[]): Promise<Fleet[]> {
  const results: Fleet[] = [];
  for (const scenario of ['steady', 'burst'] as const) {
    const shared = createBudget({ sheet: { chat: [CHAT], token: [TOKEN] } });
    const contenders = [
      tokentape('tokentape, shared budget', undefined, { shared }),
      tokentape('tokentape, a budget each', CHAT),
      naive,
      ...peers,
    ];
    for (const contender of contenders) results.push(await fleet(scenario, contender));
  }
  return results;
}
