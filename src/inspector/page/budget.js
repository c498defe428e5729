import { byId, setText } from '../../gateway/page/dom.js';
import { createDrawing } from './drawing.js';
import { readable } from './readable.js';

/** @import { Moment, PlaceState } from '../wire.ts' */

/** What the budget of the stream's chat, and of the bot's token, stands at. */
export function createBudgetView() {
  const drawing = createDrawing(byId('budget'), 'budget');
  void drawing.load('budget');

  /** @param {Moment} moment */
  function show({ budget, record }) {
    const [tightest] = budget.places.toSorted((one, other) => tightness(other) - tightness(one));
    drawing.light(tightest ? [`gate.${tightest.gate}`, `pace.${tightest.pace}`] : [], []);
    setText(byId('budget-title'), tightest ? `budget of the ${tightest.place}` : 'budget');
    setText(byId('budget-words'), budget.places.map((place) => inWords(place, record.at)).join(' '));
    setText(
      byId('budget-source'),
      budget.isWatched ? 'So the budget says itself.' : "So this stream's own calls show it: its tape holds no others.",
    );
  }

  return { show };
}

/** Least tight first. @type {Record<string, string>} */
const paces = { trusting: 'trusts what the platform says it allows', keeping: 'keeps to a learned pace', guessing: 'guesses its pace' };

/** @param {PlaceState} place */
function tightness({ gate, pace }) {
  return (gate === 'held' ? 10 : 0) + Object.keys(paces).indexOf(pace);
}

/** @param {PlaceState} place @param {number} at */
function inWords({ place, gate, pace, heldUntil, gapMs }, at) {
  const left = heldUntil - at;
  const held = gate === 'held' ? (left > 0 ? `held for another ${readable(left)}` : 'held until the next call asks') : 'open';
  const gap = gapMs > 0 ? `, a call every ${readable(gapMs)}` : '';
  return `The ${place} is ${held} and ${paces[pace] ?? pace}${gap}.`;
}
