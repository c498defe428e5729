import { byId, makeReachable, setText } from '../../gateway/page/dom.js';
import { renderMarkdown } from '../../gateway/page/render-markdown.js';
import { counted } from './readable.js';

/** @import { Moment, ScreenMessage } from '../wire.ts' */

/** The chat as the reader saw it. */
export function createScreen() {
  const place = byId('screen');
  makeReachable('screen', 'missing');

  /** @param {Moment} moment */
  function show({ screen, unshown, missing = '', record }) {
    const isAtEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 48;
    while (place.children.length > screen.length) place.lastElementChild?.remove();
    screen.forEach((message, index) => {
      put(place.children[index] ?? add(), message);
    });
    if (isAtEnd) place.scrollTop = place.scrollHeight;
    setText(
      byId('missing-title'),
      `Not on screen${record.kind === 'end' ? '' : ' yet'}: ${unshown > 0 ? counted(unshown, 'character') : 'nothing'}`,
    );
    setText(byId('missing'), missing);
  }

  function add() {
    const article = document.createElement('article');
    const body = document.createElement('div');
    body.className = 'body';
    const caption = document.createElement('p');
    caption.className = 'caption';
    article.append(body, caption);
    place.append(article);
    return article;
  }

  return { show };
}

/** @param {Element} article @param {ScreenMessage} message */
function put(article, { text, length, isDoubtful, isDraft, isGrowing }) {
  const [body, caption] = article.children;
  if (!body || !caption) return;
  article.className = `message bot${isGrowing ? ' growing' : ''}${isDraft ? ' draft' : ''}`;
  if (text === undefined) body.textContent = `${length} characters; this tape holds no text`;
  else renderMarkdown(body, text);
  body.classList.toggle('withheld', text === undefined);
  caption.textContent = [isDraft && 'a draft', isDoubtful && 'may or may not be there'].filter(Boolean).join(', ');
}
