import { byId, setText } from '../../gateway/page/dom.js';

/** @import { Row } from '../wire.ts' */

/** The drawn chart: its top level, and the inside of the active state, with the active state and the last transition lit up. */
export function createChart() {
  const overview = createDrawing(byId('overview'));
  const region = createDrawing(byId('region'));
  /** @type {Record<string, string>} */
  let descriptions = {};
  void overview.load('map');
  void fetch('states.json').then(async (answer) => {
    descriptions = await answer.json();
  });

  /** @param {Row} row */
  async function show({ state, step }) {
    const [top = ''] = state.split('.');
    setText(byId('state'), state);
    setText(byId('why'), descriptions[state] ?? '');
    // A transition may be that of a state around the one that it left.
    overview.light(state, [{ from: topOf(step?.from ?? ''), to: top }]);
    await region.load(top === state ? '' : top);
    region.light(state, step ? [step, { ...step, from: step.by }] : []);
  }

  return { show };
}

/** @param {string} state */
function topOf(state) {
  return state.split('.', 1)[0] ?? '';
}

/** One drawing in its place on the page. @param {HTMLElement} place */
function createDrawing(place) {
  let wanted = '';
  /** @type {Map<string, Promise<SVGElement | undefined>>} */
  const known = new Map();

  /** @param {string} id */
  async function load(id) {
    if (id === wanted) return;
    wanted = id;
    if (id === '') return place.replaceChildren();
    const drawing = known.get(id) ?? fetchDrawing(id);
    known.set(id, drawing);
    const svg = await drawing;
    if (svg !== undefined && wanted === id) place.replaceChildren(svg);
  }

  /** @param {string} state @param {{ from: string, to: string }[]} ways */
  function light(state, ways) {
    for (const box of place.querySelectorAll('[data-state]')) {
      const id = box.getAttribute('data-state') ?? '';
      const active = id !== '' && !box.classList.contains('elsewhere') && (state === id || state.startsWith(`${id}.`));
      box.classList.toggle('active', active);
    }
    for (const line of place.querySelectorAll('[data-from]')) {
      const { from = '', to = '' } = /** @type {SVGElement} */ (line).dataset;
      const isTaken = ways.some((way) => isEnd(from, way.from) && isEnd(to, way.to));
      line.classList.toggle('taken', isTaken);
    }
  }

  return { load, light };
}

/** An arrow ends at a state, or at one of another drawing: `from native` is that and what is inside it, `to closed.complete` just that.
 *
 * @param {string} end @param {string} state */
function isEnd(end, state) {
  const id = end.replace(/^(from|to) /, '');
  return state === id || (end.startsWith('from ') && state.startsWith(`${id}.`));
}

/** @param {string} id */
async function fetchDrawing(id) {
  const answer = await fetch(`chart/${id}.svg`);
  if (!answer.ok) return undefined;
  const { documentElement } = new DOMParser().parseFromString(await answer.text(), 'image/svg+xml');
  return /** @type {SVGElement} */ (/** @type {unknown} */ (document.importNode(documentElement, true)));
}
