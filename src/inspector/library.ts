import type { StreamConsumer } from '../consumer.js';
import { type Board, createBoard } from '../gateway/board.js';
import type { TapeRecord, TapeSink, TapeText } from '../tape/record.js';
import { TapeView } from './tape-view.js';
import type { StreamSummary } from './wire.js';

/** Streams of this process are forgotten, oldest first and only once they have ended, above this many records in all. */
const mostLiveRecords = 300_000;

/** The streams that can be looked at. */
export interface Library {
  /** A summary of each, for pages to follow. */
  readonly board: Board<StreamSummary>;
  get(id: string): TapeView | undefined;
  take(record: TapeRecord, line: string): void;
  /** A sink for streams of this process, and how to let the page stop one of them. */
  readonly sink: TapeSink;
  attach(consumer: StreamConsumer): void;
  /** Returns false if there is nothing to stop. */
  stop(id: string): boolean;
}

export interface LibraryOptions {
  /** How much text the page is shown of streams of this process. Default `off`. */
  text?: TapeText | undefined;
  /** The page may stop streams. Default false. */
  control?: boolean | undefined;
}

export function createLibrary({ text = 'off', control = false }: LibraryOptions = {}): Library {
  const board = createBoard<StreamSummary>();
  const views = new Map<string, TapeView>();
  const running = new Map<string, StreamConsumer>();
  let seen = 0;
  let liveRecords = 0;

  function viewOf(id: string): TapeView {
    const known = views.get(id);
    if (known) return known;
    seen += 1;
    const view = new TapeView(id, seen);
    view.mayStop = running.has(id);
    views.set(id, view);
    return view;
  }

  function take(record: TapeRecord, line: string): void {
    const view = viewOf(record.stream);
    view.push(record, line);
    board.set(view.id, view.summary());
  }

  function forgetOldest(): void {
    for (const [id, view] of views) {
      if (liveRecords <= mostLiveRecords) return;
      if (!view.hasEnded) continue;
      liveRecords -= view.length;
      views.delete(id);
      board.delete(id);
    }
  }

  return {
    board,
    get: (id) => views.get(id),
    take,
    sink: {
      text,
      write(record, line) {
        liveRecords += 1;
        take(record, line);
        if (liveRecords > mostLiveRecords) forgetOldest();
      },
    },
    attach(consumer) {
      if (!control) return;
      const { streamId } = consumer;
      running.set(streamId, consumer);
      const view = views.get(streamId);
      if (view) {
        view.mayStop = true;
        board.set(streamId, view.summary());
      }
      void consumer.settled.then(() => running.delete(streamId));
    },
    stop(id) {
      const consumer = running.get(id);
      consumer?.cancel('stopped from the inspector');
      return consumer !== undefined;
    },
  };
}
