/** Mirrors a board: `onChange` hears each value that is new or different, and undefined for one that is gone. After a
 *  connection was lost, the first thing that arrives is the whole board again, so nothing is ever missed, only skipped.
 *
 * @template Value
 * @param {{ onChange(key: string, value: Value | undefined): void, onLink(connected: boolean): void }} listener
 * @param {string} [url] */
export function followBoard({ onChange, onLink }, url = '/events') {
  /** @type {Set<string>} */
  const keys = new Set();
  const events = new EventSource(url);

  /** @param {string} key @param {Value} value */
  function put(key, value) {
    keys.add(key);
    onChange(key, value);
  }

  /** @param {string} key */
  function drop(key) {
    if (keys.delete(key)) onChange(key, undefined);
  }

  events.addEventListener('board', (event) => {
    const values = Object.entries(JSON.parse(event.data));
    const present = new Set(values.map(([key]) => key));
    for (const key of keys) if (!present.has(key)) drop(key);
    for (const [key, value] of values) put(key, value);
  });
  events.addEventListener('put', (event) => {
    const { key, value } = JSON.parse(event.data);
    put(key, value);
  });
  events.addEventListener('drop', (event) => drop(JSON.parse(event.data).key));
  events.addEventListener('open', () => onLink(true));
  events.addEventListener('error', () => onLink(false));
}
