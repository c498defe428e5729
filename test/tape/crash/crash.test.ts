import { describe, expect, it } from 'vitest';
import type { Site } from './harness.js';
import { placeOf } from './places.js';
import { withHarness, withHttpChat } from './with-harness.js';

const harness = withHarness();
const chat = withHttpChat();

async function openSite(name: string): Promise<Site> {
  return {
    url: chat().url,
    reach: () => placeOf('http', chat().url, name),
    texts: () => chat().texts(name),
    drained: () => chat().drained(),
    close() {},
  };
}

const base = { does: 'stream', place: 'http', text: 'on', script: 'long' } as const;

describe('a process that is killed with SIGKILL', () => {
  it('leaves one whole copy of what it accepted, wherever between two records it dies', async () => {
    await harness().everywhere({ ...base, point: 'record' }, openSite);
  }, 600_000);

  it('the same when it dies before the platform has a call', async () => {
    await harness().everywhere({ ...base, point: 'before' }, openSite);
  }, 300_000);

  it('the same when it dies before the answer to a call is recorded', async () => {
    await harness().everywhere({ ...base, point: 'after' }, openSite);
  }, 300_000);

  it('the same when whoever recovers it is killed as well', async () => {
    for (const thenBefore of [0, 1]) await harness().everywhere({ ...base, point: 'after', thenBefore }, openSite);
  }, 300_000);

  it('leaves no cursor where the tape holds no text and the platform can be asked', async () => {
    await harness().everywhere({ ...base, text: 'off', point: 'after' }, openSite);
  }, 300_000);

  it('the same wherever between two records it dies', async () => {
    await harness().everywhere({ ...base, script: 'short', text: 'off', point: 'record' }, openSite);
  }, 300_000);

  it('was killed often enough', () => {
    console.log(`${harness().kills} kills`);
    expect(harness().kills).toBeGreaterThanOrEqual(200);
  });
});
