import type { Clock } from '../clock.js';

/** What a `TokenBucket` is made with. */
export interface TokenBucketOptions {
  /** How many calls may come at once. At least 1. */
  capacity: number;
  /** How long an empty bucket takes to fill, in milliseconds. */
  fillMs: number;
  /** What refills it. */
  clock: Clock;
}

/** An allowance that refills steadily: `capacity` calls at once, `capacity` per `fillMs` in the long run. */
export class TokenBucket {
  readonly #options: TokenBucketOptions;
  #tokens: number;
  #countedAt: number;

  constructor(options: TokenBucketOptions) {
    this.#options = options;
    this.#tokens = options.capacity;
    this.#countedAt = options.clock.now();
  }

  /** Milliseconds until one call may be made; 0 if it may be made now. Takes nothing. */
  waitMs(): number {
    this.#refill();
    if (this.#tokens >= 1) return 0;
    return ((1 - this.#tokens) * this.#options.fillMs) / this.#options.capacity;
  }

  /** Takes one call's allowance. With an empty bucket it takes it in advance, so that calls which are held rather than refused
   *  queue up behind each other. */
  take(): void {
    this.#refill();
    this.#tokens -= 1;
  }

  #refill(): void {
    const { capacity, fillMs, clock } = this.#options;
    const now = clock.now();
    const gained = ((now - this.#countedAt) / fillMs) * capacity;
    // The small allowance is for rounding: a call made exactly `waitMs` later must pass.
    this.#tokens = Math.min(capacity, this.#tokens + gained + 1e-9);
    this.#countedAt = now;
  }
}

/** One bucket for each key, made when the key is first seen: a chat, a channel, a method of a workspace. */
export class TokenBuckets {
  readonly #options: TokenBucketOptions;
  readonly #byKey = new Map<string, TokenBucket>();

  constructor(options: TokenBucketOptions) {
    this.#options = options;
  }

  /** The bucket of a key: the same for the same key. */
  of(key: string): TokenBucket {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const fresh = new TokenBucket(this.#options);
    this.#byKey.set(key, fresh);
    return fresh;
  }
}
