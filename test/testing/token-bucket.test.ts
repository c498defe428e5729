import { describe, expect, it } from 'vitest';
import { TokenBucket, TokenBuckets } from '../../src/testing/index.js';
import { manualClock } from './manual-clock.js';

describe('a token bucket', () => {
  it('lets a burst through, then asks to wait for the next token', () => {
    const bucket = new TokenBucket({ capacity: 2, fillMs: 2_000, clock: manualClock() });
    bucket.take();
    bucket.take();
    expect(bucket.waitMs()).toBeCloseTo(1_000);
  });

  it('lets a call through exactly when it said', () => {
    const clock = manualClock();
    const bucket = new TokenBucket({ capacity: 20, fillMs: 60_000, clock });
    for (let call = 0; call < 20; call += 1) bucket.take();
    clock.advance(bucket.waitMs());
    expect(bucket.waitMs()).toBe(0);
  });

  it('never holds more than its capacity', () => {
    const clock = manualClock();
    const bucket = new TokenBucket({ capacity: 1, fillMs: 1_000, clock });
    clock.advance(60_000);
    bucket.take();
    expect(bucket.waitMs()).toBeGreaterThan(0);
  });

  it('queues calls that are taken in advance', () => {
    const bucket = new TokenBucket({ capacity: 1, fillMs: 1_000, clock: manualClock() });
    for (let call = 0; call < 3; call += 1) bucket.take();
    expect(bucket.waitMs()).toBeCloseTo(3_000);
  });

  it('is one of many, by key', () => {
    const buckets = new TokenBuckets({ capacity: 1, fillMs: 1_000, clock: manualClock() });
    buckets.of('a').take();
    expect([buckets.of('a').waitMs() > 0, buckets.of('b').waitMs()]).toEqual([true, 0]);
  });
});
