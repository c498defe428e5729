// Code fences, read as the text arrives. The rules are CommonMark 0.31.2, section 4.5: up to three spaces of indent; three or
// more backticks or tildes; a closing fence has the same character, is at least as long and says nothing else; the info
// string of a backtick fence holds no backtick. Fences inside a block quote or indented further, as in a nested list, are
// not seen.

/** A code fence that was opened and not closed. */
export interface Fence {
  /** The whole run that opened it, as "```" or "~~~~". */
  readonly marker: string;
  /** What follows the marker, trimmed: usually the language. `''` if nothing does. */
  readonly info: string;
  /** Spaces before the marker, 0 to 3. */
  readonly indent: number;
}

/** Where a scan stands. Plain data, never changed in place: keep one to scan on from it later. */
export interface FenceState {
  /** The fence that is open if the text ends here. Also set while the line that opens it is still being written. */
  readonly open: Fence | undefined;
  /** The fence that was open when the current line began. */
  readonly outer: Fence | undefined;
  /** The current line so far, up to `LINE_LIMIT` characters. */
  readonly line: string;
}

/** Before the first character. */
export const fencesAtStart: FenceState = { open: undefined, outer: undefined, line: '' };

/** Nothing past this many characters of a line is looked at, so that a state stays small. */
const LINE_LIMIT = 1024;
const FENCE_LINE = /^(?<indent> {0,3})(?<marker>`{3,}|~{3,})(?<rest>.*)/s;
const BLANK = /^[ \t\r]*$/;
const RUN = /^ {0,3}(`+|~+)$/;

/** Reads `text` on from `state`. Where the text is cut makes no difference:
 *  `scanFences(b, scanFences(a))` equals `scanFences(a + b)`. */
export function scanFences(text: string, state: FenceState = fencesAtStart): FenceState {
  let { outer, line } = state;
  let from = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
    outer = fenceAfter(outer, grow(line, text.slice(from, end)));
    line = '';
    from = end + 1;
  }
  line = grow(line, text.slice(from));
  return { open: fenceAfter(outer, line), outer, line };
}

/** What to put at the end of the scanned text so that its fence is closed; `''` if none is open. A closing fence that is half
 *  written is completed rather than followed by another. */
export function closingOf(state: FenceState): string {
  if (!state.open) return '';
  const { indent, marker } = state.open;
  const run = state.outer && RUN.exec(state.line)?.[1];
  if (run && run[0] === marker[0]) return marker.slice(run.length);
  return `${state.line === '' ? '' : '\n'}${' '.repeat(indent)}${marker}`;
}

/** The line that opens the same fence again, line break included, for the text that goes on in a next message. */
export function openingOf(fence: Fence): string {
  return `${' '.repeat(fence.indent)}${fence.marker}${fence.info}\n`;
}

function grow(line: string, more: string): string {
  return (line + more).slice(0, LINE_LIMIT);
}

function fenceAfter(outer: Fence | undefined, line: string): Fence | undefined {
  const found = FENCE_LINE.exec(line);
  if (!found) return outer;
  const { indent, marker, rest } = found.groups as { indent: string; marker: string; rest: string };
  if (outer) return closes(outer, marker, rest) ? undefined : outer;
  if (marker[0] === '`' && rest.includes('`')) return undefined;
  return { marker, info: rest.trim(), indent: indent.length };
}

function closes(fence: Fence, marker: string, rest: string): boolean {
  return marker[0] === fence.marker[0] && marker.length >= fence.marker.length && BLANK.test(rest);
}
