import type { BoardValue } from './wire.js';

/** What every open page should show right now, as values under keys. It keeps the present only: who was away, or was too slow for
 *  some of the changes, reads the present and is up to date. */
export interface Board<Value = BoardValue> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  entries(): Iterable<[string, Value]>;
  /** Tells the key of each change, at once. A listener must return quickly and must not throw. Returns how to stop it. */
  subscribe(listener: (key: string) => void): () => void;
}

export function createBoard<Value = BoardValue>(): Board<Value> {
  const values = new Map<string, Value>();
  const listeners = new Set<(key: string) => void>();

  function changed(key: string): void {
    for (const listener of listeners) listener(key);
  }

  return {
    get: (key) => values.get(key),
    set(key, value) {
      values.set(key, value);
      changed(key);
    },
    delete(key) {
      if (values.delete(key)) changed(key);
    },
    entries: () => values.entries(),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
