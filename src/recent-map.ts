/** A map that keeps the entries set last and forgets the others, so that it cannot grow for ever. */
export class RecentMap<K, V> extends Map<K, V> {
  readonly #capacity: number;

  /** `capacity` is the most entries that it holds, at least 1. */
  constructor(capacity: number) {
    super();
    this.#capacity = capacity;
  }

  override set(key: K, value: V): this {
    this.delete(key);
    super.set(key, value);
    if (this.size > this.#capacity) {
      const [oldest] = this.keys();
      this.delete(oldest as K);
    }
    return this;
  }
}
