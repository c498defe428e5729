// A chat platform that counts calls, refuses those that come too often, and shows the rest.

import { seeded } from './random.js';
import type { VirtualTime } from './virtual-time.js';

export interface Rule {
  name: string;
  about: string;
  /** Strictly: never more than `calls` in any `perMs`; with a burst a bucket of that size. None: no limit. */
  limit?: { calls: number; perMs: number; burst?: number | undefined } | undefined;
}

export const rules: Rule[] = [
  { name: 'unlimited', about: 'no limit' },
  { name: '1 per s', about: '1 call per second after a burst of 3, else 429', limit: { calls: 1, perMs: 1_000, burst: 3 } },
  { name: '5 per 5 s', about: 'at most 5 calls in any 5 s, else 429', limit: { calls: 5, perMs: 5_000 } },
];

export const ROUND_TRIP_MS = 120;
/** A round trip takes up to this share more or less. */
const JITTER = 0.25;

export type Answer =
  | { ok: true; id: number }
  | { ok: false; why: 'limited'; retryAfterMs: number }
  | { ok: false; why: 'tooLong' | 'gone' };

export interface Flight {
  calledAt: number;
  /** Infinity while it is on its way. */
  answeredAt: number;
  wasRefused: boolean;
}

const DRAFT = -1;
const CLOSE = -2;

/** Counts as a platform does: when a call arrives. */
export class Gate {
  readonly #limit: Rule['limit'];
  #full = 0;
  #arrivals: number[] = [];

  constructor(limit: Rule['limit']) {
    this.#limit = limit;
  }

  /** 0: let through. Else how long to wait. */
  pass(at: number): number {
    const limit = this.#limit;
    if (!limit) return 0;
    const { calls, perMs, burst } = limit;
    if (burst !== undefined) {
      const cost = perMs / calls;
      const wait = Math.max(this.#full, at) + cost - burst * cost - at;
      if (wait > 0.5) return wait;
      this.#full = Math.max(this.#full, at) + cost;
      return 0;
    }
    this.#arrivals = this.#arrivals.filter((time) => time > at - perMs);
    const [oldest] = this.#arrivals;
    if (this.#arrivals.length >= calls && oldest !== undefined) return oldest + perMs - at;
    this.#arrivals.push(at);
    return 0;
  }
}

export class Platform {
  calls = 0;
  refused = 0;
  /** Calls that changed nothing on the screen, refusals aside. */
  wasted = 0;
  /** What the screen shows from each moment on: messages in order. */
  readonly screens: { at: number; texts: string[] }[] = [];
  /** When each call was made and answered, in the order of the calls. */
  readonly flights: Flight[] = [];

  readonly #time: VirtualTime;
  readonly #gates: Gate[];
  readonly #maxLength: number;
  readonly #random: () => number;
  readonly #messages = new Map<number, string>();

  constructor(time: VirtualTime, gates: Gate[], { maxLength = 4_096, seed = 1 } = {}) {
    this.#time = time;
    this.#gates = gates;
    this.#maxLength = maxLength;
    this.#random = seeded(seed);
  }

  send = (text: string): Promise<Answer> => this.#call(text, undefined);
  edit = (id: number, text: string): Promise<Answer> => this.#call(text, id);
  delete = (id: number): Promise<Answer> => this.#call(undefined, id);
  /** An ephemeral preview; the next message takes its place. */
  draft = (text: string): Promise<Answer> => this.#call(text, DRAFT);
  /** Ends a message that grew piece by piece. */
  close = (): Promise<Answer> => this.#call(undefined, CLOSE);

  async #call(text: string | undefined, id: number | undefined): Promise<Answer> {
    this.calls += 1;
    const flight: Flight = { calledAt: this.#time.now(), answeredAt: Number.POSITIVE_INFINITY, wasRefused: false };
    this.flights.push(flight);
    const roundTripMs = ROUND_TRIP_MS * (1 - JITTER + 2 * JITTER * this.#random());
    await this.#time.sleep(roundTripMs / 2);
    const answer = this.#decide(text, id);
    await this.#time.sleep(roundTripMs / 2);
    flight.answeredAt = this.#time.now();
    flight.wasRefused = !answer.ok && answer.why === 'limited';
    if (answer.ok) this.screens.push({ at: this.#time.now(), texts: [...this.#messages.values()] });
    return answer;
  }

  #decide(text: string | undefined, id: number | undefined): Answer {
    for (const gate of this.#gates) {
      const retryAfterMs = gate.pass(this.#time.now());
      if (retryAfterMs > 0) {
        this.refused += 1;
        return { ok: false, why: 'limited', retryAfterMs };
      }
    }
    if (text !== undefined && text.length > this.#maxLength) {
      this.wasted += 1;
      return { ok: false, why: 'tooLong' };
    }
    if (id === CLOSE) return { ok: true, id };
    if (id === undefined) this.#messages.delete(DRAFT);
    const key = id ?? this.#messages.size + 1;
    if (id !== undefined && id !== DRAFT && !this.#messages.has(id)) {
      this.wasted += 1;
      return { ok: false, why: 'gone' };
    }
    if (this.#messages.get(key) === text) this.wasted += 1;
    this.#messages.set(key, text ?? '');
    return { ok: true, id: key };
  }
}
