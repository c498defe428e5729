import type { Clock } from '../clock.js';
import type { StreamConsumer } from '../consumer.js';
import { createLibrary, type Library } from '../inspector/library.js';
import type { StreamSummary } from '../inspector/wire.js';
import type { Outcome } from '../outcome.js';
import type { TapeSink } from '../tape/record.js';
import type { Board } from './board.js';
import type { StreamCard } from './wire.js';

const cardsOnTheBoard = 8;
/** Deltas make no records, so what is pending is looked at this often besides. */
const lookEveryMs = 100;

/** The instruments of the latest streams, kept on the board; their tapes are in the library. */
export interface StreamCards {
  /** A sink to hand to a consumer, and how to tell it which consumer that was. */
  open(): { sink: TapeSink; attach(consumer: StreamConsumer): void };
}

export function createStreamCards(board: Board, clock: Clock, library: Library = createLibrary({ clock })): StreamCards {
  const keys: string[] = [];
  let streams = 0;

  return {
    open() {
      streams += 1;
      const order = streams;
      let look: (outcome?: Outcome) => void = () => {};

      function attach(consumer: StreamConsumer): void {
        const key = `stream:${consumer.streamId}`;
        let timer: unknown;
        look = (outcome) => board.set(key, cardOf(consumer, order, library.get(consumer.streamId)?.summary(0), outcome));

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

      const { text, write } = library.sink;
      return {
        sink: {
          text,
          write(record, line) {
            write(record, line);
            look();
          },
        },
        attach,
      };
    },
  };
}

function cardOf(consumer: StreamConsumer, order: number, tape: StreamSummary | undefined, outcome: Outcome | undefined): StreamCard {
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
    tape,
    end: outcome && { status: outcome.status, reason: outcome.failure?.message, missing: outcome.unshown.length },
  };
}
