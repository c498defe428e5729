import { byId, setText } from './dom.js';

/** @import { GatewayCard } from '../wire.ts' */

/** Where questions are asked, stopped and taken back. */
export function createComposer() {
  const form = /** @type {HTMLFormElement} */ (byId('composer'));
  const field = /** @type {HTMLTextAreaElement} */ (byId('question'));
  const stop = /** @type {HTMLButtonElement} */ (byId('stop'));
  const hint = byId('hint');

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === '') return field.focus();
    field.value = '';
    resize();
    void ask(text).then((taken) => {
      if (taken || field.value !== '') return;
      field.value = text;
      resize();
    });
    field.focus();
  });
  field.addEventListener('input', resize);
  field.addEventListener('keydown', (event) => {
    // While an input method is composing, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  stop.addEventListener('click', () => {
    void call('POST', '/stop');
    field.focus();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !stop.disabled) stop.click();
  });

  /** The field grows with its text up to what the style allows. */
  function resize() {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  }

  /** @param {string} text */
  function ask(text) {
    return call('POST', '/questions', { text });
  }

  /** @param {string} method @param {string} path @param {unknown} [body] @returns {Promise<boolean>} */
  async function call(method, path, body) {
    try {
      const response = await fetch(path, {
        method,
        ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      setText(hint, response.ok ? '' : (await response.text()).trim());
      return response.ok;
    } catch {
      setText(hint, 'The gateway does not answer. Is it still running?');
      return false;
    }
  }

  /** @param {GatewayCard} gateway */
  function show({ agent, answering, queue }) {
    stop.disabled = !answering;
    // Drawn again only when they change: a button that is replaced loses the focus.
    redraw(byId('suggestions'), agent.suggestions, () =>
      agent.suggestions.map((text) => {
        const chip = button(text, () => void ask(text));
        chip.className = 'chip';
        return chip;
      }),
    );
    redraw(byId('queue'), queue, () =>
      queue.map(({ id, text }) => {
        const row = document.createElement('li');
        const words = document.createElement('span');
        words.textContent = text;
        const withdraw = button('×', () => void call('DELETE', `/questions/${id}`));
        withdraw.setAttribute('aria-label', `Do not ask “${text}”`);
        row.append(words, withdraw);
        return row;
      }),
    );
  }

  return { show };
}

/** @type {WeakMap<Element, string>} */
const drawn = new WeakMap();

/** @param {Element} element @param {unknown} data @param {() => Element[]} draw */
function redraw(element, data, draw) {
  const wanted = JSON.stringify(data);
  if (drawn.get(element) === wanted) return;
  drawn.set(element, wanted);
  element.replaceChildren(...draw());
}

/** @param {string} label @param {() => void} onClick */
function button(label, onClick) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = label;
  made.addEventListener('click', onClick);
  return made;
}
