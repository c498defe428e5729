// A drawing as SVG. States and arrows carry data attributes, so that a page can light up the ones that are active.

import type { Drawing, PlacedArrow, PlacedBox } from './graph.js';
import { contentsOf } from './measure.js';

export interface SvgOptions {
  /** Rules for a picture that stands alone, in light and dark; without it the page that holds the picture has to style it. */
  style?: string | undefined;
}

export function drawSvg(drawing: Drawing, { style }: SvgOptions = {}): string {
  const { id, title, note, width, height, boxes, arrows } = drawing;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" data-drawing="${id}" role="img" aria-labelledby="${id}-title" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title id="${id}-title">${escaped(title)}</title>`,
    ...(note === '' ? [] : [`<desc>${escaped(note)}</desc>`]),
    ...(style === undefined ? [] : [`<style>${style}</style>`]),
    `<defs><marker id="${id}-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0 0.5 8 4 0 7.5z"/></marker></defs>`,
    ...boxes.flatMap(drawBox),
    ...arrows.map((arrow) => drawArrow(arrow, id)),
    ...arrows.flatMap(drawLabel),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

function drawBox(box: PlacedBox): string[] {
  const { x, y, width, height, kind, state, title, lines, boxes, tags } = box;
  if (kind === 'start') return [`<circle class="start" cx="${x + width / 2}" cy="${y + height / 2}" r="${width / 2}"/>`];
  const { chips, titleY, lineYs } = contentsOf(box);
  const inner = kind === 'final' ? [rect(x + 3, y + 3, width - 6, height - 6, 6, 'inner')] : [];
  return [
    `<g class="box ${[kind, ...tags].join(' ')}" data-state="${state}">`,
    rect(x, y, width, height, kind === 'region' ? 12 : 9, 'frame'),
    ...inner,
    text(x + 12, y + titleY, title, 'name'),
    ...tags.map((tag, index) => drawTag(tag, x + width - 17 - index * 18, y + 17)),
    ...lineYs.map((lineY, index) => text(x + 12, y + lineY, lines[index] ?? '', 'entry')),
    ...chips.flatMap((chip) => [
      `<g class="chip" data-state="${chip.state}">`,
      rect(x + chip.x, y + chip.y, chip.width, chip.height, 10, 'frame'),
      text(x + chip.x + 7, y + chip.y + 14, chip.name, 'part'),
      '</g>',
    ]),
    '</g>',
    ...boxes.flatMap(drawBox),
  ];
}

/** `calling`: an arrow that leaves · `timed`: a clock. */
function drawTag(tag: string, x: number, y: number): string {
  const path = tag === 'timed' ? 'M0-5a5 5 0 1 0 .01 0zM0-3V0L2.2 1.4' : 'M-4.5 4.5 4 -4M-1.5-4H4V1.5';
  return `<path class="tag" transform="translate(${x} ${y})" d="${path}"><title>${tag}</title></path>`;
}

function drawArrow({ from, to, labels, points }: PlacedArrow, drawing: string): string {
  return `<path class="arrow" data-from="${from}" data-to="${to}" data-on="${escaped(labels.join(' '))}" marker-end="url(#${drawing}-tip)" d="${rounded(points)}"/>`;
}

/** Corners with a radius, so that the eye can follow a line through a crossing. */
function rounded(points: PlacedArrow['points']): string {
  const radius = 6;
  return points
    .map(([x, y], index) => {
      const before = points[index - 1];
      const after = points[index + 1];
      if (!before) return `M${x} ${y}`;
      if (!after) return `L${x} ${y}`;
      const enter = towards([x, y], before, radius);
      const leave = towards([x, y], after, radius);
      return `L${enter} Q${x} ${y} ${leave}`;
    })
    .join(' ');
}

function towards([x, y]: [number, number], [toX, toY]: [number, number], most: number): string {
  const length = Math.hypot(toX - x, toY - y);
  const share = length === 0 ? 0 : Math.min(most, length / 2) / length;
  return `${short(x + (toX - x) * share)} ${short(y + (toY - y) * share)}`;
}

function drawLabel({ from, to, labels, label }: PlacedArrow): string[] {
  if (!label) return [];
  const lines = labels.map((line, index) => {
    const kind = line.startsWith('[') ? 'guard' : 'event';
    return text(label.x + label.width / 2, label.y + 12 + index * 14, line, kind);
  });
  return [`<g class="label" data-from="${from}" data-to="${to}">`, ...lines, '</g>'];
}

function rect(x: number, y: number, width: number, height: number, radius: number, name: string): string {
  return `<rect class="${name}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`;
}

function text(x: number, y: number, content: string, name: string): string {
  return `<text class="${name}" x="${x}" y="${y}">${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function short(value: number): number {
  return Math.round(value * 10) / 10;
}
