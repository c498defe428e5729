import type { Adapter, Result } from '../../src/adapter.js';
import type { ConsumerOptions, StreamConsumer } from '../../src/consumer.js';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import type { Outcome } from '../../src/outcome.js';
import type { TapeRecord, TapeSink, TapeText } from '../../src/tape/record.js';
import { VirtualClock } from '../../src/virtual-clock.js';

/** A sink that keeps everything. */
export class MemoryTape implements TapeSink {
  readonly records: TapeRecord[] = [];
  readonly lines: string[] = [];
  readonly text: TapeText;

  constructor(text: TapeText = 'off') {
    this.text = text;
  }

  write(record: TapeRecord, line: string): void {
    this.records.push(record);
    this.lines.push(line);
  }

  get ndjson(): string {
    return `${this.lines.join('\n')}\n`;
  }
}

/** What the platform answers to the n-th call (from 1) of all; undefined: it works. */
export type Platform = (call: { op: 'send' | 'edit' | 'delete'; number: number }) => Result | undefined;

/** An adapter whose calls take 30 ms. */
export function adapterOf(platform: Platform, clock: VirtualClock, maxLength = 200): Adapter {
  let calls = 0;
  let messages = 0;
  async function answer(op: 'send' | 'edit' | 'delete', success: () => Result): Promise<Result> {
    calls += 1;
    const result = platform({ op, number: calls });
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 30));
    return result ?? success();
  }
  return {
    name: 'fake',
    limits: { maxLength, lengthOf: (text) => text.length },
    can: { edit: true, delete: true },
    send: () => answer('send', () => ({ ok: true, messageId: `m${++messages}` })),
    edit: () => answer('edit', () => ({ ok: true })),
    delete: () => answer('delete', () => ({ ok: true })),
  };
}

export interface Run {
  platform?: Platform;
  options?: Partial<ConsumerOptions>;
  /** Says what is to be said, and ends the stream. Default: a short answer. */
  say?(consumer: StreamConsumer, clock: VirtualClock): Promise<void>;
}

const shortAnswer: NonNullable<Run['say']> = async (consumer, clock) => {
  for (const word of 'The quick brown fox jumps over the lazy dog and runs away.'.split(/(?<= )/)) {
    consumer.onDelta(word);
    await clock.advance(60);
  }
  consumer.finish();
};

/** Runs a stream to its end on a virtual clock. */
export async function record(
  tape: TapeSink | undefined,
  { platform = () => undefined, options, say = shortAnswer }: Run = {},
  clock = new VirtualClock(),
): Promise<Outcome> {
  const adapter = adapterOf(platform, clock);
  const consumer = createStreamConsumer({ adapter, chatId: 'c1', streamId: 's1', clock, ...(tape && { tape }), ...options });
  let outcome: Outcome | undefined;
  void consumer.settled.then((settled) => {
    outcome = settled;
  });
  await say(consumer, clock);
  await clock.runUntil(() => outcome !== undefined);
  if (!outcome) throw new Error('the stream has not settled');
  return outcome;
}

export const sentence = 'Words that go on and on, until a message is full and the next one has to begin. ';

/** One run for each way in which a stream can go; their tapes are kept in `test/tapes`. */
export const runs: Record<string, Run> = {
  delivered: {},
  'rolled-over': {
    say: async (consumer, clock) => {
      for (let index = 0; index < 12; index += 1) {
        consumer.onDelta(sentence);
        await clock.advance(200);
      }
      consumer.finish();
    },
  },
  segments: {
    say: async (consumer, clock) => {
      consumer.onDelta('Let me see. ');
      consumer.onSegmentBreak();
      consumer.onCommentary('Looking that up…');
      await clock.advance(500);
      consumer.onDelta('It is forty-two.');
      void consumer.flush();
      await clock.advance(500);
      consumer.onDelta('Anything else?');
      consumer.finish();
    },
  },
  held: {
    platform: ({ number }) => (number === 2 || number === 3 ? { ok: false, reason: 'rateLimited', retryAfterMs: 1_500 } : undefined),
  },
  'edits-refused': { platform: ({ op }) => (op === 'edit' ? { ok: false, reason: 'rejected', message: 'no' } : undefined) },
  'message-gone': { platform: ({ number }) => (number === 3 ? { ok: false, reason: 'messageGone' } : undefined) },
  'unsure-send': { platform: ({ number }) => (number === 1 ? { ok: false, reason: 'maybeDelivered' } : undefined) },
  barred: { platform: () => ({ ok: false, reason: 'forbidden', message: 'blocked by the user' }) },
  cancelled: {
    say: async (consumer, clock) => {
      consumer.onDelta('This is going to be long, ');
      await clock.advance(400);
      consumer.onDelta('very long.');
      consumer.cancel('pressed stop');
    },
  },
  discarded: {
    say: async (consumer, clock) => {
      consumer.onDelta('This should not have been said');
      await clock.advance(20);
      consumer.cancel('taken back', { mode: 'discard' });
    },
  },
  interrupted: {
    options: { config: { interruptedMark: ' …' } },
    say: async (consumer, clock) => {
      consumer.onDelta('The connection will');
      await clock.advance(100);
      consumer.interrupt(new Error('socket hang up'));
    },
  },
  'final-text': {
    say: async (consumer, clock) => {
      consumer.onDelta('A first draft');
      await clock.advance(400);
      consumer.finish('A final version.');
    },
  },
  buffered: { options: { config: { transport: 'buffered' } } },
};
