import { byId, setText } from '../../gateway/page/dom.js';
import { counted, readable } from './readable.js';

/** @import { StreamSummary } from '../wire.ts' */

/** More than anyone scrolls through; the search finds the others. */
const mostRows = 300;
/** What grows while nothing happens, as how long a stream waits, is counted on this often. */
const tickMs = 500;

/** The streams, newest first, with a filter and a search.
 *
 * @param {{ onPick(id: string): void }} options */
export function createStreamList({ onPick }) {
  const place = byId('streams');
  const search = /** @type {HTMLInputElement} */ (byId('search'));
  const filter = /** @type {HTMLSelectElement} */ (byId('filter'));
  /** @type {ReadonlyMap<string, Seen>} */
  let streams = new Map();
  let current = '';
  /** @type {Map<string, HTMLElement>} */
  const rows = new Map();

  search.addEventListener('input', draw);
  filter.addEventListener('change', draw);
  setInterval(draw, tickMs);
  place.addEventListener('click', (event) => {
    const row = event.target instanceof Element ? event.target.closest('[data-stream]') : null;
    if (row) onPick(row.getAttribute('data-stream') ?? '');
  });
  place.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const shown = [...place.children];
    const next = shown[shown.findIndex((row) => row.getAttribute('data-stream') === current) + step];
    if (next) onPick(next.getAttribute('data-stream') ?? '');
  });

  /** @param {ReadonlyMap<string, Seen>} all @param {string} open */
  function show(all, open) {
    const hasMoved = open !== current;
    streams = all;
    current = open;
    draw();
    if (hasMoved) rows.get(open)?.scrollIntoView({ block: 'nearest' });
  }

  function draw() {
    const found = [...streams.values()].filter(({ summary }) => isWanted(summary)).sort((a, b) => b.summary.order - a.summary.order);
    const shown = found.slice(0, mostRows);
    setText(byId('count'), found.length === streams.size ? String(streams.size) : `${found.length} of ${streams.size}`);
    byId('no-streams').hidden = found.length > 0;
    setText(byId('no-streams'), streams.size === 0 ? 'No stream has begun yet.' : 'None of the streams is like that.');
    const ids = new Set(shown.map(({ summary: { id } }) => id));
    for (const [id, row] of rows)
      if (!ids.has(id)) {
        row.remove();
        rows.delete(id);
      }
    shown.forEach((seen, index) => {
      const { id } = seen.summary;
      const row = rows.get(id) ?? rowElement(id);
      rows.set(id, row);
      fill(row, seen, id === current);
      if (place.children[index] !== row) place.insertBefore(row, place.children[index] ?? null);
    });
    const active = rows.get(current);
    if (active) place.setAttribute('aria-activedescendant', active.id);
    else place.removeAttribute('aria-activedescendant');
  }

  /** @param {StreamSummary} summary */
  function isWanted({ id, state, adapter, status }) {
    const kind = status === undefined ? 'running' : status === 'delivered' ? 'delivered' : 'other';
    if (filter.value !== 'all' && filter.value !== kind) return false;
    const words = search.value.toLowerCase().trim();
    return `${id} ${state} ${adapter} ${status ?? 'running'}`.toLowerCase().includes(words);
  }

  return { show };
}

/** What a page knows of a stream, and since when. @typedef {{ summary: StreamSummary, since: number }} Seen */

let lastRow = 0;

/** @param {string} id */
function rowElement(id) {
  const row = document.createElement('div');
  lastRow += 1;
  row.id = `stream-${lastRow}`;
  row.className = 'stream';
  row.dataset.stream = id;
  row.setAttribute('role', 'option');
  for (const name of ['id', 'age', 'mark', 'calls', 'late']) {
    const cell = document.createElement('span');
    cell.className = name;
    row.append(cell);
  }
  return row;
}

/** @param {HTMLElement} row @param {Seen} seen @param {boolean} isOpen */
function fill(row, { summary, since }, isOpen) {
  const { id, state, status, calls, waits, unshown, staleMs, startedAt, lastAt, isLive, quietMs } = summary;
  // A stream of this process grows older although nothing happens; what a file holds does not.
  const quiet = isLive && status === undefined ? quietMs + performance.now() - since : 0;
  row.setAttribute('aria-selected', String(isOpen));
  row.classList.toggle('running', status === undefined);
  row.classList.toggle('trouble', status !== undefined && status !== 'delivered');
  const how = status === undefined ? `pending for ${readable(staleMs + quiet)}` : 'missing';
  const texts = [
    id,
    readable(lastAt - startedAt + quiet),
    status === undefined ? state : status === 'delivered' ? '✓ delivered' : `✗ ${status}`,
    `${counted(calls, 'call')}${waits > 0 ? `, ${counted(waits, 'wait')}` : ''}`,
    unshown > 0 ? `${unshown} ${how}` : '',
  ];
  texts.forEach((text, index) => {
    setText(/** @type {Element} */ (row.children[index]), text);
  });
}
