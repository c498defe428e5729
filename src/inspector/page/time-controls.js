import { byId, setText } from '../../gateway/page/dom.js';
import { readable } from './readable.js';

/** @import { Moment, StreamSummary } from '../wire.ts' */

const longStep = 10;

/** Buttons, scrubber and keys that go back and forth in time. `keysIn`: where the keys are listened to.
 *
 * @param {{ onGo(index: number): void, onStop(): void, keysIn: HTMLElement }} options */
export function createTimeControls({ onGo, onStop, keysIn }) {
  const scrubber = /** @type {HTMLInputElement} */ (byId('scrubber'));
  const stop = /** @type {HTMLButtonElement} */ (byId('stop-stream'));
  const here = () => Number(scrubber.value);
  const first = () => Number(scrubber.min);
  const last = () => Number(scrubber.max);

  scrubber.addEventListener('input', () => onGo(here()));
  byId('first').addEventListener('click', () => onGo(first()));
  byId('back').addEventListener('click', () => onGo(here() - 1));
  byId('on').addEventListener('click', () => onGo(here() + 1));
  byId('last').addEventListener('click', () => onGo(last()));
  stop.addEventListener('click', onStop);
  keysIn.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    const step = event.shiftKey ? longStep : 1;
    const target = { ArrowLeft: here() - step, ArrowRight: here() + step, Home: first(), End: last() }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    onGo(target);
  });

  /** @param {number} index @param {StreamSummary} summary @param {Moment | undefined} moment */
  function show(index, { records, dropped, startedAt, mayStop }, moment) {
    scrubber.min = String(dropped);
    scrubber.max = String(Math.max(dropped, records - 1));
    scrubber.value = String(index);
    const time = moment?.index === index ? ` · ${readable(moment.record.at - startedAt)}` : '';
    const kept = dropped > 0 ? `, the first ${dropped} not kept` : '';
    setText(byId('place'), `${index + 1} of ${records}${kept}${time}`);
    scrubber.setAttribute('aria-valuetext', `record ${index + 1} of ${records}`);
    stop.hidden = !mayStop;
  }

  return { show };
}

/** Keys that belong to a field stay with it. @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof Element && target.matches('input:not([type=range]), select, textarea');
}
