import type { Adapter, Result } from '../../src/adapter.js';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import type { TapeRecord, TapeText } from '../../src/tape/record.js';
import { VirtualClock } from '../../src/virtual-clock.js';

export interface RecordedTape {
  records: TapeRecord[];
  lines: string[];
}

export interface RecordTapeOptions {
  stream: string;
  /** What the model says, and when it does: one after the other, this many milliseconds apart. */
  deltas: readonly string[];
  everyMs?: number | undefined;
  text?: TapeText | undefined;
  /** The platform's answer to its n-th call, from 1. Default: ok. */
  answer?: ((call: number) => Result | undefined) | undefined;
}

/** Streams an answer in virtual time and returns its tape. */
export async function recordTape({ stream, deltas, everyMs = 50, text = 'on', answer }: RecordTapeOptions): Promise<RecordedTape> {
  const clock = new VirtualClock();
  const tape: RecordedTape = { records: [], lines: [] };
  let calls = 0;
  const called = async (): Promise<Result> => {
    calls += 1;
    await new Promise((resolve) => clock.setTimeout(() => resolve(undefined), 30));
    return answer?.(calls) ?? { ok: true, messageId: 1 };
  };
  const adapter: Adapter = {
    name: 'sheet',
    limits: { maxLength: 4_096, lengthOf: (whole) => whole.length },
    can: { edit: true },
    send: called,
    edit: called,
  };
  const consumer = createStreamConsumer({
    ...{ adapter, chatId: 1, streamId: stream, clock },
    tape: {
      text,
      write(record, line) {
        tape.records.push(record);
        tape.lines.push(line);
      },
    },
  });
  for (const delta of deltas) {
    consumer.onDelta(delta);
    await clock.advance(everyMs);
  }
  consumer.finish();
  let hasSettled = false;
  void consumer.settled.then(() => {
    hasSettled = true;
  });
  await clock.runUntil(() => hasSettled);
  return tape;
}
