import { byId, setText } from './dom.js';

/** @import { StreamCard } from '../wire.ts' */

/** What the chart of the newest stream is doing. */
export function createInstruments() {
  const frame = /** @type {HTMLDetailsElement} */ (byId('instruments'));
  const numbers = new Intl.NumberFormat('en');
  /** @type {Map<string, HTMLElement>} */
  const rows = new Map();

  // Beside the chat there is room for all of it; above it, on a phone, the summary has to do until it is opened.
  const beside = matchMedia('(min-width: 60rem)');
  const arrange = () => {
    frame.open = beside.matches;
  };
  beside.addEventListener('change', arrange);
  arrange();

  /** Lists the chart's top level. @param {string[]} names */
  function showStates(names) {
    for (const name of names) if (!rows.has(name)) rows.set(name, stateRow(name));
    byId('states').replaceChildren(...rows.values());
  }

  /** @param {StreamCard | undefined} card */
  function show(card) {
    if (card === undefined) return;
    const [top] = card.state.split('.');
    for (const [name, row] of rows) {
      row.classList.toggle('active', name === top);
      if (name === top) row.setAttribute('aria-current', 'step');
      else row.removeAttribute('aria-current');
    }
    setText(byId('state'), card.state);
    setText(byId('calls'), numbers.format(card.calls));
    setText(byId('pending'), numbers.format(card.pending));
    setText(byId('shown'), numbers.format(card.shown));
    setText(byId('end'), endOf(card));
    setText(byId('summary'), `${card.state} · ${card.calls} calls · ${card.pending} pending`);
    frame.classList.toggle('live', card.end === undefined);
    byId('records').replaceChildren(...card.records.map(recordRow).reverse());
  }

  return { show, showStates };
}

/** @param {string} name */
function stateRow(name) {
  const row = document.createElement('li');
  row.textContent = name;
  return row;
}

/** @param {StreamCard} card */
function endOf({ end, calls }) {
  if (end === undefined) return '';
  const missing = end.missing > 0 ? `, ${end.missing} characters missing` : '';
  return `${end.status} in ${calls} ${calls === 1 ? 'call' : 'calls'}${missing}`;
}

/** @param {StreamCard['records'][number]} record @param {number} index @param {StreamCard['records']} records */
function recordRow(record, index, records) {
  const before = records[index - 1];
  const gap = before === undefined ? '' : `+${Math.round(record.at - before.at)}`;
  const row = document.createElement('li');
  row.append(
    cell('seq', String(record.seq)),
    cell('gap', gap),
    cell('event', eventName(record.event.type)),
    cell('to', record.call === undefined ? record.to : `${record.to} → ${record.call.op}`),
  );
  return row;
}

/** XState names a timer's event `xstate.after.<delay>.<state>`; the delay says it all.
 *
 * @param {string} type */
function eventName(type) {
  return type.replace(/^xstate\.after\.(\w+)\..*/, 'after $1');
}

/** @param {string} name @param {string} text */
function cell(name, text) {
  const made = document.createElement('span');
  made.className = name;
  made.textContent = text;
  return made;
}
