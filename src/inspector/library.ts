import type { BudgetOptions } from '../budget/create-budget.js';
import type { Clock } from '../clock.js';
import type { StreamConsumer } from '../consumer.js';
import type { Board } from '../gateway/board.js';
import type { TapeRecord, TapeSink, TapeText } from '../tape/record.js';
import { BudgetWatch } from './budget-watch.js';
import { TapeView } from './tape-view.js';
import type { LibraryCard, StreamSummary } from './wire.js';

/** When room is made, it is made down to this share, so that it need not be made again at once. */
const roomLeft = 0.9;

/** The streams that can be looked at. */
export interface Library {
  /** A summary of each, for pages to follow. */
  readonly board: Pick<Board<StreamSummary | LibraryCard>, 'get' | 'entries' | 'subscribe'>;
  get(id: string): TapeView | undefined;
  /** A record that was read from a tape. */
  read(record: TapeRecord, line: string): void;
  /** A sink for streams of this process, and how to let the page stop one of them. */
  readonly sink: TapeSink;
  attach(consumer: StreamConsumer): void;
  /** For one budget of this process, as its `onEvent`: the page then shows the budget's own chart. */
  watchBudget(): NonNullable<BudgetOptions['onEvent']>;
  /** Returns false if there is nothing to stop. */
  stop(id: string): boolean;
}

export interface LibraryOptions {
  /** How much text the page is shown of streams of this process. Default `off`. */
  text?: TapeText | undefined;
  /** The page may stop streams. Default false. */
  control?: boolean | undefined;
}

/** Characters that are kept of streams of this process. */
const roomForStreams = 64 * 1_024 * 1_024;

/** `room`: how many characters are kept, roughly. Above it streams that have ended are forgotten, oldest first; if all still run, the
 *  largest drops the older half of its records. */
export function createLibrary({
  text = 'off',
  control = false,
  room = roomForStreams,
  clock,
}: LibraryOptions & { room?: number | undefined; clock: Clock }): Library {
  const views = new Map<string, TapeView>();
  const running = new Map<string, StreamConsumer>();
  const touchedAt = new Map<string, number>();
  const listeners = new Set<(key: string) => void>();
  const budgets = new BudgetWatch();
  let seen = 0;
  let held = 0;
  let forgotten = 0;

  function take(record: TapeRecord, line: string, isLive: boolean): void {
    const id = record.stream;
    const view = views.get(id) ?? open(id, isLive);
    const before = view.cost;
    view.push(record, line, isLive ? budgets.statesOf(id) : undefined);
    touchedAt.set(id, clock.now());
    held += view.cost - before;
    if (held > room) makeRoom();
    tell(keyOf(id));
  }

  function open(id: string, isLive: boolean): TapeView {
    seen += 1;
    const view = new TapeView(id, seen, isLive);
    view.mayStop = running.has(id);
    views.set(id, view);
    held += view.cost;
    return view;
  }

  function makeRoom(): void {
    const most = room * roomLeft;
    for (const view of views.values()) if (held > most && view.hasEnded) forget(view);
    while (held > most && views.size > 0) {
      const largest = [...views.values()].reduce((one, other) => (other.cost > one.cost ? other : one));
      const before = largest.cost;
      if (largest.halve()) held += largest.cost - before;
      else forget(largest);
    }
  }

  function forget({ id, cost }: TapeView): void {
    views.delete(id);
    touchedAt.delete(id);
    held -= cost;
    forgotten += 1;
    tell(keyOf(id));
    tell('library');
  }

  function tell(key: string): void {
    for (const listener of listeners) listener(key);
  }

  const summaryOf = (view: TapeView) => view.summary(clock.now() - (touchedAt.get(view.id) ?? clock.now()));
  const card = (): LibraryCard => ({ kind: 'library', forgotten });

  return {
    board: {
      get(key) {
        if (key === 'library') return card();
        const view = views.get(key.slice(keyOf('').length));
        return view && summaryOf(view);
      },
      *entries() {
        yield ['library', card()];
        for (const view of views.values()) yield [keyOf(view.id), summaryOf(view)];
      },
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    get: (id) => views.get(id),
    read: (record, line) => take(record, line, false),
    sink: { text, write: (record, line) => take(record, line, true) },
    attach(consumer) {
      if (!control) return;
      const { streamId } = consumer;
      running.set(streamId, consumer);
      const view = views.get(streamId);
      if (view) {
        view.mayStop = true;
        tell(keyOf(streamId));
      }
      void consumer.settled.then(() => running.delete(streamId));
    },
    watchBudget: () => budgets.listener(),
    stop(id) {
      const consumer = running.get(id);
      consumer?.cancel('stopped from the inspector');
      return consumer !== undefined;
    },
  };
}

const keyOf = (id: string): string => `stream:${id}`;
