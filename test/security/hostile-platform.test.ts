// What a platform that means ill, or a server that took its place, can answer: none of it may crash, fill the memory, keep a chat busy or
// pass for something else. SECURITY.md names these tests.

import { describe, expect, it, vi } from 'vitest';
import type { Adapter, Failure, Result } from '../../src/adapter.js';
import { homeassistant } from '../../src/adapters/homeassistant.js';
import { matrix } from '../../src/adapters/matrix.js';
import { signal as signalAdapter } from '../../src/adapters/signal.js';
import { systemClock } from '../../src/clock.js';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import type { Outcome } from '../../src/outcome.js';
import { openCall } from '../../src/stream/platform-call.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { MemoryTape } from '../tape/recording.js';

const resultOf = (answer: unknown) => openCall(async () => answer as Result, 1_000, new VirtualClock()).result;

/** A platform that answers every call alike. */
function answering(answer: unknown, name = 'hostile'): Adapter {
  const say = async () => answer as Result;
  const limits = { maxLength: 100, lengthOf: (text: string) => text.length };
  return { name, limits, can: { edit: true, delete: true }, send: say, edit: say, delete: say };
}

/** Streams an answer of several messages to it, with a tape that takes everything. */
async function stream(adapter: Adapter): Promise<{ outcome: Outcome; tape: MemoryTape }> {
  const clock = new VirtualClock();
  const tape = new MemoryTape('on');
  const consumer = createStreamConsumer({ adapter, chatId: '42', clock, tape });
  for (let word = 0; word < 60; word += 1) {
    consumer.onDelta(`word${word} `);
    await clock.advance(50);
  }
  consumer.finish();
  let isOver = false;
  consumer.settled.then(() => {
    isOver = true;
  });
  await clock.runUntil(() => isOver);
  return { outcome: await consumer.settled, tape };
}

describe('words', () => {
  it('of ten megabytes are cut before they reach an outcome or a tape', async () => {
    const message = 'x'.repeat(10_000_000);
    const { outcome, tape } = await stream(answering({ ok: false, reason: 'rejected', message } satisfies Failure));
    expect(outcome.status).toBe('undelivered');
    expect(outcome.failure?.message.length).toBeLessThan(1_100);
    for (const line of tape.lines) expect(line.length).toBeLessThan(5_000);
  });

  it('that are thrown are cut, too', async () => {
    const thrown = openCall(() => Promise.reject(new Error('x'.repeat(10_000_000))), 1_000, new VirtualClock());
    expect(await thrown.result).toMatchObject({ reason: 'threw', message: expect.stringMatching(/^x{1000} …$/) });
  });

  it('that are none are left out', async () => {
    for (const message of [{}, 7, null, ['x']])
      expect(await resultOf({ ok: false, reason: 'rejected', message })).not.toHaveProperty('message');
  });
});

describe('ids', () => {
  it.each([
    ['of ten megabytes', 'x'.repeat(10_000_000)],
    ['that no JSON can hold', Number.POSITIVE_INFINITY],
  ])('%s are none', async (_, messageId) => {
    expect(await resultOf({ ok: true, messageId })).toMatchObject({ ok: false, reason: 'threw' });
    expect(await resultOf({ ok: true, parts: [{ id: messageId, text: '' }] })).toMatchObject({ ok: false, reason: 'threw' });
  });

  it('named like what every object has are ids', async () => {
    for (const messageId of ['__proto__', 'constructor', 'toString']) {
      const { outcome } = await stream(answering({ ok: true, messageId }));
      expect(outcome.status).toBe('delivered');
      expect(outcome.messages[0]?.id).toBe(messageId);
    }
  });
});

describe('JSON that would change what every object has', () => {
  const poison = '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}';

  it('changes nothing, and goes no further than the answer', async () => {
    const failure = await resultOf(JSON.parse(`{"ok":false,"reason":"rejected",${poison}}`));
    expect(Object.keys(failure).sort()).toEqual(['ok', 'reason', 'retryAfterMs']);
    await stream(answering(JSON.parse(`{"ok":true,"messageId":"1","parts":[{"id":"1","text":"a",${poison}},{"id":"2","text":"b"}]}`)));
    expect({}).not.toHaveProperty('polluted');
  });

  it('as metadata of the caller changes nothing', async () => {
    const adapter = matrix({ baseUrl: 'http://127.0.0.1:9', accessToken: 'x', fetch: async () => Response.json({ event_id: '$1' }) });
    const metadata = JSON.parse(`{${poison}}`);
    expect(await adapter.send({ ...request, metadata, text: 'Hello', final: true, idempotencyKey: 'k' })).toMatchObject({ ok: true });
    expect({}).not.toHaveProperty('polluted');
  });

  it('as the name of an adapter finds no limits that nobody declared', async () => {
    for (const name of ['constructor', '__proto__', 'toString'])
      expect((await stream(answering({ ok: true, messageId: 1 }, name))).outcome.status).toBe('delivered');
  });
});

describe('waits', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, '5', {}])('of %s are no waits of a length', async (retryAfterMs) => {
    expect(await resultOf({ ok: false, reason: 'rateLimited', retryAfterMs })).toMatchObject({
      reason: 'rateLimited',
      retryAfterMs: undefined,
    });
  });

  it('of thirty years end the answer when its time is up, and nothing is called meanwhile', async () => {
    const { outcome } = await stream(answering({ ok: false, reason: 'rateLimited', retryAfterMs: 1e12 } satisfies Failure));
    expect(outcome).toMatchObject({ status: 'undelivered', alreadySent: false, calls: 1, failure: { reason: 'rateLimited' } });
  });

  it('that Node’s timers do not know are not over at once', () => {
    const timer = vi.spyOn(globalThis, 'setTimeout');
    systemClock.clearTimeout(systemClock.setTimeout(() => {}, 1e12));
    expect(timer).toHaveBeenCalledWith(expect.any(Function), 2 ** 31 - 1);
    timer.mockRestore();
  });

  it('for something that there is not hold what is usual', async () => {
    expect(await resultOf({ ok: false, reason: 'rateLimited', scope: 'the whole world' })).not.toHaveProperty('scope');
  });
});

describe('parts that were never sent', () => {
  const lies = ['', 'something else', 'x'.repeat(100_000)];

  it.each(lies)('(%#) end the answer all the same, and cost no more calls than it has words', async (text) => {
    const parts = [
      { id: 'a', text },
      { id: 'b', text },
    ];
    const { outcome } = await stream(answering({ ok: true, parts }));
    expect(['delivered', 'partial', 'undelivered']).toContain(outcome.status);
    expect(outcome.calls).toBeLessThan(60);
  });
});

// ---- servers that are spoken to with fetch ----------------------------------------------------------------------------------

const request = { chatId: '+491', signal: new AbortController().signal };
const sending = { ...request, text: 'Hello', final: true, idempotencyKey: 'k' };

const servers = {
  matrix: (fetch: typeof globalThis.fetch) => matrix({ baseUrl: 'http://127.0.0.1:9', accessToken: 'planted-access-token', fetch }),
  signal: (fetch: typeof globalThis.fetch) => signalAdapter({ baseUrl: 'http://127.0.0.1:9', fetch }),
  homeassistant: (fetch: typeof globalThis.fetch) =>
    homeassistant({ baseUrl: 'http://127.0.0.1:9', accessToken: 'planted-access-token', fetch }),
};

describe.each(Object.entries(servers))('a server in the place of %s', (name, adapterOver) => {
  it('that never stops answering is not read to its end', async () => {
    let pulled = 0;
    const endless = () =>
      new ReadableStream({
        pull(controller) {
          pulled += 1;
          controller.enqueue(new Uint8Array(64 * 1_024).fill(0x20));
        },
      });
    const result = await adapterOver(async () => new Response(endless(), { status: 500 })).send(sending);
    expect(result).toMatchObject({ ok: false, reason: 'maybeDelivered' });
    expect(pulled).toBeLessThan(100);
  });

  it.each([
    '<html><script>alert(1)</script></html>',
    'null',
    '[]',
    '"ok"',
    '[['.repeat(100_000),
    '{"event_id":{"toString":1},"result":{"timestamp":{}},"error":{"code":{},"message":[]}}',
    '{"errcode":{},"error":{},"retry_after_ms":"1e999"}',
  ])('that answers nonsense (%#) is not believed', async (body) => {
    for (const status of [200, 429, 500]) {
      const result = await adapterOver(async () => new Response(body, { status })).send(sending);
      if (result.ok) expect(['string', 'number', 'undefined']).toContain(typeof result.messageId);
      else expect(typeof result.reason).toBe('string');
      // Home Assistant answers a list of what changed, which is not looked at; the others have to name the message.
      if (name !== 'homeassistant') expect(result.ok).toBe(false);
    }
  });

  it('gets the token in a header, and its own words about it go nowhere', async () => {
    const result = await adapterOver(async () =>
      Response.json({ error: 'planted-access-token', errcode: 'planted-access-token', message: 'planted-access-token' }, { status: 400 }),
    ).send(sending);
    if (name !== 'signal') expect(JSON.stringify(result)).not.toContain('planted');
  });
});
