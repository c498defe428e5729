// What a recorded answer would have looked like with another configuration, or on another platform: its text is said again, at the times
// at which it came, to the real consumer, on a virtual clock and a simulated platform.

import type { Adapter, Result } from '../adapter.js';
import type { StreamingConfig } from '../config.js';
import { createStreamConsumer } from '../create-stream-consumer.js';
import { InvalidInputError } from '../errors.js';
import type { Outcome } from '../outcome.js';
import { VirtualClock } from '../virtual-clock.js';
import type { AnswerRecord, BeginRecord, InputRecord, TapeRecord } from './record.js';

/** At most `calls` in any `perMs`; a call too many is refused with the time to wait. */
export interface Rate {
  calls: number;
  perMs: number;
}

/** What the platforms are known to allow in one chat, by name. */
export const rates: Readonly<Record<string, readonly Rate[]>> = {
  none: [],
  // core.telegram.org/bots/faq: one message per second in a chat, 20 per minute in a group.
  telegram: [{ calls: 1, perMs: 1_000 }],
  'telegram-group': [
    { calls: 1, perMs: 1_000 },
    { calls: 20, perMs: 60_000 },
  ],
  // Observed, not published (discord-api-docs #20).
  discord: [{ calls: 5, perMs: 5_000 }],
  // docs.slack.dev/apis/web-api/rate-limits
  slack: [{ calls: 1, perMs: 1_000 }],
};

export interface Policy {
  /** Overrides what is on the tape. */
  config?: Partial<StreamingConfig> | undefined;
  /** What the simulated platform allows. Default: everything. */
  rates?: readonly Rate[] | undefined;
}

/** How a policy did. */
export interface Simulation {
  status: Outcome['status'];
  calls: number;
  /** Calls that the platform refused for coming too soon, and how long it said to wait in all. */
  waits: number;
  waitMs: number;
  /** How long an accepted character had to wait until it was shown: on average, and at worst. */
  meanStalenessMs: number;
  worstStalenessMs: number;
  messages: number;
  /** Characters that were not shown. */
  lost: number;
}

/** Streams what is on a tape of one stream to a simulated platform. Where the tape holds no text, words of five letters stand in for
 *  it. Calls take as long as they took on the tape (the median).
 *  @throws {InvalidInputError} for a tape without a beginning, or with more than one. */
export async function whatIf(records: readonly TapeRecord[], { config, rates: allowed = [] }: Policy = {}): Promise<Simulation> {
  const begins = records.filter((record) => record.kind === 'begin');
  const [begin] = begins;
  if (!begin || begins.length > 1) throw new InvalidInputError(`what-if takes the tape of one stream, got ${begins.length}`);
  const clock = new VirtualClock();
  const platform = new SimulatedPlatform(clock, begin, medianLatency(records), allowed);
  const consumer = createStreamConsumer({
    ...{ adapter: platform.adapter, chatId: begin.chatId, clock },
    config: { ...begin.config, ...config },
  });
  let outcome: Outcome | undefined;
  void consumer.settled.then((settled) => {
    outcome = settled;
  });
  const staleness = new Staleness(clock);
  platform.onShown = () => staleness.shown(consumer.view().pending);
  const startedAt = clock.now();
  for (const record of records) {
    if (record.kind !== 'input') continue;
    await clock.advance(record.at - begin.at - (clock.now() - startedAt));
    staleness.accepted(say(consumer, record));
  }
  consumer.finish();
  await clock.runUntil(() => outcome !== undefined);
  if (!outcome) throw new Error('the simulated stream has not settled');
  staleness.shown(0);
  return {
    ...platform.counts(),
    ...staleness.counts(),
    status: outcome.status,
    messages: outcome.messages.length,
    lost: outcome.unshown.length,
  };
}

type Consumer = ReturnType<typeof createStreamConsumer>;

/** Returns how many characters were accepted. */
function say(consumer: Consumer, { input, length = 0, text = standIn(length) }: InputRecord): number {
  switch (input) {
    case 'text':
      consumer.onDelta(text);
      return length;
    case 'commentary':
      consumer.onCommentary(text);
      return length;
    case 'boundary':
      consumer.onSegmentBreak();
      return 0;
    case 'flush':
      void consumer.flush();
      return 0;
    case 'discard':
      consumer.cancel('as on the tape', { mode: 'discard' });
      return 0;
    case 'end':
      consumer.finish(text === '' ? undefined : text);
      return 0;
  }
}

const standIn = (length: number): string => 'words '.repeat(Math.ceil(length / 6)).slice(0, length);

function medianLatency(records: readonly TapeRecord[]): number {
  const latencies = records.filter((record): record is AnswerRecord => record.kind === 'answer').map(({ latencyMs }) => latencyMs);
  return latencies.sort((a, b) => a - b)[Math.floor(latencies.length / 2)] ?? 100;
}

class SimulatedPlatform {
  readonly adapter: Adapter;
  onShown: () => void = () => {};
  readonly #clock: VirtualClock;
  readonly #rates: readonly Rate[];
  readonly #accepted: number[] = [];
  #calls = 0;
  #waits = 0;
  #waitMs = 0;
  #messages = 0;

  constructor(clock: VirtualClock, { adapter }: BeginRecord, latencyMs: number, rates: readonly Rate[]) {
    this.#clock = clock;
    this.#rates = rates;
    const call = async (success: () => Result): Promise<Result> => {
      this.#calls += 1;
      const retryAfterMs = this.#waitFor();
      await new Promise<void>((resolve) => clock.setTimeout(resolve, latencyMs));
      if (retryAfterMs > 0) return { ok: false, reason: 'rateLimited', retryAfterMs, scope: 'chat' };
      // The consumer learns of the answer first.
      clock.setTimeout(() => this.onShown(), 0);
      return success();
    };
    this.adapter = {
      name: adapter.name,
      limits: { maxLength: adapter.maxLength ?? Number.POSITIVE_INFINITY, lengthOf: (text) => text.length },
      // A platform whose limits are asked for is one that edits.
      can: { edit: adapter.can.edit || rates.length > 0, delete: adapter.can.delete },
      send: () => call(() => ({ ok: true, messageId: ++this.#messages })),
      edit: () => call(() => ({ ok: true })),
      delete: () => call(() => ({ ok: true })),
    };
  }

  counts() {
    return { calls: this.#calls, waits: this.#waits, waitMs: this.#waitMs };
  }

  #waitFor(): number {
    const now = this.#clock.now();
    const waits = this.#rates.map(({ calls, perMs }) => {
      const oldest = this.#accepted.at(-calls);
      return oldest === undefined ? 0 : oldest + perMs - now;
    });
    const wait = Math.max(0, ...waits);
    if (wait > 0) {
      this.#waits += 1;
      this.#waitMs += wait;
    } else {
      this.#accepted.push(now);
    }
    return wait;
  }
}

/** How long characters wait, first in, first out. */
class Staleness {
  readonly #clock: VirtualClock;
  readonly #waiting: { at: number; count: number }[] = [];
  #pending = 0;
  #sumMs = 0;
  #count = 0;
  #worstMs = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  accepted(count: number): void {
    if (count === 0) return;
    this.#pending += count;
    this.#waiting.push({ at: this.#clock.now(), count });
  }

  shown(pending: number): void {
    for (let rest = this.#pending - pending; rest > 0; ) {
      const [oldest] = this.#waiting;
      if (!oldest) return;
      const taken = Math.min(rest, oldest.count);
      const waited = this.#clock.now() - oldest.at;
      this.#sumMs += taken * waited;
      this.#count += taken;
      this.#worstMs = Math.max(this.#worstMs, waited);
      oldest.count -= taken;
      if (oldest.count === 0) this.#waiting.shift();
      rest -= taken;
      this.#pending -= taken;
    }
  }

  counts() {
    return { meanStalenessMs: Math.round(this.#sumMs / Math.max(1, this.#count)), worstStalenessMs: this.#worstMs };
  }
}
