import type { Claim } from '../budget.js';

/** Where text begins that came after the screen was last brought up to date, and when the first of it came. */
interface Mark {
  position: number;
  at: number | undefined;
}

/** How much text there was at a time. */
interface Look {
  have: number;
  at: number;
}

/** After calls that failed, more marks than this are not told apart: the oldest and the newest stay. */
const MAX_MARKS = 8;
/** Looks closer together than this say little about how fast text comes. */
const LEAST_LOOK_MS = 50;
/** The pace of so much text, but of this time at least, counts as much as all that was seen before. */
const HALF_LIFE_CHARACTERS = 100;
const HALF_LIFE_MS = 500;
/** What a pace is taken for before it is known, in characters per millisecond: that of a common model. */
const FIRST_PER_MS = 0.1;
/** The text has stopped if hardly any of it came in this time, in which several tokens should have come. */
const SILENCE_MS = 100;
const SILENCE_CHARACTERS = 20;
const SILENCE_SHARE = 0.25;
/** A silence this long is a pause; the text after it flows anew, for so many times as long as before, it is thought. */
const PAUSE_MS = 500;
const FLOWS_ON = 1.3;

/** What of the current item is not on screen, for how long, and how more of it is coming. It looks at the clock once per call and not once per
 *  delta: what a call takes with it is no longer waiting if the call works, so only the first text after it has to be noticed. */
export class Backlog {
  #shown = 0;
  // Made anew with each change: a list that was ever pushed to keeps room for many more.
  #marks: readonly Mark[] = [{ position: 0, at: undefined }];
  #looked: Look | undefined;
  #perMs = 0;
  #isSilent = false;
  /** When the text began to flow, and for how long it did the last time; 0: it has not paused yet. */
  #flowsSince = 0;
  #flowedMs = 0;

  /** Another item is the current one; its text began to arrive at `since`, if it did. */
  restart(since: number | undefined): void {
    this.#shown = 0;
    this.#marks = [{ position: 0, at: since }];
    this.#looked = undefined;
    this.#isSilent = false;
    this.#flowsSince = since ?? 0;
  }

  /** When the text passes this position, `grown` wants to know; Infinity while it does not matter. */
  get watchFor(): number {
    const last = this.#marks.at(-1);
    return last && last.at === undefined ? last.position + 1 : Number.POSITIVE_INFINITY;
  }

  grown(have: number, now: number): void {
    const last = this.#marks.at(-1);
    if (!last || last.at !== undefined || have <= last.position) return;
    last.at = now;
    const before = this.#looked;
    const pauseMs = before ? now - before.at : PAUSE_MS;
    if (pauseMs < PAUSE_MS || (this.#perMs > 0 && pauseMs * this.#perMs < SILENCE_CHARACTERS)) return;
    if (before) this.#flowedMs = Math.max(0, before.at - this.#flowsSince);
    this.#flowsSince = now;
    this.#isSilent = false;
    this.#looked = { have, at: now };
  }

  /** A call takes the text up to here with it. */
  covered(to: number): void {
    if (to <= (this.#marks.at(-1)?.position ?? 0)) return;
    const marks = this.#marks.length < MAX_MARKS ? this.#marks : this.#marks.toSpliced(1, 1);
    this.#marks = marks.concat({ position: to, at: undefined });
  }

  /** The screen shows the text up to here. */
  landed(to: number): void {
    this.#shown = to;
    const first = this.#marks.findLastIndex(({ position }) => position <= to);
    this.#marks = this.#marks.slice(Math.max(0, first));
  }

  /** What a call would show, and what is coming. */
  look(have: number, now: number): Pick<Claim, 'unshown' | 'ageMs' | 'perMs' | 'lastsMs'> {
    this.#estimate(have, now);
    const since = this.#marks[0]?.at;
    return {
      unshown: Math.max(0, have - this.#shown),
      ageMs: since === undefined ? 0 : Math.max(0, now - since),
      perMs: this.#isSilent ? 0 : this.#perMs || FIRST_PER_MS,
      lastsMs: this.#isSilent ? 0 : Math.max(0, this.#flowsSince + this.#flowedMs * FLOWS_ON - now),
    };
  }

  #estimate(have: number, now: number): void {
    const before = this.#looked;
    const passedMs = before ? now - before.at : 0;
    if (before && passedMs < LEAST_LOOK_MS) return;
    if (before) {
      const came = Math.max(0, have - before.have);
      const expected = passedMs * (this.#perMs || FIRST_PER_MS);
      // A pace that is only taken for that of a common model says when to look, not how little is too little.
      const least = this.#perMs === 0 ? 1 : expected * SILENCE_SHARE;
      this.#isSilent = passedMs >= SILENCE_MS && expected >= SILENCE_CHARACTERS && came < least;
      // Nothing came, and not enough was expected to say that it has stopped: the next look counts from the last that saw text.
      if (this.#isSilent || came === 0) return;
      const weight = this.#perMs === 0 ? 1 : passedMs / (passedMs + Math.max(HALF_LIFE_MS, HALF_LIFE_CHARACTERS / this.#perMs));
      this.#perMs += (came / passedMs - this.#perMs) * weight;
    }
    this.#looked = { have, at: now };
  }
}
