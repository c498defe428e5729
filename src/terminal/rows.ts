import { type Cell, cellsOf } from './width.js';

const tabStop = 8;

/** One row of a screen. */
export interface Row {
  text: string;
  /** A line break of the text ends it, or its end; false where the terminal wraps. */
  ends: boolean;
}

/** The rows that a terminal of so many columns shows for a text without control characters, tabs drawn as spaces. Never empty. */
export function rowsOf(text: string, columns: number): Row[] {
  return text.split('\n').flatMap((line) => rowsOfLine(line, Math.max(2, columns)));
}

function rowsOfLine(line: string, columns: number): Row[] {
  const rows: Row[] = [];
  let text = '';
  let width = 0;
  for (const cell of cellsOf(line)) {
    const drawn = cell.text === '\t' ? tab(width % columns, columns) : cell;
    if (width + drawn.width > columns) {
      rows.push({ text, ends: false });
      text = '';
      width = 0;
    }
    text += drawn.text;
    width += drawn.width;
  }
  return [...rows, { text, ends: true }];
}

/** To the next stop, but not over the edge of the screen. */
function tab(width: number, columns: number): Cell {
  const spaces = Math.min(tabStop - (width % tabStop), columns - width);
  return { text: ' '.repeat(spaces), width: spaces };
}

/** As much of a line as fits. */
export function clip(line: string, columns: number): string {
  return rowsOfLine(line, Math.max(2, columns))[0]?.text ?? '';
}
