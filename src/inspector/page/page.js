import { followBoard } from '../../gateway/page/board.js';
import { byId, setText } from '../../gateway/page/dom.js';
import { createChart } from './chart.js';
import { createPlot } from './plot.js';
import { createRecordDetail } from './record-detail.js';
import { createRecordList } from './record-list.js';
import { createScreen } from './screen.js';
import { createStreamList } from './stream-list.js';
import { createTape } from './tape.js';
import { createTimeControls } from './time-controls.js';

/** @import { StreamSummary } from '../wire.ts' */

/** @type {Map<string, StreamSummary>} */
const streams = new Map();
/** Which stream is looked at, and after which of its records. While it goes along, that is always the newest. */
const view = { stream: '', index: 0, along: true };

const tape = createTape(draw);
const chart = createChart();
const screen = createScreen();
const detail = createRecordDetail();
const plot = createPlot({ onPick: go });
const records = createRecordList({ tape, onPick: go });
const list = createStreamList({ onPick: (id) => open(id) });
const time = createTimeControls({
  onGo: go,
  onStop: () => void fetch(`streams/${encodeURIComponent(view.stream)}/stop`, { method: 'POST' }),
});

followBoard(
  {
    onLink: (connected) => setText(byId('link'), connected ? '' : 'Reconnecting …'),
    onChange(/** @type {string} */ id, /** @type {StreamSummary | undefined} */ summary) {
      if (summary === undefined) streams.delete(id);
      else streams.set(id, summary);
      changed.add(id);
      schedule();
    },
  },
  'events',
);

/** Streams that changed since the last frame. @type {Set<string>} */
const changed = new Set();
let isScheduled = false;

/** However many records arrive, the page is drawn once per frame. */
function schedule() {
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(() => {
    isScheduled = false;
    refresh();
  });
}

function refresh() {
  if (view.stream === '') openFromAddress();
  list.show(streams, view.stream);
  if (changed.has(view.stream)) follow();
  changed.clear();
}

function follow() {
  const summary = streams.get(view.stream);
  if (summary === undefined) return;
  tape.grow(view.stream, summary.records);
  if (view.along) view.index = Math.max(0, summary.records - 1);
  plot.load(view.stream, summary.records);
  draw();
}

/** @param {string} id @param {number} [index] */
function open(id, index) {
  view.stream = id;
  view.along = index === undefined;
  view.index = index ?? Math.max(0, (streams.get(id)?.records ?? 1) - 1);
  changed.add(id);
  schedule();
}

/** `#<stream>/<record>` names one record; without it the newest stream is shown. */
function openFromAddress() {
  const [, id, index] = /^#(.+?)(?:\/(\d+))?$/.exec(location.hash) ?? [];
  const named = id === undefined ? undefined : decodeURIComponent(id);
  if (named !== undefined && streams.has(named)) return open(named, index === undefined ? undefined : Number(index));
  const [newest] = [...streams.values()].sort((a, b) => b.order - a.order);
  if (newest) open(newest.id);
}
addEventListener('hashchange', () => {
  if (location.hash !== address()) openFromAddress();
});

/** @param {number} index */
function go(index) {
  const last = (streams.get(view.stream)?.records ?? 1) - 1;
  view.index = Math.max(0, Math.min(index, last));
  view.along = view.index === last;
  draw();
}

function address() {
  return `#${encodeURIComponent(view.stream)}${view.along ? '' : `/${view.index}`}`;
}

function draw() {
  const summary = streams.get(view.stream);
  if (summary === undefined) return;
  const row = tape.row(view.index);
  time.show(view.index, summary, row);
  records.show(view.index, summary.records);
  plot.show(row?.record.at);
  if (location.hash !== address()) history.replaceState(null, '', address());
  if (row === undefined) return;
  chart.show(row);
  detail.show(row, view.stream);
  screen.load(view.stream, view.index);
}
