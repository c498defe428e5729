// What a recorded answer would have looked like with another configuration, or on another platform: its text is said again, at the times
// at which it came, to the real consumer, on a virtual clock and a simulated platform.

import type { Limit } from '../../machines/budget-vocabulary.js';
import type { Op } from '../../machines/vocabulary.js';
import type { Adapter, Result } from '../adapter.js';
import { createBudget } from '../budget/create-budget.js';
import { limitsOf, type Sheet, unlimited } from '../budget/sheet.js';
import { sheets } from '../budget/sheets.js';
import type { StreamingConfig } from '../config.js';
import { createStreamConsumer } from '../create-stream-consumer.js';
import { InvalidInputError } from '../errors.js';
import type { Outcome } from '../outcome.js';
import { VirtualClock } from '../virtual-clock.js';
import type { AnswerRecord, BeginRecord, InputRecord, TapeRecord, TapeSink } from './record.js';

/** Under what a tape is played again. */
export interface Policy {
  /** Overrides what is on the tape. */
  config?: Partial<StreamingConfig> | undefined;
  /** What the simulated platform allows, and says it allows. Default: the sheet that goes by the adapter's name, else everything. */
  sheet?: Sheet | undefined;
}

/** How a policy did. */
export interface Simulation {
  /** What came of it. */
  status: Outcome['status'];
  /** How many calls were made. */
  calls: number;
  /** Calls that the platform refused for coming too soon. */
  refused: number;
  /** How often a call had to wait, for the budget or for the platform, and how long in all. */
  waits: number;
  /** How long those waits were in all, in milliseconds. */
  waitMs: number;
  /** How long an accepted character had to wait until it was shown: on average, and at worst. */
  meanStalenessMs: number;
  /** The longest that an accepted character waited, in milliseconds. */
  worstStalenessMs: number;
  /** How many messages were on screen in the end. */
  messages: number;
  /** Characters that were not shown. */
  lost: number;
}

/** Streams what is on a tape of one stream to a simulated platform. Where the tape holds no text, words of five letters stand in for
 *  it. Calls take as long as they took on the tape (the median).
 *  @throws {InvalidInputError} for a tape without a beginning, or with more than one. */
export async function whatIf(records: readonly TapeRecord[], { config, sheet }: Policy = {}): Promise<Simulation> {
  const begins = records.filter((record) => record.kind === 'begin');
  const [begin] = begins;
  if (!begin || begins.length > 1) throw new InvalidInputError(`what-if takes the tape of one stream, got ${begins.length}`);
  const clock = new VirtualClock();
  const rules = sheet ?? sheets[begin.adapter.name] ?? unlimited;
  const platform = new SimulatedPlatform(clock, begin, medianLatency(records), [...limitsOf(rules, begin.chatId), ...rules.token]);
  const waits = new Waits();
  const consumer = createStreamConsumer({
    ...{ adapter: platform.adapter, chatId: begin.chatId, clock, budget: createBudget({ sheet: rules }), tape: waits },
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
    ...{ status: outcome.status, calls: outcome.calls, messages: outcome.messages.length, lost: outcome.unshown.length },
    ...{ refused: platform.refused, waits: waits.count, waitMs: waits.ms },
    ...staleness.counts(),
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

/** Counts what the chart is told to wait. */
class Waits implements TapeSink {
  count = 0;
  ms = 0;

  write(record: TapeRecord): void {
    if (record.kind !== 'event') return;
    const { type, ms } = record.event;
    if ((type !== 'WAIT' && type !== 'HELD') || typeof ms !== 'number') return;
    this.count += 1;
    this.ms += ms;
  }
}

/** Works, unless it is called more often than its limits allow. */
class SimulatedPlatform {
  readonly adapter: Adapter;
  refused = 0;
  onShown: () => void = () => {};
  readonly #clock: VirtualClock;
  readonly #buckets: Bucket[];
  #messages = 0;

  constructor(clock: VirtualClock, { adapter }: BeginRecord, latencyMs: number, limits: readonly Limit[]) {
    this.#clock = clock;
    this.#buckets = limits.filter(({ previewsOnly }) => !previewsOnly).map((limit) => new Bucket(limit, clock.now()));
    const call = async (op: Op, success: () => Result): Promise<Result> => {
      const retryAfterMs = this.#waitFor(op);
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
      can: { edit: adapter.can.edit || limits.length > 0, delete: adapter.can.delete },
      send: () => call('send', () => ({ ok: true, messageId: ++this.#messages })),
      edit: () => call('edit', () => ({ ok: true })),
      delete: () => call('remove', () => ({ ok: true })),
    };
  }

  #waitFor(op: Op): number {
    const now = this.#clock.now();
    const concerned = this.#buckets.filter((bucket) => bucket.counts(op));
    const wait = Math.ceil(Math.max(0, ...concerned.map((bucket) => bucket.waitFor(now))));
    if (wait > 0) this.refused += 1;
    else for (const bucket of concerned) bucket.take();
    return wait;
  }
}

/** One limit: so many calls at once, and so many more with time. */
class Bucket {
  readonly #limit: Limit;
  readonly #capacity: number;
  #level: number;
  #at: number;

  constructor(limit: Limit, now: number) {
    this.#limit = limit;
    this.#capacity = limit.burst ?? limit.calls;
    this.#level = this.#capacity;
    this.#at = now;
  }

  counts(op: Op): boolean {
    return this.#limit.ops?.includes(op) ?? true;
  }

  /** 0: a call may be made now. */
  waitFor(now: number): number {
    const { calls, perMs } = this.#limit;
    this.#level = Math.min(this.#capacity, this.#level + ((now - this.#at) * calls) / perMs);
    this.#at = now;
    return this.#level >= 1 ? 0 : ((1 - this.#level) * perMs) / calls;
  }

  take(): void {
    this.#level -= 1;
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
