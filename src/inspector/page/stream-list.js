import { byId, setText } from '../../gateway/page/dom.js';
import { readable } from './plot.js';

/** @import { StreamSummary } from '../wire.ts' */

/** More than anyone scrolls through; the search finds the others. */
const mostRows = 300;

/** The streams, newest first, with a filter and a search.
 *
 * @param {{ onPick(id: string): void }} options */
export function createStreamList({ onPick }) {
  const place = byId('streams');
  const search = /** @type {HTMLInputElement} */ (byId('search'));
  const filter = /** @type {HTMLSelectElement} */ (byId('filter'));
  /** @type {ReadonlyMap<string, StreamSummary>} */
  let streams = new Map();
  let current = '';
  /** @type {Map<string, HTMLElement>} */
  const rows = new Map();

  search.addEventListener('input', draw);
  filter.addEventListener('change', draw);
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

  /** @param {ReadonlyMap<string, StreamSummary>} all @param {string} open */
  function show(all, open) {
    streams = all;
    current = open;
    draw();
  }

  function draw() {
    const found = [...streams.values()].filter(isWanted).sort((a, b) => b.order - a.order);
    const shown = found.slice(0, mostRows);
    setText(byId('count'), found.length === streams.size ? String(streams.size) : `${found.length} of ${streams.size}`);
    const ids = new Set(shown.map(({ id }) => id));
    for (const [id, row] of rows)
      if (!ids.has(id)) {
        row.remove();
        rows.delete(id);
      }
    shown.forEach((summary, index) => {
      const row = rows.get(summary.id) ?? rowElement(summary.id);
      rows.set(summary.id, row);
      fill(row, summary, summary.id === current);
      if (place.children[index] !== row) place.insertBefore(row, place.children[index] ?? null);
    });
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

/** @param {string} id */
function rowElement(id) {
  const row = document.createElement('div');
  row.className = 'stream';
  row.dataset.stream = id;
  row.setAttribute('role', 'option');
  for (const name of ['id', 'mark', 'facts']) {
    const cell = document.createElement('span');
    cell.className = name;
    row.append(cell);
  }
  return row;
}

/** @param {HTMLElement} row @param {StreamSummary} summary @param {boolean} isOpen */
function fill(row, { id, state, status, calls, waits, unshown, staleMs, startedAt, lastAt }, isOpen) {
  const [name, mark, facts] = row.children;
  if (!name || !mark || !facts) return;
  row.setAttribute('aria-selected', String(isOpen));
  row.classList.toggle('running', status === undefined);
  row.classList.toggle('trouble', status !== undefined && status !== 'delivered');
  setText(name, id);
  setText(mark, status === undefined ? state : status === 'delivered' ? '✓ delivered' : `✗ ${status}`);
  const late = unshown > 0 ? ` · ${unshown} unshown for ${readable(staleMs)}` : '';
  setText(facts, `${readable(lastAt - startedAt)} · ${calls} calls${waits > 0 ? `, ${waits} waits` : ''}${late}`);
}
