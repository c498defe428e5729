import { byId, setText } from '../../gateway/page/dom.js';

/** @import { Row, StreamSummary } from '../wire.ts' */
/** @import { createTape } from './tape.js' */

const rowHeight = 24;
/** More than a browser draws high; longer lists are squeezed. */
const mostHeight = 8_000_000;
const spareRows = 8;

/** The list of records. Only the rows in view exist, so that its length does not matter.
 *
 * @param {{ tape: ReturnType<typeof createTape>, onPick(index: number): void }} options */
export function createRecordList({ tape, onPick }) {
  const place = byId('records');
  const sheet = document.createElement('div');
  sheet.className = 'sheet';
  place.append(sheet);
  /** @type {Map<number, HTMLElement>} */
  const drawn = new Map();
  let current = 0;
  let first = 0;
  let length = 0;

  place.addEventListener('scroll', () => requestAnimationFrame(redraw));
  new ResizeObserver(redraw).observe(place);
  place.addEventListener('click', (event) => {
    const row = event.target instanceof Element ? event.target.closest('[data-index]') : null;
    if (row) onPick(Number(row.getAttribute('data-index')));
  });
  place.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: pageStep(), PageUp: -pageStep() }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onPick(current + step);
  });

  /** @param {number} index @param {Pick<StreamSummary, 'records' | 'dropped'>} tape */
  function show(index, { records, dropped }) {
    const hasMoved = index !== current || dropped + length !== records;
    current = index;
    first = dropped;
    length = records - dropped;
    sheet.style.height = `${heightOf()}px`;
    if (hasMoved) bringIntoView();
    redraw();
  }

  function bringIntoView() {
    const room = place.clientHeight;
    const top = topOf(current);
    if (top < place.scrollTop) place.scrollTop = top;
    else if (top + rowHeight > place.scrollTop + room) place.scrollTop = top + rowHeight - room;
  }

  function heightOf() {
    return Math.min(length * rowHeight, mostHeight);
  }

  function pageStep() {
    return Math.max(1, Math.floor(place.clientHeight / rowHeight) - 1);
  }

  /** @param {number} index */
  function topOf(index) {
    return length <= 1 ? 0 : ((index - first) / (length - 1)) * (heightOf() - rowHeight);
  }

  function redraw() {
    const inView = Math.ceil(place.clientHeight / rowHeight);
    const top = first + Math.floor((place.scrollTop / Math.max(1, heightOf() - rowHeight)) * (length - 1));
    const from = Math.max(first, top - spareRows);
    const to = Math.min(first + length, top + inView + spareRows);
    for (const [index, row] of drawn)
      if (index < from || index >= to) {
        row.remove();
        drawn.delete(index);
      }
    for (let index = from; index < to; index += 1) fill(drawn.get(index) ?? add(index), index, tape.row(index));
    if (drawn.has(current)) place.setAttribute('aria-activedescendant', `record-${current}`);
    else place.removeAttribute('aria-activedescendant');
  }

  /** @param {number} index */
  function add(index) {
    const row = document.createElement('div');
    row.id = `record-${index}`;
    row.dataset.index = String(index);
    row.setAttribute('role', 'option');
    row.setAttribute('aria-posinset', String(index - first + 1));
    for (const name of ['seq', 'event', 'result']) {
      const cell = document.createElement('span');
      cell.className = name;
      row.append(cell);
    }
    const next = drawn.get(index + 1);
    sheet.insertBefore(row, next ?? null);
    drawn.set(index, row);
    return row;
  }

  /** @param {HTMLElement} element @param {number} index @param {Row | undefined} row */
  function fill(element, index, row) {
    const { seq = '', event = '…', result = '', isTrouble = false } = row ?? {};
    element.className = `row${isTrouble ? ' trouble' : ''}`;
    element.setAttribute('aria-selected', String(index === current));
    element.setAttribute('aria-setsize', String(length));
    element.style.transform = `translateY(${topOf(index)}px)`;
    [String(seq), event, result].forEach((text, cell) => {
      setText(/** @type {Element} */ (element.children[cell]), text);
    });
  }

  return { show, redraw };
}
