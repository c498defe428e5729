import { describe, expect, test } from 'vitest';
import type { Adapter, Result, SendRequest } from '../src/adapter.js';
import type { ConsumerOptions, StreamConsumer } from '../src/consumer.js';
import { createStreamConsumer } from '../src/create-stream-consumer.js';
import { InvalidInputError } from '../src/errors.js';
import type { Outcome } from '../src/outcome.js';
import { VirtualClock } from '../src/virtual-clock.js';

/** A chat that shows what it is sent; a test overrides what is to go wrong. */
function chat(overrides: Partial<Adapter> = {}): { adapter: Adapter; screen: Map<unknown, string> } {
  const screen = new Map<unknown, string>();
  const adapter: Adapter = {
    name: 'chat',
    limits: { maxLength: 4_096, lengthOf: (text) => text.length },
    can: { edit: true },
    async send({ text }) {
      const messageId = screen.size;
      screen.set(messageId, text);
      return { ok: true, messageId };
    },
    async edit({ messageId, text }) {
      screen.set(messageId, text);
      return { ok: true };
    },
    ...overrides,
  };
  return { adapter, screen };
}

async function deliver(
  say: (consumer: StreamConsumer) => void,
  options: Partial<ConsumerOptions> & { adapter: Adapter },
): Promise<Outcome> {
  const clock = new VirtualClock();
  const consumer = createStreamConsumer({ chatId: 1, clock, ...options });
  let outcome: Outcome | undefined;
  void consumer.settled.then((settled) => {
    outcome = settled;
  });
  say(consumer);
  consumer.finish();
  await clock.runUntil(() => outcome !== undefined);
  if (!outcome) throw new Error('it never settled');
  return outcome;
}

describe('a number that makes no sense is refused at the door', () => {
  for (const [name, value] of [
    ['editInterval', Number.NaN],
    ['editInterval', -1],
    ['editInterval', 1e9],
    ['bufferThreshold', 0],
    ['callTimeout', Number.POSITIVE_INFINITY],
    ['finishTimeout', 0],
    ['stallTimeout', -0.1],
  ] as const)
    test(`${name}: ${value}`, () => {
      expect(() => createStreamConsumer({ ...chat(), chatId: 1, config: { [name]: value } })).toThrow(
        expect.objectContaining({ name: 'ConfigError' }),
      );
    });

  for (const maxLength of [0, -1, Number.NaN])
    test(`maxLength ${maxLength}`, () => {
      const { adapter } = chat({ limits: { maxLength, lengthOf: (text) => text.length } });
      expect(() => createStreamConsumer({ adapter, chatId: 1 })).toThrow(InvalidInputError);
    });
});

describe('an option of the wrong shape is refused at the door', () => {
  test.each([
    ['replyTo', null],
    ['metadata', 'topic 7'],
    ['signal', {}],
    ['chatId', undefined],
    ['clock', { now: () => 0 }],
    ['filters', [() => {}]],
    ['tape', {}],
    ['onNewMessage', 'yes'],
    ['streamId', ''],
    ['adapter', { ...chat().adapter, send: 'no' }],
    ['adapter', { ...chat().adapter, can: {} }],
    ['adapter', chat({ limits: { maxLength: 10, lengthOf: (text) => text.length, maxEdits: Number.NaN } }).adapter],
    ['adapter', chat({ limits: { maxLength: 10, lengthOf: (text) => text.length, draftExpiryMs: -1 } }).adapter],
    ['adapter', chat({ limits: { maxLength: 10, lengthOf: (text) => text.length, streamExpiryMs: 0 } }).adapter],
  ])('%s: %j', (name, value) => {
    expect(() => createStreamConsumer({ ...chat(), chatId: 1, [name]: value } as ConsumerOptions)).toThrow(InvalidInputError);
  });
});

test.each([0, ''])('the id %j is something to answer, and a place to write to', async (id) => {
  const requests: unknown[] = [];
  const { adapter } = chat({
    can: { edit: false },
    send: async ({ chatId, replyTo }) => {
      requests.push([chatId, replyTo]);
      return { ok: true };
    },
  });
  await deliver(({ onDelta }) => onDelta('Hello'), { adapter, chatId: id, replyTo: id });
  expect(requests).toEqual([[id, id]]);
});

test.each([0, ''])('the id %j is an id', async (messageId) => {
  const texts: string[] = [];
  const { adapter } = chat({
    send: async () => ({ ok: true, messageId }),
    edit: async (request) => {
      texts.push(`${JSON.stringify(request.messageId)} ${request.text}`);
      return { ok: true };
    },
  });
  const outcome = await deliver(({ onDelta }) => onDelta('Hello'), { adapter, config: { transport: 'edit' } });
  expect(outcome).toMatchObject({ status: 'delivered', messages: [{ id: messageId, text: 'Hello' }] });
  expect(texts.every((text) => text.startsWith(JSON.stringify(messageId)))).toBe(true);
});

test.each([
  undefined,
  null,
  'sent',
  42,
  {},
  { ok: 'yes' },
  { ok: true, messageId: {} },
  { ok: true, parts: 'two' },
  { ok: false, reason: 'tired' },
])('an adapter that answers %j to a last send is not believed, and its text is named', async (answer) => {
  const { adapter } = chat({ can: { edit: false }, send: async () => answer as unknown as Result });
  const outcome = await deliver(({ onDelta }) => onDelta('Hello'), { adapter });
  expect(outcome).toMatchObject({ status: 'undelivered', alreadySent: false, unshown: 'Hello', messages: [{ certainty: 'maybe' }] });
});

test.each([undefined, 'done', { ok: true, messageId: {} }, { ok: false, reason: 'tired' }])(
  'an adapter that answers %j to every edit is not believed, and the rest goes out as a message',
  async (answer) => {
    const { adapter, screen } = chat({ edit: async () => answer as unknown as Result });
    const clock = new VirtualClock();
    const consumer = createStreamConsumer({ adapter, chatId: 1, clock });
    consumer.onDelta('Hello');
    await clock.advance(400);
    consumer.onDelta(' there.');
    consumer.finish();
    await clock.advance(10_000);
    expect(await consumer.settled).toMatchObject({ status: 'delivered', alreadySent: true, unshown: '' });
    expect([...screen.values()]).toEqual(['Hello ▉', 'there.']);
  },
);

test.each([Number.NaN, -5, Number.POSITIVE_INFINITY, '7'])('a wait of %j ms is one without a time', async (retryAfterMs) => {
  let calls = 0;
  const { adapter } = chat({
    can: { edit: false },
    send: async () => {
      calls += 1;
      return calls === 1 ? { ok: false, reason: 'rateLimited', retryAfterMs: retryAfterMs as number } : { ok: true };
    },
  });
  const outcome = await deliver(({ onDelta }) => onDelta('Hello'), { adapter });
  expect([outcome.status, calls]).toEqual(['delivered', 2]);
});

test('a wait of centuries is kept to, and the outcome says how long it is', async () => {
  const times: number[] = [];
  const clock = new VirtualClock();
  const { adapter } = chat({
    can: { edit: false },
    send: async () => {
      times.push(clock.now());
      return { ok: false, reason: 'rateLimited', retryAfterMs: Number.MAX_VALUE };
    },
  });
  const outcome = await deliver(({ onDelta }) => onDelta('Hello'), { adapter, clock });
  expect(times).toHaveLength(1);
  expect(outcome).toMatchObject({ status: 'undelivered', unshown: 'Hello', failure: { reason: 'rateLimited' } });
  expect(outcome.failure?.retryAfterMs).toBeGreaterThan(1e15);
});

test('no timer is asked to wait longer than timers can', async () => {
  const waits: number[] = [];
  const virtual = new VirtualClock();
  const clock = { ...virtual, setTimeout: (callback: () => void, ms: number) => waits.push(ms) && virtual.setTimeout(callback, ms) };
  const { adapter } = chat({ send: async () => ({ ok: false, reason: 'rateLimited', retryAfterMs: 1e12 }) });
  const consumer = createStreamConsumer({ adapter, chatId: 1, clock });
  consumer.onDelta('Hello');
  await virtual.advance(3e9);
  expect(Math.max(...waits)).toBe(2 ** 31 - 1);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('no idea');
    },
  ],
  ['gives NaN', () => Number.NaN],
  ['gives a negative number', () => -1],
  ['gives a string', () => '5' as unknown as number],
])('a lengthOf that %s ends the delivery and not the process', async (_, lengthOf) => {
  const { adapter, screen } = chat({ limits: { maxLength: 100, lengthOf } });
  const outcome = await deliver(({ onDelta }) => onDelta('Hello'), { adapter });
  expect(outcome).toMatchObject({ status: 'undelivered', unshown: 'Hello', failure: { reason: 'rejected' } });
  expect(screen.size).toBe(0);
});

test('half a surrogate pair is shown as the replacement character, and a pair cut in two is whole', async () => {
  const { adapter, screen } = chat();
  await deliver(({ onDelta }) => ['a\ud83d', ' b \ud83d', '\ude00 c\ud83d'].forEach(onDelta), { adapter });
  expect([...screen.values()]).toEqual(['a\ufffd b 😀 c\ufffd']);
});

test('50 MB of text arrives whole, in time that grows with its length', { timeout: 60_000 }, async () => {
  const { adapter, screen } = chat({ limits: { maxLength: Number.POSITIVE_INFINITY, lengthOf: (text) => text.length } });
  const piece = 'x'.repeat(1024 * 1024);
  const outcome = await deliver(
    ({ onDelta }) => {
      for (let i = 0; i < 50; i += 1) onDelta(piece);
    },
    { adapter },
  );
  expect(outcome.status).toBe('delivered');
  expect([...screen.values()].join('').length).toBe(50 * piece.length);
});

test('text beyond the limit is refused, and the outcome says how much', { timeout: 60_000 }, async () => {
  const { adapter } = chat({ can: { edit: false }, limits: { maxLength: Number.POSITIVE_INFINITY, lengthOf: (text) => text.length } });
  const outcome = await deliver(
    ({ onDelta }) => {
      for (let i = 0; i < 70; i += 1) onDelta('x'.repeat(1024 * 1024));
    },
    { adapter },
  );
  expect(outcome).toMatchObject({ status: 'partial', alreadySent: false, failure: { reason: 'overflow' } });
});

test('a delta from inside a call of the adapter is shown', async () => {
  let speak: (text: string) => void = () => {};
  const { adapter, screen } = chat({ can: { edit: true } });
  const send = adapter.send.bind(adapter);
  const talkative = {
    ...adapter,
    send: (request: SendRequest) => {
      speak(' and more');
      return send(request);
    },
  };
  const consumer = createStreamConsumer({ adapter: talkative, chatId: 1, clock: new VirtualClock() });
  speak = (text) => {
    speak = () => {};
    consumer.onDelta(text);
    consumer.finish();
  };
  consumer.onDelta('Hello');
  expect(await consumer.settled).toMatchObject({ status: 'delivered', text: 'Hello and more' });
  expect([...screen.values()]).toEqual(['Hello and more']);
});

test('finish from inside onNewMessage ends it once', async () => {
  const { adapter, screen } = chat();
  const consumer = createStreamConsumer({ adapter, chatId: 1, clock: new VirtualClock(), onNewMessage: () => consumer.finish() });
  consumer.onDelta('Hello');
  expect((await consumer.settled).status).toBe('delivered');
  expect([...screen.values()]).toEqual(['Hello']);
});

test('a listener may say more, and may fail in its own time', async () => {
  const { adapter, screen } = chat();
  const consumer = createStreamConsumer({
    adapter,
    chatId: 1,
    clock: new VirtualClock(),
    async onNewMessage({ text }) {
      if (!text.startsWith('Hello')) return;
      consumer.onDelta(' you');
      consumer.onSegmentBreak();
      consumer.onDelta('And you');
      void consumer.flush();
      consumer.finish();
      throw new Error('the listener blew up');
    },
  });
  consumer.onDelta('Hello');
  expect(await consumer.settled).toMatchObject({ status: 'delivered', alreadySent: true });
  expect([...screen.values()]).toEqual(['Hello you', 'And you']);
});

test('a listener may cancel, and be told no more', async () => {
  const { adapter } = chat();
  const told: string[] = [];
  const consumer = createStreamConsumer({
    adapter,
    chatId: 1,
    clock: new VirtualClock(),
    onNewMessage({ text }) {
      told.push(text);
      consumer.cancel('enough', { mode: 'discard' });
    },
  });
  consumer.onDelta('Hello');
  expect(await consumer.settled).toMatchObject({ status: 'cancelled', alreadySent: false });
  expect(told).toHaveLength(1);
});

test('cancel from inside a send ends it', async () => {
  const { adapter } = chat();
  const send = adapter.send.bind(adapter);
  const consumer = createStreamConsumer({
    adapter: {
      ...adapter,
      send: (request) => {
        consumer.cancel();
        return send(request);
      },
    },
    chatId: 1,
    clock: new VirtualClock(),
  });
  consumer.onDelta('Hello');
  expect(await consumer.settled).toMatchObject({ status: 'cancelled', unshown: '' });
});

test.each([undefined, 7, {}, []])('a delta of %j is refused at the door, and nothing else is lost', async (delta) => {
  const { adapter, screen } = chat();
  await deliver(
    ({ onDelta }) => {
      onDelta('Hello');
      expect(() => onDelta(delta as unknown as string)).toThrow(InvalidInputError);
    },
    { adapter },
  );
  expect([...screen.values()]).toEqual(['Hello']);
});

test.each([undefined, 7, {}, null])('a commentary or a final text of %j is refused at the door, and nothing else is lost', async (text) => {
  const { adapter, screen } = chat();
  await deliver(
    (consumer) => {
      consumer.onDelta('Hello');
      expect(() => consumer.onCommentary(text as unknown as string)).toThrow(InvalidInputError);
      if (text !== undefined) expect(() => consumer.finish(text as unknown as string)).toThrow(InvalidInputError);
    },
    { adapter },
  );
  expect([...screen.values()]).toEqual(['Hello']);
});

test('a cancel of a mode that does not exist keeps what was said', async () => {
  const { adapter, screen } = chat();
  const outcome = await deliver(
    (consumer) => {
      consumer.onDelta('Hello');
      consumer.cancel('enough', { mode: 'delete' as 'keep' });
    },
    { adapter },
  );
  expect(outcome).toMatchObject({ status: 'cancelled', unshown: '' });
  expect([...screen.values()]).toEqual(['Hello']);
});

test.each([undefined, 7, ['x'], null])('a filter that gives %j hides what comes after, and the outcome says so', async (given) => {
  const { adapter, screen } = chat();
  const filters = [{ name: 'odd', start: () => ({ push: (text: string) => (text === 'b' ? (given as unknown as string) : text) }) }];
  const outcome = await deliver(({ onDelta }) => ['aaaa', 'b', 'cccc'].forEach(onDelta), { adapter, filters });
  expect(outcome).toMatchObject({ status: 'partial', alreadySent: false, failure: { reason: 'filter' } });
  expect([...screen.values()]).toEqual(['aaaa']);
});

test('more segments than may wait are refused, and the outcome says so', { timeout: 60_000 }, async () => {
  const { adapter, screen } = chat({ can: { edit: false } });
  const outcome = await deliver(
    ({ onDelta }) => {
      for (let segment = 0; segment < 10_100; segment += 1) {
        onDelta(`segment ${segment}`);
        onDelta(null);
      }
    },
    { adapter, config: { finishTimeout: 600 } },
  );
  expect(outcome).toMatchObject({ alreadySent: false, failure: { reason: 'overflow' } });
  expect(outcome.failure?.message).toMatch(/^\d+ characters were refused/u);
  expect(screen.size).toBeGreaterThan(9_000);
});

test('a filter that throws hides what comes after, and the outcome says so', async () => {
  const { adapter, screen } = chat();
  const filters = [
    {
      name: 'broken',
      start: () => ({
        push: (text: string) => {
          if (text === 'b') throw new Error('no');
          return text;
        },
      }),
    },
  ];
  const outcome = await deliver(({ onDelta }) => ['aaaa', 'b', 'cccc'].forEach(onDelta), { adapter, filters });
  expect(outcome).toMatchObject({ status: 'partial', alreadySent: false, failure: { reason: 'filter' } });
  expect([...screen.values()]).toEqual(['aaaa']);
});

test('an empty final text replaces nothing', async () => {
  const { adapter, screen } = chat();
  await deliver(
    (consumer) => {
      consumer.onDelta('Hello');
      consumer.finish('');
    },
    { adapter },
  );
  expect([...screen.values()]).toEqual(['Hello']);
});

test('what comes after the end is counted and ignored', async () => {
  const { adapter, screen } = chat();
  const outcome = await deliver(
    (consumer) => {
      consumer.onDelta('Hello');
      consumer.cancel('enough');
      consumer.finish('Other');
      consumer.onDelta('late');
      consumer.onCommentary('later');
    },
    { adapter },
  );
  expect(outcome).toMatchObject({ status: 'cancelled', text: 'Hello', notes: expect.arrayContaining(['1 delta came after the end']) });
  expect([...screen.values()]).toEqual(['Hello']);
});
