import { followBoard } from '../../gateway/page/board.js';
import { byId, makeReachable, setText } from '../../gateway/page/dom.js';
import { createInspection } from './inspection.js';
import { counted } from './readable.js';
import { createScreen } from './screen.js';
import { createStreamList } from './stream-list.js';

/** @import { LibraryCard, StreamSummary } from '../wire.ts' */
/** @import { Seen } from './stream-list.js' */

/** @type {Map<string, Seen>} */
const streams = new Map();
/** Streams that changed since the last frame. @type {Set<string>} */
const changed = new Set();
let isScheduled = false;

const screen = createScreen();
makeReachable('charts');
const inspection = createInspection({
  addressOf: (stream, index) => `#${encodeURIComponent(stream)}/${index}`,
  onMoment: screen.show,
  onMove: showAddress,
  onStop: (id) => void fetch(`streams/${encodeURIComponent(id)}/stop`, { method: 'POST' }),
});
const list = createStreamList({
  onPick(id) {
    const seen = streams.get(id);
    if (seen) inspection.open(seen.summary);
    list.show(streams, inspection.view.stream);
  },
});

followBoard(
  {
    onLink: (connected) => setText(byId('link'), connected ? '' : 'Reconnecting …'),
    onChange(/** @type {string} */ key, /** @type {StreamSummary | LibraryCard | undefined} */ value) {
      if (value?.kind === 'library') return showForgotten(value);
      const id = key.slice('stream:'.length);
      if (value === undefined) streams.delete(id);
      else streams.set(id, { summary: value, since: performance.now() });
      changed.add(id);
      schedule();
    },
  },
  'events',
);

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
  const open = streams.get(inspection.view.stream);
  if (open === undefined) openFromAddress();
  else if (changed.has(inspection.view.stream)) inspection.follow(open.summary);
  list.show(streams, inspection.view.stream);
  changed.clear();
}

/** `#<stream>/<record>` names one record; without it the newest stream is shown. */
function openFromAddress() {
  const [, id, index] = /^#(.+?)(?:\/(\d+))?$/.exec(location.hash) ?? [];
  const named = id === undefined ? undefined : streams.get(decodeURIComponent(id));
  if (named !== undefined) return inspection.open(named.summary, index === undefined ? undefined : Number(index));
  const [newest] = [...streams.values()].sort((a, b) => b.summary.order - a.summary.order);
  if (newest) inspection.open(newest.summary);
}

function showAddress() {
  const { stream, index, along } = inspection.view;
  const address = `#${encodeURIComponent(stream)}${along ? '' : `/${index}`}`;
  if (location.hash !== address) history.replaceState(null, '', address);
}

addEventListener('hashchange', () => {
  openFromAddress();
  list.show(streams, inspection.view.stream);
});

/** @param {LibraryCard} card */
function showForgotten({ forgotten }) {
  setText(byId('forgotten'), forgotten > 0 ? `${counted(forgotten, 'older stream')} ${forgotten === 1 ? 'is' : 'are'} not kept.` : '');
}
