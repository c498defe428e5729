import { byId, setText } from '../../gateway/page/dom.js';
import { createDrawing } from './drawing.js';
import { fetchPart } from './source.js';

/** @import { Moment } from '../wire.ts' */

/** The chart's top level, and the inside of the active state, with the active state and the last transition lit up. */
export function createChart() {
  const whole = createDrawing(byId('whole'), 'stream');
  const inside = createDrawing(byId('inside'), 'stream');
  void whole.load('stream');
  /** What each state is for. @type {Record<string, string>} */
  let words = {};
  let shown = '';
  void fetchPart('states.json').then((all) => {
    words = all?.stream ?? {};
    describe();
  });

  /** @param {Moment} moment */
  function show({ state, step }) {
    const [top = ''] = state.split('.');
    shown = state;
    describe();
    setText(byId('inside-title'), top === state ? state : `inside ${top}`);
    // A transition may be that of a state around the one that it left.
    whole.light([state], [{ from: topOf(step?.from ?? ''), to: top }]);
    inside.light([state], step ? [step, { ...step, from: step.by }] : []);
    void inside.load(top === state ? '' : top);
  }

  function describe() {
    setText(byId('state-words'), words[shown] ?? '');
  }

  return { show };
}

/** @param {string} state */
function topOf(state) {
  return state.split('.', 1)[0] ?? '';
}
