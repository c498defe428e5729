import { fetchPart } from './source.js';

/** Where there is room a drawing may be so much larger than it was drawn. */
const largest = 1.3;

/** One drawing of a chart in its place on the page, with what is active lit up.
 *
 * @param {HTMLElement} place @param {string} chart */
export function createDrawing(place, chart) {
  let wanted = '';
  /** @type {Map<string, Promise<SVGElement | undefined>>} */
  const known = new Map();
  /** @type {Parameters<typeof light>} */
  let lit = [[], []];

  /** @param {string} id */
  async function load(id) {
    if (id === wanted) return;
    wanted = id;
    if (id === '') return place.replaceChildren();
    const drawing = known.get(id) ?? fetchDrawing(`chart/${chart}/${id}.svg`);
    known.set(id, drawing);
    const svg = await drawing;
    if (svg === undefined || wanted !== id) return;
    place.replaceChildren(svg);
    light(...lit);
  }

  /** @param {string[]} states @param {{ from: string, to: string }[]} ways */
  function light(states, ways) {
    lit = [states, ways];
    for (const box of place.querySelectorAll('[data-state]')) {
      const id = box.getAttribute('data-state') ?? '';
      box.classList.toggle(
        'active',
        states.some((state) => state === id || (id !== '' && state.startsWith(`${id}.`))),
      );
    }
    for (const line of place.querySelectorAll('[data-from]')) {
      const { from = '', to = '' } = /** @type {SVGElement} */ (line).dataset;
      line.classList.toggle(
        'taken',
        ways.some((way) => way.from === from && way.to === to),
      );
    }
  }

  return { load, light };
}

/** @param {string} path */
async function fetchDrawing(path) {
  const text = await fetchPart(path);
  if (text === undefined) return undefined;
  const { documentElement } = new DOMParser().parseFromString(text, 'image/svg+xml');
  const svg = /** @type {SVGElement} */ (/** @type {unknown} */ (document.importNode(documentElement, true)));
  svg.style.maxWidth = `${Number(svg.getAttribute('width')) * largest}px`;
  svg.style.maxHeight = `${Number(svg.getAttribute('height')) * largest}px`;
  svg.setAttribute('preserveAspectRatio', 'xMidYMin');
  return svg;
}
