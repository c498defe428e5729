import { byId } from '../../gateway/page/dom.js';
import { renderMarkdown } from '../../gateway/page/render-markdown.js';

/** @import { ScreenMessage } from '../wire.ts' */

/** The chat as the reader saw it. */
export function createScreen() {
  const place = byId('screen');
  // What scrolls must be reachable with the keyboard; not every browser sees to that.
  place.tabIndex = 0;
  let wanted = '';
  let isLoading = false;

  /** @param {string} stream @param {number} index */
  function load(stream, index) {
    wanted = `streams/${encodeURIComponent(stream)}/screen?at=${index}`;
    if (!isLoading) void loadWanted();
  }

  /** While one is on its way, only the newest wish counts. */
  async function loadWanted() {
    isLoading = true;
    for (let loaded = ''; loaded !== wanted; ) {
      loaded = wanted;
      const answer = await fetch(loaded).catch(() => undefined);
      if (answer?.ok && loaded === wanted) show(await answer.json());
    }
    isLoading = false;
  }

  /** @param {ScreenMessage[]} messages */
  function show(messages) {
    const isAtEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 48;
    while (place.children.length > messages.length) place.lastElementChild?.remove();
    messages.forEach((message, index) => {
      put(place.children[index] ?? add(), message);
    });
    place.classList.toggle('bare', messages.length === 0);
    if (isAtEnd) place.scrollTop = place.scrollHeight;
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

  return { load };
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
