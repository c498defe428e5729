/** The element with this id. The page and its scripts are shipped together, so that one is missing is a mistake.
 *
 * @param {string} id */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no #${id} on this page`);
  return found;
}

/** Changes a text only if it differs, so that nothing is read out or repainted twice.
 *
 * @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** What scrolls must be reachable with the keyboard; not every browser sees to that.
 *
 * @param {string[]} ids */
export function makeReachable(...ids) {
  for (const id of ids) byId(id).tabIndex = 0;
}
