import { parseBlocks, parseInline } from './markdown.js';

/** @import { Block, Inline } from './markdown.js' */

/** What each body shows, block by block.
 *
 * @type {WeakMap<Element, string[]>} */
const shown = new WeakMap();

/** Shows a Markdown text in an element. Blocks that did not change keep their elements, so that a selection in them, and a scroll
 *  position inside a code block, survive the next edit.
 *
 * @param {Element} body @param {string} text */
export function renderMarkdown(body, text) {
  const blocks = parseBlocks(text);
  const sources = blocks.map((block) => JSON.stringify(block));
  const before = shown.get(body) ?? [];
  const firstChange = sources.findIndex((source, index) => source !== before[index]);
  const same = firstChange === -1 ? sources.length : firstChange;
  while (body.childNodes.length > same) body.lastChild?.remove();
  body.append(...blocks.slice(same).map(blockElement));
  shown.set(body, sources);
}

/** @param {string} name @param {(Node | string)[]} [children] */
function element(name, children = []) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

/** @param {Block} block @returns {HTMLElement} */
function blockElement(block) {
  switch (block.type) {
    case 'code': {
      const made = element('pre', [element('code', [block.text])]);
      if (block.language !== '') made.dataset.language = block.language;
      made.tabIndex = 0;
      return made;
    }
    case 'heading':
      // The page has h1 and h2; headings of an answer stand below them.
      return element(`h${Math.min(6, block.level + 2)}`, inline(block.text));
    case 'rule':
      return element('hr');
    case 'quote':
      return element('blockquote', block.blocks.map(blockElement));
    case 'table':
      return table(block);
    case 'list': {
      const made = element(
        block.ordered ? 'ol' : 'ul',
        block.items.map((item) => element('li', item.map(blockElement))),
      );
      if (block.ordered && block.start !== 1) made.setAttribute('start', String(block.start));
      return made;
    }
    case 'paragraph':
      return element('p', inline(block.text));
  }
}

/** @param {Extract<Block, { type: 'table' }>} block */
function table({ head, rows }) {
  /** @param {string} name @param {string[]} cells */
  const row = (name, cells) =>
    element(
      'tr',
      cells.map((cell) => element(name, inline(cell))),
    );
  const made = element('table', [
    element('thead', [row('th', head)]),
    element(
      'tbody',
      rows.map((cells) => row('td', cells)),
    ),
  ]);
  const frame = element('div', [made]);
  frame.className = 'table';
  return frame;
}

/** @param {string} text */
function inline(text) {
  return parseInline(text).map(inlineNode);
}

/** @param {Inline} piece @returns {Node | string} */
function inlineNode(piece) {
  if (typeof piece === 'string') return piece;
  if (piece.type === 'code') return element('code', [piece.text]);
  const content = piece.content.map(inlineNode);
  if (piece.type !== 'link') return element(piece.type, content);
  const link = document.createElement('a');
  link.append(...content);
  link.href = piece.url;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  return link;
}
