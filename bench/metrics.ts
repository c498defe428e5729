// How stale a screen was. Counted in characters that are not white space, so that a split message is no loss.

import type { Platform } from './platform.js';
import type { Trace } from './traces.js';

export interface Quality {
  /** From the moment the fourth character was there to the first of the answer on screen. */
  firstMs: number | undefined;
  meanStale: number;
  p95Stale: number;
  meanAgeMs: number;
  p95AgeMs: number;
  calls: number;
  refused: number;
  wasted: number;
  /** From finish to the whole answer on screen. */
  finalMs: number | undefined;
  /** The same from the answer to the last of the calls that were on their way at the finish, if there were any. */
  finalAfterCallMs: number | undefined;
  /** Until the first refusal: when calls were made, and when it was heard. */
  past: { madeAt: number[]; toldAt: number } | undefined;
  right: boolean;
  /** Sampled: time, and how many characters were missing. */
  curve: { at: number; stale: number }[];
}

const SAMPLE_MS = 10;
/** The screen is watched for this long after the finish. */
const WATCHED_AFTER_MS = 2_000;
const squash = (text: string): string => text.replace(/\s+/gu, '');

export function measure(trace: Trace, startedAt: number, platform: Platform): Quality {
  const arrivals = arrivalTimes(trace);
  const answer = squash(trace.text);
  const shown = platform.screens.map(({ at, texts }) => ({ at: at - startedAt, upTo: commonPrefix(answer, squash(texts.join(''))) }));
  const first = shown.find(({ upTo }) => upTo > 0);
  const final = shown.findLast(({ upTo }, index) => upTo === answer.length && (shown[index - 1]?.upTo ?? 0) < answer.length);
  const last = platform.screens.at(-1);
  const flights = platform.flights.map(({ calledAt, answeredAt, wasRefused }) => {
    return { calledAt: calledAt - startedAt, answeredAt: answeredAt - startedAt, wasRefused };
  });
  const busy = flights.filter(({ calledAt, answeredAt }) => calledAt < trace.finishAt && answeredAt > trace.finishAt);
  const freeAt = Math.max(trace.finishAt, ...busy.map(({ answeredAt }) => answeredAt));
  const refusal = flights.find(({ wasRefused }) => wasRefused);
  return {
    firstMs: first && first.at - (arrivals[Math.min(3, arrivals.length - 1)] ?? 0),
    finalMs: final && Math.max(0, final.at - trace.finishAt),
    finalAfterCallMs: final && Math.max(0, final.at - freeAt),
    past: refusal && {
      madeAt: flights.filter(({ calledAt }) => calledAt < refusal.calledAt).map(({ calledAt }) => calledAt),
      toldAt: refusal.answeredAt,
    },
    right: last !== undefined && squash(last.texts.join('')) === answer,
    calls: platform.calls,
    refused: platform.refused,
    wasted: platform.wasted,
    ...staleness(arrivals, shown, trace.finishAt + WATCHED_AFTER_MS),
  };
}

/** When each character of the answer was there. */
export function arrivalTimes(trace: Trace): number[] {
  return trace.deltas.flatMap(({ at, text }) => Array.from(squash(text), () => at));
}

function staleness(arrivals: number[], shown: { at: number; upTo: number }[], until: number) {
  const curve: { at: number; stale: number }[] = [];
  const ages: number[] = [];
  let arrived = 0;
  let screen = 0;
  let upTo = 0;
  for (let at = 0; at < until; at += SAMPLE_MS) {
    while (arrived < arrivals.length && (arrivals[arrived] ?? 0) <= at) arrived += 1;
    while (screen < shown.length && (shown[screen]?.at ?? 0) <= at) upTo = shown[screen++]?.upTo ?? upTo;
    const stale = Math.max(0, arrived - upTo);
    curve.push({ at, stale });
    ages.push(stale > 0 ? at - (arrivals[upTo] ?? at) : 0);
  }
  const stale = curve.map((sample) => sample.stale);
  return { curve, meanStale: mean(stale), p95Stale: percentile(stale, 0.95), meanAgeMs: mean(ages), p95AgeMs: percentile(ages, 0.95) };
}

function commonPrefix(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let same = 0;
  while (same < most && one.charCodeAt(same) === other.charCodeAt(same)) same += 1;
  return same;
}

export const mean = (values: number[]): number => (values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length);

export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
