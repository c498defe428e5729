import { byId, makeReachable, setText } from '../../gateway/page/dom.js';
import { createBudgetView } from './budget.js';
import { createChart } from './chart.js';
import { createNow } from './now.js';
import { createPlot } from './plot.js';
import { counted } from './readable.js';
import { createRecordDetail } from './record-detail.js';
import { createRecordList } from './record-list.js';
import { createWisher, fetchOfStream } from './source.js';
import { createTape } from './tape.js';
import { createTimeControls } from './time-controls.js';

/** @import { Moment, StreamSummary } from '../wire.ts' */

/** Between two looks at a stream. */
const pauseMs = 50;

/** One stream, looked at after one of its records: everything about it that is on the page follows. While it goes along, that is always
 *  the newest record.
 *
 * @param {{ onMoment?(moment: Moment): void, onMove?(): void, onStop(stream: string): void, addressOf?(stream: string, index: number): string,
 *   keysIn?: HTMLElement }} page */
export function createInspection({ onMoment, onMove, onStop, addressOf, keysIn = document.body }) {
  const view = { stream: '', index: 0, along: true };
  /** @type {StreamSummary | undefined} */
  let summary;
  /** @type {Moment | undefined} */
  let moment;

  const tape = createTape(() => records.redraw());
  const now = createNow();
  const chart = createChart();
  const budget = createBudgetView();
  const detail = createRecordDetail((index) => addressOf?.(view.stream, index));
  const plot = createPlot({ onPick: go });
  const records = createRecordList({ tape, onPick: go });
  const time = createTimeControls({ onGo: go, onStop: () => onStop(view.stream), keysIn });
  const wish = createWisher(look, pauseMs);
  makeReachable('verdict', 'record');

  /** @param {StreamSummary} stream @param {number} [index] Without it, the page goes along. */
  function open(stream, index) {
    Object.assign(view, { stream: stream.id, along: index === undefined, index: index ?? 0 });
    follow(stream);
  }

  /** The stream that is looked at has changed. @param {StreamSummary} changed */
  function follow(changed) {
    summary = changed;
    tape.grow(changed.id, changed.records);
    plot.load(changed.id);
    if (view.along) view.index = changed.records - 1;
    move();
  }

  /** @param {number} index */
  function go(index) {
    if (summary === undefined) return;
    const last = summary.records - 1;
    view.index = Math.max(summary.dropped, Math.min(index, last));
    view.along = view.index === last;
    move();
    announce = true;
  }

  function move() {
    if (summary === undefined) return;
    view.index = Math.max(summary.dropped, view.index);
    records.show(view.index, summary);
    time.show(view.index, summary, moment);
    onMove?.();
    void wish(view.index);
  }

  /** Whoever moves without seeing the page is told where to; a stream that moves by itself is not read out. */
  let announce = false;

  /** @param {number} index */
  async function look(index) {
    const { stream } = view;
    /** @type {Moment | undefined} */
    const seen = await fetchOfStream(stream, `moment?at=${index}`);
    if (seen === undefined || stream !== view.stream || summary === undefined) return;
    moment = seen;
    now.show(moment, view.along && summary.isLive && summary.status === undefined);
    chart.show(moment);
    budget.show(moment);
    detail.show(moment);
    time.show(view.index, summary, moment);
    plot.show(moment.record.at);
    onMoment?.(moment);
    if (announce)
      setText(
        byId('announcer'),
        `Record ${moment.record.seq}, ${moment.state}. ${moment.why.text} ${counted(moment.unshown, 'character')} pending.`,
      );
    announce = false;
  }

  return { view, open, follow, go };
}
