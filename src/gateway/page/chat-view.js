import { byId, makeReachable } from './dom.js';
import { renderMarkdown } from './render-markdown.js';

/** @import { ChatMessage, StreamCard } from '../wire.ts' */

const speaker = { person: 'You', bot: 'Answer', notice: 'Notice' };

/** The conversation. */
export function createChatView() {
  const log = byId('log');
  const list = byId('messages');
  const welcome = byId('welcome');
  const latest = byId('latest');
  let atEnd = true;
  makeReachable('log');

  let lastTop = 0;
  log.addEventListener('scroll', () => {
    // Text that grows moves the end away from the reader; only scrolling up means that the reader left it.
    if (log.scrollHeight - log.scrollTop - log.clientHeight < 48) atEnd = true;
    else if (log.scrollTop < lastTop) atEnd = false;
    lastTop = log.scrollTop;
    latest.hidden = atEnd;
  });
  latest.addEventListener('click', () => {
    atEnd = true;
    follow();
    log.focus();
  });
  const sizes = new ResizeObserver(follow);
  sizes.observe(log);
  sizes.observe(list);

  /** Stays with the newest words, unless the reader has scrolled up to read. */
  function follow() {
    if (atEnd) log.scrollTop = log.scrollHeight;
  }

  /** @param {ChatMessage} message */
  function put(message) {
    const article = document.getElementById(`message-${message.id}`) ?? add(message);
    const body = article.querySelector('.body');
    if (body === null) return;
    if (message.author === 'bot') {
      renderMarkdown(body, message.text);
      article.classList.toggle('growing', !message.final);
      article.setAttribute('aria-busy', String(!message.final));
      moveCaret(body, !message.final);
    } else body.textContent = message.text;
    welcome.hidden = true;
    follow();
  }

  /** @param {ChatMessage} message */
  function add({ id, author, at }) {
    const article = document.createElement('article');
    article.id = `message-${id}`;
    article.className = `message ${author}`;
    article.title = new Date(at).toLocaleTimeString();
    article.dataset.id = String(id);
    const who = document.createElement('h3');
    who.className = 'visually-hidden';
    who.textContent = speaker[author];
    const body = document.createElement('div');
    body.className = 'body';
    const caption = document.createElement('p');
    caption.className = 'caption';
    article.append(who, body, caption);
    // Ids rise, so a message nearly always belongs at the end; after a reload they come in one batch.
    const after = [...list.children].find((other) => Number(/** @type {HTMLElement} */ (other).dataset.id) > id);
    list.insertBefore(article, after ?? null);
    return article;
  }

  /** @param {number} id */
  function drop(id) {
    document.getElementById(`message-${id}`)?.remove();
    welcome.hidden = list.children.length > 0;
  }

  /** Says below an answer's last message how it ended, if it did not end well. @param {StreamCard} card */
  function putEnd({ messages, end }) {
    const caption = document.querySelector(`#message-${messages.at(-1)} .caption`);
    if (caption === null || end === undefined || end.status === 'delivered') return;
    caption.textContent = end.status === 'cancelled' ? 'Stopped.' : `Incomplete${end.reason ? `: ${end.reason}` : '.'}`;
    follow();
  }

  return { put, drop, putEnd, follow };
}

/** The caret stands behind the last word, however deep in a list or a code block that is.
 *
 * @param {Element} body @param {boolean} visible */
function moveCaret(body, visible) {
  for (const old of body.querySelectorAll('.caret')) old.remove();
  if (!visible) return;
  let last = body;
  while (last.lastElementChild !== null && last.lastChild === last.lastElementChild && !isSpace(last.lastElementChild))
    last = last.lastElementChild;
  const caret = document.createElement('span');
  caret.className = 'caret';
  caret.setAttribute('aria-hidden', 'true');
  last.append(caret);
}

/** @param {Element} element */
function isSpace(element) {
  return element.tagName === 'HR';
}
