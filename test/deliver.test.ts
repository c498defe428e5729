import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Adapter, Result } from '../src/adapter.js';
import { deliver } from '../src/deliver.js';
import type { Outcome } from '../src/outcome.js';
import { settle, VirtualClock } from '../src/virtual-clock.js';

function chat(answer: (op: 'send' | 'edit', text: string) => Promise<Result> | Result = () => ({ ok: true, messageId: 'm1' })) {
  const screen: string[] = [];
  const call =
    (op: 'send' | 'edit') =>
    async ({ text }: { text: string }): Promise<Result> => {
      const result = await answer(op, text);
      if (result.ok) screen[op === 'send' ? screen.length : screen.length - 1] = text;
      return result;
    };
  const adapter: Adapter = {
    name: 'chat',
    limits: { maxLength: 100, lengthOf: (text) => text.length },
    can: { edit: true },
    send: call('send'),
    edit: call('edit'),
  };
  return { adapter, screen };
}

/** Runs a promise that needs time to pass. */
async function inTime<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  over.catch(() => {});
  await clock.runUntil(() => isOver);
  return over;
}

describe('deliver', () => {
  test('gives null when the answer is on screen', async () => {
    const clock = new VirtualClock();
    const { adapter, screen } = chat();
    const missing = await inTime(clock, deliver({ adapter, chatId: 1, clock, agent: async ({ onDelta }) => onDelta('The whole answer.') }));
    expect([missing, screen]).toEqual([null, ['The whole answer.']]);
  });

  test('ends with its stream, however long the agent goes on', async () => {
    const clock = new VirtualClock();
    const signals: AbortSignal[] = [];
    const endless: Parameters<typeof deliver>[0]['agent'] = ({ onDelta, signal }) => {
      signals.push(signal);
      onDelta('Hello there');
      return new Promise<undefined>(() => {});
    };
    const { adapter, screen } = chat();
    const stalled = deliver({ adapter, chatId: 1, clock, agent: endless, config: { stallTimeout: 0.5, interruptedMark: ' [broke off]' } });
    expect(await inTime(clock, stalled)).toBeNull();
    expect(screen).toEqual(['Hello there [broke off]']);
    const stop = new AbortController();
    clock.setTimeout(() => stop.abort(), 300);
    expect(await inTime(clock, deliver({ adapter, chatId: 1, clock, agent: endless, signal: stop.signal }))).toBeNull();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  test("tells the agent of the caller's signal, and listens to that no longer than it runs", async () => {
    const clock = new VirtualClock();
    const { adapter } = chat();
    const seen: boolean[] = [];
    const agent: Parameters<typeof deliver>[0]['agent'] = async ({ onDelta, signal }) => {
      seen.push(signal.aborted);
      onDelta('Hello there');
    };
    const stop = new AbortController();
    await inTime(clock, deliver({ adapter, chatId: 1, clock, agent, signal: stop.signal }));
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    stop.abort();
    await inTime(clock, deliver({ adapter, chatId: 1, clock, agent, signal: stop.signal }));
    await inTime(clock, deliver({ adapter, chatId: 1, clock, agent }));
    expect(seen).toEqual([false, true, false]);
  });

  test('has an agent that throws when its stream is over trouble nobody', async () => {
    const clock = new VirtualClock();
    const { adapter } = chat();
    const agent: Parameters<typeof deliver>[0]['agent'] = ({ onDelta, signal }) => {
      onDelta('Hello there');
      return new Promise<undefined>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('too late'))));
    };
    expect(await inTime(clock, deliver({ adapter, chatId: 1, clock, agent, config: { stallTimeout: 0.5 } }))).toBeNull();
    await settle();
  });

  test('gives the text that is still to be sent when the chat refuses', async () => {
    const clock = new VirtualClock();
    const { adapter, screen } = chat(() => ({ ok: false, reason: 'forbidden' }));
    const missing = await inTime(clock, deliver({ adapter, chatId: 1, clock, agent: async ({ onDelta }) => onDelta('The whole answer.') }));
    expect([missing, screen]).toEqual(['The whole answer.', []]);
  });

  test('says why a final text before which nothing was said is missing', async () => {
    const clock = new VirtualClock();
    const { adapter } = chat(() => ({ ok: false, reason: 'forbidden', message: 'blocked' }));
    const outcomes: Outcome[] = [];
    const onOutcome = (outcome: Outcome) => outcomes.push(outcome);
    const missing = await inTime(clock, deliver({ adapter, chatId: 1, clock, agent: async () => 'The whole answer.', onOutcome }));
    expect(missing).toBe('The whole answer.');
    expect(outcomes).toMatchObject([{ status: 'undelivered', failure: { reason: 'forbidden', message: 'blocked' } }]);
  });

  test('gives an empty text when the agent said nothing', async () => {
    const { adapter } = chat();
    expect(await deliver({ adapter, chatId: 1, agent: async () => {} })).toBe('');
  });

  test('takes what the agent returns as the authoritative text', async () => {
    const clock = new VirtualClock();
    const { adapter, screen } = chat();
    const agent = async ({ onDelta }: { onDelta(delta: string): void }) => {
      onDelta('A first wording');
      return 'A better wording.';
    };
    expect(await inTime(clock, deliver({ adapter, chatId: 1, clock, agent }))).toBe(null);
    expect(screen).toEqual(['A better wording.']);
  });

  test('brings what there is to its end when the agent throws, and throws on', async () => {
    const clock = new VirtualClock();
    const { adapter, screen } = chat();
    const outcomes: Outcome[] = [];
    const onOutcome = (outcome: Outcome) => outcomes.push(outcome);
    const agent = async ({ onDelta }: { onDelta(delta: string): void }) => {
      onDelta('Half an answ');
      throw new Error('the model hung up');
    };
    const config = { interruptedMark: ' [interrupted]' };
    await expect(inTime(clock, deliver({ adapter, chatId: 1, clock, agent, onOutcome, config }))).rejects.toThrow('the model hung up');
    expect(screen).toEqual(['Half an answ [interrupted]']);
    expect(outcomes).toMatchObject([
      {
        status: 'partial',
        failure: { reason: 'interrupted', message: 'the model hung up' },
      },
    ]);
  });

  test('an agent that returns something else than text has finished, and a listener that throws is its own trouble', async () => {
    const clock = new VirtualClock();
    const { adapter, screen } = chat();
    const agent = async ({ onDelta }: { onDelta(delta: string): void }) => {
      onDelta('Hello');
      return { text: 'Hello' } as unknown as string;
    };
    const onOutcome = () => {
      throw new Error('the listener blew up');
    };
    expect(await inTime(clock, deliver({ adapter, chatId: 1, clock, agent, onOutcome }))).toBe(null);
    expect(screen).toEqual(['Hello']);
  });

  test('ends in bounded time when the platform never answers', async () => {
    const clock = new VirtualClock();
    const startedAt = clock.now();
    const { adapter } = chat(() => new Promise(() => {}));
    const missing = await inTime(clock, deliver({ adapter, chatId: 1, clock, agent: async ({ onDelta }) => onDelta('The whole answer.') }));
    expect(missing).toBe('The whole answer.');
    expect(clock.now() - startedAt).toBeLessThanOrEqual(60_000);
  });

  test('an aborted signal keeps what was shown and stops the agent', async () => {
    const clock = new VirtualClock();
    const { adapter, screen } = chat();
    const stop = new AbortController();
    const agent = async ({ onDelta, signal }: { onDelta(delta: string): void; signal: AbortSignal }) => {
      onDelta('As far as it got');
      stop.abort();
      expect(signal.aborted).toBe(true);
      onDelta(' and not further');
    };
    expect(await inTime(clock, deliver({ adapter, chatId: 1, clock, agent, signal: stop.signal }))).toBe(null);
    expect(screen).toEqual(['As far as it got']);
  });

  test('a stream that does not come to its end by itself is cancelled once a last call could have ended as well', async () => {
    const virtual = new VirtualClock();
    const start = virtual.now();
    const LAST_MS = 70_000;
    // Whatever is to end it in time is lost.
    const setTimeout = (callback: () => void, ms: number) =>
      ms < LAST_MS && virtual.now() < start + LAST_MS ? 0 : virtual.setTimeout(callback, ms);
    const clock = { now: virtual.now, clearTimeout: virtual.clearTimeout, setTimeout };
    const { adapter } = chat(() => new Promise(() => {}));
    const outcomes: Outcome[] = [];
    const onOutcome = (outcome: Outcome) => outcomes.push(outcome);
    const work = deliver({ adapter, chatId: 1, clock, agent: async ({ onDelta }) => onDelta('The whole answer.'), onOutcome });
    expect(await inTime(virtual, work)).toBe('The whole answer.');
    expect(outcomes).toMatchObject([{ status: 'cancelled', notes: ['cancelled: not settled in time'] }]);
    expect(virtual.now() - start).toBeGreaterThanOrEqual(LAST_MS);
  });

  test('leaves no timer behind', async () => {
    const clock = new VirtualClock();
    const { adapter } = chat();
    await inTime(clock, deliver({ adapter, chatId: 1, clock, agent: async ({ onDelta }) => onDelta('The whole answer.') }));
    expect(clock.pending).toBe(0);
  });
});
