import type { TapeRecord } from '../tape/record.js';

/** How far the screen is behind the source, followed from record to record. */
export class Meter {
  /** Characters accepted, and of these on screen or given up. */
  accepted = 0;
  shown = 0;

  /** Where the current item begins, and where those before the newest end. */
  #base = 0;
  #ends: number[] = [];
  /** When what was accepted and not shown. */
  #arrivals: { upTo: number; at: number }[] = [];

  get unshown(): number {
    return this.accepted - this.shown;
  }

  /** For how long the oldest unshown character has waited. */
  staleMs(at: number): number {
    const [oldest] = this.#arrivals;
    return oldest ? Math.max(0, at - oldest.at) : 0;
  }

  take(record: TapeRecord): void {
    if (record.kind === 'input') this.#heard(record.input, record.length ?? 0, record.at);
    if (record.kind !== 'event') return;
    const { type, to, have } = record.event;
    if (type === 'SHOWN' && typeof to === 'number') this.#reached(this.#base + to, have === to);
    for (const order of record.also ?? []) if (order.type === 'advance') this.#advance();
  }

  #heard(input: string, length: number, at: number): void {
    if (input === 'commentary') this.#ends.push(this.accepted);
    if (input === 'text' || input === 'commentary') this.#accept(length, at);
    if (input !== 'text') this.#ends.push(this.accepted);
  }

  #accept(length: number, at: number): void {
    this.accepted += length;
    this.#arrivals.push({ upTo: this.accepted, at });
  }

  /** What is left of an item that is over was lost, or is said by the next one. */
  #advance(): void {
    this.#base = this.#ends.shift() ?? this.accepted;
    this.#reached(this.#base, false);
  }

  /** `whole`: what is left of this item is white space. */
  #reached(position: number, whole: boolean): void {
    const [end = this.accepted] = this.#ends;
    this.shown = Math.min(this.accepted, Math.max(this.shown, whole ? Math.max(end, position) : position));
    while (this.#arrivals[0] && this.#arrivals[0].upTo <= this.shown) this.#arrivals.shift();
  }
}
