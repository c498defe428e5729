// The Markdown that models write, as data. No HTML is ever made from text: `render-markdown.js` builds elements from this.
// A text that is still growing parses at any point: an open fence is a code block, an open mark is just a mark.

/** @typedef {{ type: 'code', language: string, text: string }
 *   | { type: 'heading', level: number, text: string }
 *   | { type: 'rule' }
 *   | { type: 'quote', blocks: Block[] }
 *   | { type: 'table', head: string[], rows: string[][] }
 *   | { type: 'list', ordered: boolean, start: number, items: Block[][] }
 *   | { type: 'paragraph', text: string }} Block */

/** @typedef {string
 *   | { type: 'code', text: string }
 *   | { type: 'strong' | 'em' | 'del', content: Inline[] }
 *   | { type: 'link', url: string, content: Inline[] }} Inline */

const fence = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[^`]*$/;
const heading = /^ {0,3}(#{1,6})[ \t]+(\S.*)$/;
const rule = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const quote = /^ {0,3}> ?/;
const item = /^( *)([-*+]|\d{1,9}[.)])(?:[ \t]+(.*))?$/;
const tableRule = /^ *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$/;
const maxDepth = 6;

/** @param {string} text @param {number} [depth] @returns {Block[]} */
export function parseBlocks(text, depth = 0) {
  const lines = text.split('\n');
  /** @type {Block[]} */
  const blocks = [];
  let at = 0;

  /** @param {(line: string) => boolean} belongs */
  function takeWhile(belongs) {
    const first = at;
    while (at < lines.length && belongs(lines[at] ?? '')) at += 1;
    return lines.slice(first, at);
  }

  while (at < lines.length) {
    const line = lines[at] ?? '';
    const opening = fence.exec(line);
    const title = heading.exec(line);
    const bullet = item.exec(line);

    if (line.trim() === '') {
      at += 1;
    } else if (opening) {
      at += 1;
      const mark = opening[1] ?? '';
      const body = takeWhile((next) => !closes(next, mark));
      at += 1;
      blocks.push({ type: 'code', language: opening[2] ?? '', text: body.join('\n') });
    } else if (title) {
      at += 1;
      blocks.push({ type: 'heading', level: title[1]?.length ?? 1, text: withoutClosingMarks(title[2] ?? '') });
    } else if (rule.test(line)) {
      at += 1;
      blocks.push({ type: 'rule' });
    } else if (quote.test(line) && depth < maxDepth) {
      const body = takeWhile((next) => quote.test(next)).map((next) => next.replace(quote, ''));
      blocks.push({ type: 'quote', blocks: parseBlocks(body.join('\n'), depth + 1) });
    } else if (line.includes('|') && tableRule.test(lines[at + 1] ?? '') && (lines[at + 1] ?? '').includes('-')) {
      const [head = [], , ...rows] = takeWhile((next) => next.includes('|')).map(cells);
      blocks.push({ type: 'table', head, rows });
    } else if (bullet && depth < maxDepth) {
      blocks.push(list(bullet));
    } else {
      at += 1;
      const rest = takeWhile((next) => !interrupts(next));
      blocks.push({ type: 'paragraph', text: [line, ...rest].join('\n').trim() });
    }
  }
  return blocks;

  /** @param {RegExpExecArray} first @returns {Block} */
  function list(first) {
    const indent = first[1]?.length ?? 0;
    const ordered = /\d/.test(first[2] ?? '');
    /** @type {string[][]} */
    const items = [];
    while (at < lines.length) {
      const line = lines[at] ?? '';
      const next = item.exec(line);
      const deeper = line.search(/\S/) > indent;
      const blankInside = line.trim() === '' && (lines[at + 1] ?? '').search(/\S/) > indent;
      if (next && (next[1]?.length ?? 0) <= indent) {
        if (/\d/.test(next[2] ?? '') !== ordered || rule.test(line)) break;
        items.push([next[3] ?? '']);
      } else if (deeper || blankInside) {
        items.at(-1)?.push(line);
      } else if (line.trim() !== '' && !interrupts(line)) {
        items.at(-1)?.push(line);
      } else if (line.trim() === '' && item.test(lines[at + 1] ?? '')) {
        // A blank line between two items.
      } else break;
      at += 1;
    }
    const start = Number.parseInt(first[2] ?? '1', 10) || 1;
    return { type: 'list', ordered, start, items: items.map((body) => parseBlocks(outdent(body), depth + 1)) };
  }
}

/** `Title ##` is a title too. Cut from the end, because a pattern that looks for the end takes its time on hostile text.
 *
 * @param {string} title */
function withoutClosingMarks(title) {
  let end = title.trimEnd().length;
  while (title.charAt(end - 1) === '#') end -= 1;
  return /\s|^$/.test(title.charAt(end - 1)) ? title.slice(0, end).trimEnd() : title.trimEnd();
}

/** @param {string} line @param {string} mark */
function closes(line, mark) {
  const trimmed = line.trim();
  return trimmed.length >= mark.length && trimmed === mark.charAt(0).repeat(trimmed.length);
}

/** @param {string} line */
function interrupts(line) {
  return line.trim() === '' || fence.test(line) || heading.test(line) || rule.test(line) || quote.test(line) || item.test(line);
}

/** @param {string} row */
function cells(row) {
  return row
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

/** The lines of one list item, the ones after the first moved to the left.
 *
 * @param {string[]} lines */
function outdent([first = '', ...rest]) {
  const margin = Math.min(...rest.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return [first, ...rest.map((line) => line.slice(Number.isFinite(margin) ? margin : 0))].join('\n');
}

/** @type {[mark: string, type: 'strong' | 'em' | 'del'][]} */
const marks = [
  ['**', 'strong'],
  ['__', 'strong'],
  ['~~', 'del'],
  ['*', 'em'],
  ['_', 'em'],
];
const namedLink = /\[([^[\]\n]+)\]\(((?:https?:\/\/|mailto:)[^\s)]+)\)/y;
const bareLink = /https?:\/\/[^\s<>()[\]]*[^\s<>()[\].,;:!?'"`*_]/y;

/** @param {string} text @param {number} [depth] @returns {Inline[]} */
export function parseInline(text, depth = 0) {
  /** @type {Inline[]} */
  const found = [];
  let plainFrom = 0;
  let at = 0;

  while (at < text.length) {
    const [piece, end] = special(text, at, depth);
    if (piece === undefined) {
      at += 1;
      continue;
    }
    if (plainFrom < at) found.push(text.slice(plainFrom, at));
    found.push(piece);
    at = plainFrom = end;
  }
  if (plainFrom < text.length) found.push(text.slice(plainFrom));
  return found;
}

/** @param {string} text @param {number} at @param {number} depth @returns {[Inline, number] | [undefined]} */
function special(text, at, depth) {
  const char = text.charAt(at);
  if (char === '\\' && /[!-/:-@[-`{-~]/.test(text.charAt(at + 1))) return [text.charAt(at + 1), at + 2];
  if (char === '`') return code(text, at);
  if (depth < maxDepth && '*_~'.includes(char)) return emphasis(text, at, depth);
  if (char === '[') {
    namedLink.lastIndex = at;
    const link = namedLink.exec(text);
    if (link) return [{ type: 'link', url: link[2] ?? '', content: parseInline(link[1] ?? '', maxDepth) }, namedLink.lastIndex];
  }
  if (char === 'h') {
    bareLink.lastIndex = at;
    const link = bareLink.exec(text);
    if (link) return [{ type: 'link', url: link[0], content: [link[0]] }, bareLink.lastIndex];
  }
  return [undefined];
}

/** @param {string} text @param {number} at @returns {[Inline, number] | [undefined]} */
function code(text, at) {
  const mark = /^`+/.exec(text.slice(at))?.[0] ?? '`';
  let end = text.indexOf(mark, at + mark.length);
  while (end !== -1 && text.charAt(end + mark.length) === '`') end = text.indexOf(mark, end + mark.length + 1);
  if (end === -1) return [undefined];
  return [{ type: 'code', text: text.slice(at + mark.length, end).replace(/^ (.*) $/s, '$1') }, end + mark.length];
}

/** @param {string} text @param {number} at @param {number} depth @returns {[Inline, number] | [undefined]} */
function emphasis(text, at, depth) {
  const [mark, type] = marks.find(([candidate]) => text.startsWith(candidate, at)) ?? [];
  if (mark === undefined || type === undefined) return [undefined];
  const from = at + mark.length;
  const insideWord = mark.startsWith('_') && /\w/.test(text.charAt(at - 1));
  if (insideWord || /^\s|^$/.test(text.charAt(from))) return [undefined];
  for (let end = text.indexOf(mark, from + 1); end !== -1; end = text.indexOf(mark, end + 1)) {
    const after = text.charAt(end + mark.length);
    if (/\s/.test(text.charAt(end - 1)) || after === mark.charAt(0)) continue;
    if (mark.startsWith('_') && /\w/.test(after)) continue;
    return [{ type, content: parseInline(text.slice(from, end), depth + 1) }, end + mark.length];
  }
  return [undefined];
}
