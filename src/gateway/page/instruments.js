import { createInspection } from '../../inspector/page/inspection.js';
import { byId, setText } from './dom.js';

/** @import { StreamCard } from '../wire.ts' */

/** What the charts of the newest stream are doing, and its tape. */
export function createInstruments() {
  const frame = /** @type {HTMLDetailsElement} */ (byId('instruments'));
  const inspection = createInspection({ onStop() {}, keysIn: frame });

  // Beside the chat there is room for all of it; above it, on a phone, the summary has to do until it is opened.
  const beside = matchMedia('(min-width: 60rem)');
  const arrange = () => {
    frame.open = beside.matches;
  };
  beside.addEventListener('change', arrange);
  arrange();

  /** @param {StreamCard | undefined} card */
  function show(card) {
    if (card === undefined) return;
    setText(byId('summary'), `${card.state} · ${card.calls} calls · ${card.pending} pending`);
    frame.classList.toggle('live', card.end === undefined);
    if (card.tape === undefined) return;
    // Stopping is what the chat has a button for.
    const stream = { ...card.tape, mayStop: false };
    if (inspection.view.stream === card.id) inspection.follow(stream);
    else inspection.open(stream);
  }

  return { show };
}
