// How large boxes and labels are. Widths are estimated from character counts: names are short ASCII, and the fonts are not known
// before a reader's machine draws them.

import type { Box } from './graph.js';

export const font = { title: 13, text: 11, chip: 11 } as const;
/** A monospaced character is this much of its font size wide. */
const monoWidth = 0.64;
const titleWidth = 0.66;

const padding = 12;
const titleHeight = 22;
const lineHeight = 15;
const chipHeight = 20;
const chipGap = 6;
/** Chips wrap at this width. */
const chipsWidth = 200;
/** Room for the marks of its tags, beside the title. */
const tagWidth = 18;

export interface Chip {
  state: string;
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface BoxContents {
  width: number;
  height: number;
  chips: Chip[];
  /** Base lines of the title and of the lines below it. */
  titleY: number;
  lineYs: number[];
}

/** What stands in a box that has no boxes inside, relative to its corner. */
export function contentsOf({ kind, title, lines, parts, tags }: Pick<Box, 'kind' | 'title' | 'lines' | 'parts' | 'tags'>): BoxContents {
  if (kind === 'start') return { width: 10, height: 10, chips: [], titleY: 0, lineYs: [] };
  const chips = flow(parts);
  const titleY = padding + 11;
  // Where the parts are named, what is done on entry is left to the drawing of the inside.
  const lineYs = parts.length > 0 ? [] : lines.map((_, index) => titleY + 19 + index * lineHeight);
  const chipsBottom = Math.max(0, ...chips.map(({ y, height }) => y + height));
  const widths = [
    title.length * font.title * titleWidth + tags.length * tagWidth,
    ...lineYs.map((_, index) => textWidth(lines[index] ?? '')),
    ...chips.map(({ x, width }) => x + width - padding),
  ];
  return {
    width: Math.ceil(Math.max(...widths)) + 2 * padding,
    height: chips.length > 0 ? chipsBottom + padding : titleHeight + padding + (lines.length > 0 ? lines.length * lineHeight + 10 : 4),
    chips,
    titleY,
    lineYs,
  };
}

export function labelSize(labels: readonly string[]): { width: number; height: number } {
  return { width: Math.ceil(Math.max(...labels.map(textWidth))) + 8, height: labels.length * 14 + 4 };
}

function textWidth(text: string): number {
  return text.length * font.text * monoWidth;
}

function flow(parts: readonly string[]): Chip[] {
  let x = padding;
  let y = padding + titleHeight;
  return parts.map((state) => {
    const name = state.slice(state.lastIndexOf('.') + 1);
    const width = Math.ceil(name.length * font.chip * monoWidth) + 14;
    if (x > padding && x + width > padding + chipsWidth) {
      x = padding;
      y += chipHeight + chipGap;
    }
    const chip = { state, name, x, y, width, height: chipHeight };
    x += width + chipGap;
    return chip;
  });
}
