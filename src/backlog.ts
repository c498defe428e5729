/** Where text begins that came after the screen was last brought up to date, and when the first of it came. */
interface Mark {
  position: number;
  at: number | undefined;
}

/** After calls that failed, more marks than this are not told apart: the oldest and the newest stay. */
const MAX_MARKS = 8;

/** Looks closer together than this say little about how fast text comes. */
const LEAST_LOOK_MS = 50;
/** Text that comes at less than this share of its pace is thought to pause: the pace is remembered, and fades with every look. */
const REMEMBERED = 0.7;

/** What of the current item is not on screen, and for how long. It looks at the clock once per call and not once per delta: what a call
 *  takes with it is no longer waiting if the call works, so only the first text after it has to be noticed. */
export class Backlog {
  #shown = 0;
  #marks: Mark[] = [{ position: 0, at: undefined }];
  #looked: { have: number; at: number } | undefined;
  #perMs = 0;

  /** Another item is the current one; its text began to arrive at `since`, if it did. */
  restart(since: number | undefined): void {
    this.#shown = 0;
    this.#marks = [{ position: 0, at: since }];
    this.#looked = undefined;
  }

  /** When the text passes this position, `grown` wants to know; Infinity while it does not matter. */
  get watchFor(): number {
    const last = this.#marks.at(-1);
    return last && last.at === undefined ? last.position + 1 : Number.POSITIVE_INFINITY;
  }

  grown(have: number, now: number): void {
    const last = this.#marks.at(-1);
    if (last && last.at === undefined && have > last.position) last.at = now;
  }

  /** A call takes the text up to here with it. */
  covered(to: number): void {
    if (to <= (this.#marks.at(-1)?.position ?? 0)) return;
    this.#marks.push({ position: to, at: undefined });
    if (this.#marks.length > MAX_MARKS) this.#marks.splice(1, 1);
  }

  /** The screen shows the text up to here. */
  landed(to: number): void {
    this.#shown = to;
    while ((this.#marks[1]?.position ?? Number.POSITIVE_INFINITY) <= to) this.#marks.shift();
  }

  unshown(have: number): number {
    return Math.max(0, have - this.#shown);
  }

  /** How fast text comes while it comes, in characters per millisecond; 0 as long as that is not known. */
  pace(have: number, now: number): number {
    const before = this.#looked;
    if (before && now - before.at < LEAST_LOOK_MS) return this.#perMs;
    if (before) {
      const perMs = Math.max(0, have - before.have) / (now - before.at);
      const least = this.#perMs * REMEMBERED;
      this.#perMs = perMs > this.#perMs && this.#perMs > 0 ? (perMs + this.#perMs) / 2 : Math.max(perMs, least);
    }
    this.#looked = { have, at: now };
    return this.#perMs;
  }

  /** The age of the oldest unshown character, in milliseconds; 0 if there is none. */
  ageMs(now: number): number {
    const since = this.#marks[0]?.at;
    return since === undefined ? 0 : Math.max(0, now - since);
  }
}
