import { byId } from '../../gateway/page/dom.js';
import { headline } from './headline.js';

/** @import { Row } from '../wire.ts' */
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
  let current = 0;
  let length = 0;

  place.addEventListener('scroll', () => requestAnimationFrame(draw));
  new ResizeObserver(draw).observe(place);
  place.addEventListener('click', (event) => {
    const row = event.target instanceof Element ? event.target.closest('[data-index]') : null;
    if (row) onPick(Number(row.getAttribute('data-index')));
  });

  /** @param {number} index @param {number} records */
  function show(index, records) {
    const moved = index !== current || records !== length;
    current = index;
    length = records;
    sheet.style.height = `${Math.min(length * rowHeight, mostHeight)}px`;
    if (moved) bringIntoView();
    draw();
  }

  function bringIntoView() {
    const room = place.clientHeight;
    const top = topOf(current);
    if (top < place.scrollTop) place.scrollTop = top;
    else if (top + rowHeight > place.scrollTop + room) place.scrollTop = top + rowHeight - room;
  }

  /** @param {number} index */
  function topOf(index) {
    const height = Math.min(length * rowHeight, mostHeight);
    return length <= 1 ? 0 : (index / (length - 1)) * (height - rowHeight);
  }

  function draw() {
    const height = Math.min(length * rowHeight, mostHeight);
    const shown = Math.ceil(place.clientHeight / rowHeight);
    const first = Math.floor((place.scrollTop / Math.max(1, height - rowHeight)) * (length - 1));
    const from = Math.max(0, first - spareRows);
    const to = Math.min(length, first + shown + spareRows);
    const rows = [];
    for (let index = from; index < to; index += 1) rows.push(rowElement(index, tape.row(index)));
    sheet.replaceChildren(...rows);
    place.setAttribute('aria-activedescendant', `record-${current}`);
  }

  /** @param {number} index @param {Row | undefined} row */
  function rowElement(index, row) {
    const { seq, event, result, isTrouble } = headline(row);
    const element = document.createElement('div');
    element.id = `record-${index}`;
    element.className = `row${isTrouble ? ' trouble' : ''}`;
    element.dataset.index = String(index);
    element.setAttribute('role', 'option');
    element.setAttribute('aria-selected', String(index === current));
    element.setAttribute('aria-setsize', String(length));
    element.setAttribute('aria-posinset', String(index + 1));
    element.style.transform = `translateY(${topOf(index)}px)`;
    for (const [name, text] of Object.entries({ seq, event, result })) {
      const cell = document.createElement('span');
      cell.className = name;
      cell.textContent = text;
      element.append(cell);
    }
    return element;
  }

  return { show };
}
