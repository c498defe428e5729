import { type Adapter, type Clock, createStreamConsumer, type Outcome, type TapeRecord } from '../../src/index.js';
import { type ManualClock, manualClock } from '../testing/manual-clock.js';
import type { Chat, ChatPlatform } from './chats.js';
import type { RecordedAnswer } from './recorded-answers.js';
import { untilSettled } from './virtual-time.js';

/** A model speaks about fifty tokens a second. */
const deltaEveryMs = 20;

export interface Streamed {
  chat: Chat;
  outcome: Outcome;
  records: readonly TapeRecord[];
  /** The highest number of calls that were open at once. */
  openAtOnce: number;
}

/** What a scenario may do while an answer is streamed. */
export interface Moment {
  chat: Chat;
  /** The source has said everything. */
  isFinished(): boolean;
}

/** Streams an answer to a fresh chat, in virtual time, through the platform's official client. `halfway` happens once, when half of the
 *  answer has been said. The caller closes the emulator. */
export async function streamed(
  platform: ChatPlatform,
  answer: RecordedAnswer,
  {
    limits = 'none',
    prepare,
    halfway,
  }: { limits?: 'documented' | 'none'; prepare?(moment: Moment): void; halfway?(moment: Moment): void } = {},
): Promise<Streamed> {
  const clock = manualClock(1_750_000_000_000);
  const held = counted(clock);
  const chat = await platform.start({ clock: held.clock, limits });
  const watched = watch(chat.adapter);
  const records: TapeRecord[] = [];
  let isFinished = false;
  const moment = { chat, isFinished: () => isFinished };
  prepare?.(moment);

  const consumer = createStreamConsumer({
    adapter: watched.adapter,
    chatId: chat.chatId,
    metadata: chat.metadata,
    config: platform.config,
    clock,
    // With text the tape also holds what platforms say.
    tape: { text: 'on', write: (record) => void records.push(record) },
  });
  answer.deltas.forEach((delta, index) => {
    clock.setTimeout(() => {
      if (index === Math.floor(answer.deltas.length / 2)) halfway?.(moment);
      consumer.onDelta(delta);
    }, index * deltaEveryMs);
  });
  clock.setTimeout(() => {
    isFinished = true;
    consumer.finish();
  }, answer.deltas.length * deltaEveryMs);

  const outcome = await untilSettled(consumer.settled, clock, () => watched.isBusy() && held.waiting() === 0);
  return { chat, outcome, records, openAtOnce: watched.most() };
}

/** The same adapter, and whether a call of it is on its way. */
function watch(adapter: Adapter): { adapter: Adapter; isBusy(): boolean; most(): number } {
  let open = 0;
  let most = 0;
  const counted = new Proxy(adapter, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        open += 1;
        most = Math.max(most, open);
        try {
          return await (member as (...args: unknown[]) => Promise<unknown>).apply(target, args);
        } finally {
          open -= 1;
        }
      };
    },
  });
  return { adapter: counted, isBusy: () => open > 0, most: () => most };
}

/** The same clock, and how many timers its user waits for: a server that holds a call lets time pass. */
function counted(clock: ManualClock): { clock: Clock; waiting(): number } {
  let waiting = 0;
  return {
    waiting: () => waiting,
    clock: {
      now: clock.now,
      setTimeout(run, delayMs) {
        waiting += 1;
        return clock.setTimeout(() => {
          waiting -= 1;
          run();
        }, delayMs);
      },
      clearTimeout: clock.clearTimeout,
    },
  };
}
