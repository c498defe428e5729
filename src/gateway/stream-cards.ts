import type { Clock } from '../clock.js';
import type { StreamConsumer } from '../consumer.js';
import type { Outcome } from '../outcome.js';
import type { EventRecord, TapeRecord, TapeSink, TapeText } from '../tape/record.js';
import type { Board } from './board.js';
import type { StreamCard } from './wire.js';

const recordsOnACard = 12;
const cardsOnTheBoard = 8;
/** Deltas make no records, so what is pending is looked at this often besides. */
const lookEveryMs = 100;

/** The instruments of the latest streams, kept on the board. */
export interface StreamCards {
  /** A sink to hand to a consumer, and how to tell it which consumer that was. It needs no text, yet takes as much as others want
   *  that share its tape. */
  open(text?: TapeText): { sink: TapeSink; attach(consumer: StreamConsumer): void };
}

export function createStreamCards(board: Board, clock: Clock): StreamCards {
  const keys: string[] = [];
  let streams = 0;

  return {
    open(text = 'off') {
      streams += 1;
      const order = streams;
      let records: EventRecord[] = [];
      let look: (outcome?: Outcome) => void = () => {};

      function attach(consumer: StreamConsumer): void {
        const key = `stream:${consumer.streamId}`;
        let timer: unknown;
        look = (outcome) => board.set(key, cardOf(consumer, order, records, outcome));

        keys.push(key);
        for (const old of keys.splice(0, keys.length - cardsOnTheBoard)) board.delete(old);
        tick();
        void consumer.settled.then((outcome) => {
          clock.clearTimeout(timer);
          look(outcome);
        });

        function tick(): void {
          look();
          timer = clock.setTimeout(tick, lookEveryMs);
        }
      }

      function write(record: TapeRecord): void {
        if (record.kind === 'event') records = [...records.slice(1 - recordsOnACard), record];
        look();
      }

      return { sink: { text, write }, attach };
    },
  };
}

function cardOf(consumer: StreamConsumer, order: number, records: EventRecord[], outcome: Outcome | undefined): StreamCard {
  const { state, calls, pending, messages } = consumer.view();
  return {
    kind: 'stream',
    id: consumer.streamId,
    order,
    state,
    calls,
    pending,
    shown: messages.reduce((sum, { text }) => sum + text.length, 0),
    messages: messages.flatMap(({ id }) => (typeof id === 'number' ? [id] : [])),
    records,
    end: outcome && { status: outcome.status, reason: outcome.failure?.message, missing: outcome.unshown.length },
  };
}
