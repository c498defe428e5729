import { byId } from '../../gateway/page/dom.js';
import { counted, readable } from './readable.js';
import { createWisher, fetchOfStream } from './source.js';

/** @import { Plot, PlotBin } from '../wire.ts' */

const barHeight = 14;
/** Narrower than this, one line of words is enough. */
const roomForWords = 500;
/** A plot costs the whole tape, so a tape that grows is plotted no more often than this. */
const pauseMs = 500;

/** Staleness as a hill, calls as bars below it, the place that is looked at as a line. A click goes there.
 *
 * @param {{ onPick(index: number): void }} options */
export function createPlot({ onPick }) {
  const canvas = /** @type {HTMLCanvasElement} */ (byId('plot'));
  /** @type {Plot | undefined} */
  let plot;
  /** @type {number | undefined} */
  let here;
  let looked = '';
  const wish = createWisher(loadPlot, pauseMs);
  const scheme = matchMedia('(prefers-color-scheme: dark)');

  new ResizeObserver(draw).observe(canvas);
  scheme.addEventListener('change', draw);
  canvas.addEventListener('pointerdown', pick);
  canvas.addEventListener('pointermove', (event) => event.buttons > 0 && pick(event));

  /** @param {PointerEvent} event */
  function pick(event) {
    const bin = plot?.bins[Math.floor((event.offsetX / canvas.clientWidth) * plot.bins.length)];
    if (bin) onPick(bin.index);
  }

  /** @param {string} stream */
  function load(stream) {
    if (stream !== looked) plot = undefined;
    looked = stream;
    void wish(stream);
  }

  /** @param {string} stream */
  async function loadPlot(stream) {
    const bins = Math.max(50, Math.floor(canvas.clientWidth / 2));
    /** @type {Plot | undefined} */
    const loaded = await fetchOfStream(stream, `plot?bins=${bins}`);
    if (loaded === undefined || stream !== looked) return;
    plot = loaded;
    describe();
    draw();
  }

  /** @param {number | undefined} at */
  function show(at) {
    here = at;
    draw();
  }

  /** Who does not see it is told the same in numbers. */
  function describe() {
    if (!plot) return;
    const worst = Math.max(...plot.bins.map(({ staleMs }) => staleMs));
    const calls = plot.bins.reduce((sum, bin) => sum + bin.calls, 0);
    canvas.setAttribute('aria-label', `Staleness, at most ${Math.round(worst)} ms, and ${counted(calls, 'call')} over time`);
  }

  function draw() {
    const context = canvas.getContext('2d');
    if (!context) return;
    const { clientWidth: width, clientHeight: height } = canvas;
    canvas.width = width * devicePixelRatio;
    canvas.height = height * devicePixelRatio;
    context.scale(devicePixelRatio, devicePixelRatio);
    if (!plot || plot.bins.length === 0) return;
    const step = width / plot.bins.length;
    const worst = Math.max(1, ...plot.bins.map(({ staleMs }) => staleMs));
    const most = Math.max(1, ...plot.bins.map(({ calls }) => calls));
    const ground = height - barHeight - 4;

    context.fillStyle = color('--tint');
    context.strokeStyle = color('--accent');
    context.beginPath();
    context.moveTo(0, ground);
    plot.bins.forEach(({ staleMs }, index) => {
      context.lineTo((index + 0.5) * step, ground - (staleMs / worst) * (ground - 18));
    });
    context.lineTo(width, ground);
    context.fill();
    context.stroke();

    plot.bins.forEach((bin, index) => {
      if (bin.calls > 0) drawCalls(context, bin, index * step, step, height, most);
      if (bin.troubles > 0) drawTrouble(context, (index + 0.5) * step, ground);
    });

    context.fillStyle = color('--faint');
    context.font = '11px system-ui, sans-serif';
    context.fillText(`staleness, up to ${readable(worst)}`, 6, 11);
    if (width > roomForWords) {
      context.textAlign = 'right';
      context.fillText('bars: calls · crosses: refused or held up', width - 6, 11);
      context.textAlign = 'left';
    }
    if (here !== undefined) drawHere(context, width, height);
  }

  /** @param {CanvasRenderingContext2D} context @param {PlotBin} bin @param {number} x @param {number} step @param {number} height
   * @param {number} most */
  function drawCalls(context, { calls }, x, step, height, most) {
    const bar = Math.max(3, (calls / most) * barHeight);
    context.fillStyle = color('--accent');
    context.fillRect(x, height - bar, Math.max(1.5, Math.min(3, step - 0.5)), bar);
  }

  /** A cross, not only another colour. @param {CanvasRenderingContext2D} context @param {number} x @param {number} y */
  function drawTrouble(context, x, y) {
    context.strokeStyle = color('--danger');
    context.lineWidth = 2;
    context.beginPath();
    for (const slant of [-1, 1]) {
      context.moveTo(x - 4, y - 6 + 4 * slant);
      context.lineTo(x + 4, y - 6 - 4 * slant);
    }
    context.stroke();
    context.lineWidth = 1;
  }

  /** @param {CanvasRenderingContext2D} context @param {number} width @param {number} height */
  function drawHere(context, width, height) {
    if (!plot || here === undefined) return;
    const span = Math.max(1, plot.endedAt - plot.startedAt);
    const x = Math.min(width - 1, Math.max(1, ((here - plot.startedAt) / span) * width));
    context.strokeStyle = color('--ink');
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, height);
    context.stroke();
  }

  /** @param {string} name */
  function color(name) {
    // A custom property is not resolved; a colour that uses it is.
    canvas.style.color = `var(${name})`;
    return getComputedStyle(canvas).color;
  }

  return { load, show };
}
