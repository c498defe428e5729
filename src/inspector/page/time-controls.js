import { byId, setText } from '../../gateway/page/dom.js';
import { readable } from './plot.js';

/** @import { Row, StreamSummary } from '../wire.ts' */

const longStep = 10;

/** Buttons, scrubber and keys that go back and forth in time.
 *
 * @param {{ onGo(index: number): void, onStop(): void }} options */
export function createTimeControls({ onGo, onStop }) {
  const scrubber = /** @type {HTMLInputElement} */ (byId('scrubber'));
  const stop = /** @type {HTMLButtonElement} */ (byId('stop'));
  const here = () => Number(scrubber.value);
  const last = () => Number(scrubber.max);

  scrubber.addEventListener('input', () => onGo(here()));
  byId('first').addEventListener('click', () => onGo(0));
  byId('back').addEventListener('click', () => onGo(here() - 1));
  byId('on').addEventListener('click', () => onGo(here() + 1));
  byId('last').addEventListener('click', () => onGo(last()));
  stop.addEventListener('click', onStop);
  addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    const step = event.shiftKey ? longStep : 1;
    const target = { ArrowLeft: here() - step, ArrowRight: here() + step, Home: 0, End: last() }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    onGo(target);
  });

  /** @param {number} index @param {StreamSummary} summary @param {Row | undefined} row */
  function show(index, { records, startedAt, mayStop }, row) {
    scrubber.max = String(Math.max(0, records - 1));
    scrubber.value = String(index);
    const time = row ? ` · ${readable(row.record.at - startedAt)}` : '';
    setText(byId('place'), `${index + 1} of ${records}${time}`);
    stop.hidden = !mayStop;
  }

  return { show };
}

/** Keys that belong to a field stay with it. @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof Element && target.matches('input:not([type=range]), select, textarea');
}
