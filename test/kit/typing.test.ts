import { describe, expect, it } from 'vitest';
import type { Adapter, Result } from '../../src/adapter.js';
import type { GatewayOptions } from '../../src/kit/index.js';
import { fromText } from '../../src/sources/index.js';
import { settle } from '../../src/virtual-clock.js';
import { GatewayRig } from './rig.js';

/** A platform whose sign lasts five seconds, so that it is shown again after four. */
function rigOf(options: Partial<GatewayOptions> = {}, over: Partial<Adapter> & { canEnd?: boolean } = {}) {
  const signs: { at: number; on: boolean; signal: AbortSignal }[] = [];
  const answers: Promise<Result>[] = [];
  const show = (on: boolean) => (request: { signal: AbortSignal }) => {
    signs.push({ at: rig.clock.now() - start, on, signal: request.signal });
    return answers.shift() ?? Promise.resolve<Result>({ ok: true });
  };
  const { canEnd, ...more } = over;
  const limits = { maxLength: 4_096, lengthOf: (text: string) => text.length, typingExpiryMs: 5_000 };
  const rig = new GatewayRig(options, { limits, typing: show(true), ...(canEnd && { endTyping: show(false) }), ...more });
  const start = rig.clock.now();
  return { rig, signs, answers, times: () => signs.filter(({ on }) => on).map(({ at }) => at) };
}

describe('the sign that somebody is typing', () => {
  it('begins with the work, and is shown again before it goes out', async () => {
    const { rig, times } = rigOf();
    rig.ask('Why?');
    await rig.clock.advance(9_000);
    expect(times()).toEqual([0, 4_000, 8_000]);
  });

  it('ends with the work: no call comes after the last words', async () => {
    const { rig, times } = rigOf();
    rig.ask('Why?');
    await rig.clock.advance(4_500);
    (await rig.run()).finish('Because.');
    await rig.clock.advance(20_000);
    expect(times()).toEqual([0, 4_000]);
    expect(rig.texts()).toEqual(['Because.']);
    expect(rig.clock.pending).toBe(0);
  });

  it('is left out while text appears, and comes back in a silence', async () => {
    const { rig, times } = rigOf();
    rig.ask('Why?');
    const run = await rig.run();
    for (let second = 0; second < 10; second += 1) {
      run.onDelta('word ');
      await rig.clock.advance(1_000);
    }
    expect(times()).toEqual([0]);
    await rig.clock.advance(12_000);
    expect(times()).toEqual([0, 16_000, 20_000]);
  });

  it.each(['stop', 'close'] as const)('ends with a %s', async (how) => {
    const { rig, times } = rigOf();
    rig.ask('Why?');
    await rig.clock.advance(1_000);
    if (how === 'stop') rig.gateway.stop('c');
    else void rig.gateway.close({ withinMs: 0 });
    await rig.clock.advance(20_000);
    expect(times()).toEqual([0]);
  });

  it('ends with a source as well, and with an agent that throws', async () => {
    for (const agent of [() => fromText(['Because.']), () => Promise.reject(new Error('broken'))]) {
      const { rig, times } = rigOf({ agent });
      rig.ask('Why?');
      await rig.clock.advance(20_000);
      expect(times()).toEqual([0]);
      expect(rig.clock.pending).toBe(0);
    }
  });

  it('is taken away where the platform can, once', async () => {
    const { rig, signs } = rigOf({}, { canEnd: true });
    rig.ask('Why?');
    await rig.clock.advance(1_000);
    (await rig.run()).finish();
    await rig.clock.advance(20_000);
    expect(signs.map(({ at, on }) => [at, on])).toEqual([
      [0, true],
      [1_000, false],
    ]);
  });

  it('that is on its way is aborted with the last words, and then taken away', async () => {
    const { rig, signs, answers } = rigOf({}, { canEnd: true });
    answers.push(new Promise(() => {}));
    rig.ask('Why?');
    const run = await rig.run();
    expect(signs).toHaveLength(1);
    run.finish('Because.');
    await rig.clock.advance(1_000);
    expect(signs[0]?.signal.aborted).toBe(true);
    expect(signs.map(({ on }) => on)).toEqual([true, false]);
    expect(rig.clock.pending).toBe(0);
  });

  it('counts in the budget, and waits while that has no room', async () => {
    const sheet = { chat: [{ calls: 1, perMs: 10_000 }], token: [] };
    const { rig, times } = rigOf({}, { sheet });
    rig.ask('Why?');
    await rig.clock.advance(25_000);
    const at = times();
    expect(at.length).toBeGreaterThan(1);
    at.slice(1).forEach((time, index) => {
      expect(time - (at[index] ?? 0)).toBeGreaterThanOrEqual(10_000);
    });
  });

  it('is not shown where a call has room for text only', async () => {
    const { rig } = rigOf({}, { sheet: { chat: [{ calls: 3, perMs: 60_000 }], token: [] } });
    rig.ask('Why?');
    await rig.clock.advance(30_000);
    const run = await rig.run();
    const before = rig.clock.now();
    run.onDelta('Because of that.');
    run.finish();
    await rig.clock.advance(60_000);
    expect(rig.texts()).toEqual(['Because of that.']);
    expect(rig.calls[0]?.at).toBe(before);
  });

  it.each(['forbidden', 'editUnsupported', 'rejected'] as const)('is given up for this answer when it is %s', async (reason) => {
    const { rig, times, answers } = rigOf();
    answers.push(Promise.resolve({ ok: false, reason }));
    rig.ask('Why?');
    await rig.clock.advance(20_000);
    expect(times()).toEqual([0]);
  });

  it('is tried again after anything else', async () => {
    const { rig, times, answers } = rigOf();
    answers.push(Promise.reject(new Error('broken')), Promise.resolve({ ok: false, reason: 'transient' }));
    rig.ask('Why?');
    await rig.clock.advance(9_000);
    expect(times()).toEqual([0, 4_000, 8_000]);
  });

  it('keeps to a wait that it was told, and does not hold up the answer', async () => {
    const { rig, times, answers } = rigOf();
    answers.push(Promise.resolve({ ok: false, reason: 'rateLimited', retryAfterMs: 10_000 }));
    rig.ask('Why?');
    const run = await rig.run();
    for (const word of ['Because', ' of', ' that.']) {
      run.onDelta(word);
      await rig.clock.advance(500);
    }
    expect(rig.texts()).toEqual(['Because of that.']);
    await rig.clock.advance(20_000);
    expect(times()[1]).toBeGreaterThanOrEqual(10_000);
  });

  it.each(['chat', 'token'] as const)('that is told to wait for the whole %s makes everything wait', async (scope) => {
    const { rig, answers } = rigOf();
    answers.push(Promise.resolve({ ok: false, reason: 'rateLimited', retryAfterMs: 3_000, scope }));
    rig.ask('Why?');
    const run = await rig.run();
    const askedAt = rig.clock.now();
    run.onDelta('Because of that.');
    await rig.clock.advance(10_000);
    expect((rig.calls[0]?.at ?? 0) - askedAt).toBeGreaterThanOrEqual(3_000);
  });

  it('can be switched off, and is not there where the platform has none', async () => {
    const off = rigOf({ typing: false });
    const none = rigOf({}, { limits: { maxLength: 4_096, lengthOf: (text) => text.length } });
    for (const { rig, times } of [off, none]) {
      rig.ask('Why?');
      await rig.clock.advance(9_000);
      expect(times()).toEqual([]);
    }
  });

  it('is counted apart from the calls of answers', async () => {
    const { rig } = rigOf();
    rig.ask('Why?');
    await rig.clock.advance(5_000);
    (await rig.run()).finish('Because.');
    await rig.clock.advance(1_000);
    await settle();
    const count = (family: string) => rig.gateway.samples().find((sample) => sample.family === family)?.value;
    expect([count('tokentape_typing_calls_total'), count('tokentape_calls_total')]).toEqual([2, 1]);
  });
});
