import { expect, test } from 'vitest';
import type { Result } from '../../src/adapter.js';
import { type CallResult, openCall } from '../../src/stream/platform-call.js';
import { VirtualClock } from '../../src/virtual-clock.js';

const NEVER = new Promise<never>(() => {});

async function answerOf(answer: unknown): Promise<CallResult> {
  return openCall(async () => answer as Result, 1_000, new VirtualClock()).result;
}

const threw = (what: string) => ({ ok: false, reason: 'threw', message: `the adapter ${what}` });

test('a success keeps its id, whatever that is', async () => {
  for (const messageId of ['m1', '', 0, 7]) expect(await answerOf({ ok: true, messageId })).toEqual({ ok: true, messageId });
  for (const messageId of [undefined, null]) expect(await answerOf({ ok: true, messageId })).toEqual({ ok: true, messageId: undefined });
});

test('the id of a split text is that of its last part, unless another is named', async () => {
  const parts = [
    { id: 'a', text: 'one' },
    { id: 'b', text: 'two' },
    { id: 'c', text: 'three' },
  ];
  expect(await answerOf({ ok: true, parts })).toEqual({ ok: true, messageId: 'c', parts });
  expect(await answerOf({ ok: true, messageId: 'd', parts })).toEqual({ ok: true, messageId: 'd', parts });
  expect(await answerOf({ ok: true, messageId: 'c', parts: null })).toEqual({ ok: true, messageId: 'c' });
});

test.each([
  [undefined, 'undefined'],
  ['fine', 'string'],
  [null, 'null'],
])('an answer of %s is none', async (answer, name) => {
  expect(await answerOf(answer)).toEqual(threw(`answered ${name}`));
});

test.each([{}, { ok: 'yes' }, { ok: 1 }])('an answer without ok: true or ok: false is none: %s', async (answer) => {
  expect(await answerOf(answer)).toEqual(threw('answered without ok: true or ok: false'));
});

test.each([{ id: 1 }, true, Number.NaN])('an id that is no string or number is refused: %s', async (messageId) => {
  expect(await answerOf({ ok: true, messageId })).toEqual(threw('gave a messageId that is no string or number'));
});

const good = { id: 'a', text: 'one' };

test.each([[[]], ['ab'], [[null]], [['ab']], [[{ id: 'a' }]], [[{ text: 'one' }]], [[good, { id: {}, text: 'two' }]], [{ length: 1 }]])(
  'parts that are not a list of messages are refused: %j',
  async (parts) => {
    expect(await answerOf({ ok: true, parts })).toEqual(threw('gave parts that are not [{ id, text }]'));
  },
);

test('every reason of the port is known, and no other', async () => {
  const reasons = 'rateLimited editUnsupported notModified messageGone tooLong formatRejected forbidden transient maybeDelivered rejected';
  for (const reason of reasons.split(' ')) expect(await answerOf({ ok: false, reason })).toMatchObject({ ok: false, reason });
  for (const reason of ['', 'timedOut', undefined])
    expect(await answerOf({ ok: false, reason })).toEqual(threw(`gave the unknown reason ${reason}`));
});

test('a wait is a number of milliseconds from 0 on, or there is none', async () => {
  for (const ms of [0, 1, 5_000])
    expect(await answerOf({ ok: false, reason: 'rateLimited', retryAfterMs: ms })).toMatchObject({ retryAfterMs: ms });
  for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY, '5', null])
    expect(await answerOf({ ok: false, reason: 'rateLimited', retryAfterMs: ms })).toEqual({
      ok: false,
      reason: 'rateLimited',
      retryAfterMs: undefined,
    });
});

test('a wait says what it is for, if that is known', async () => {
  for (const scope of ['call', 'chat', 'token'])
    expect(await answerOf({ ok: false, reason: 'rateLimited', scope })).toStrictEqual({
      ok: false,
      reason: 'rateLimited',
      retryAfterMs: undefined,
      scope,
    });
  for (const scope of [undefined, 'world', 7])
    expect(await answerOf({ ok: false, reason: 'rateLimited', scope })).toStrictEqual({
      ok: false,
      reason: 'rateLimited',
      retryAfterMs: undefined,
    });
});

test('the platform’s words are kept, as far as they are words, and not too many', async () => {
  const wordsOf = async (message: unknown) => (await answerOf({ ok: false, reason: 'rejected', message })) as { message?: string };
  const most = 'x'.repeat(1_000);
  expect([(await wordsOf('no')).message, (await wordsOf(most)).message]).toEqual(['no', most]);
  expect((await wordsOf(`${most}y`)).message).toBe(`${most} …`);
  for (const message of [undefined, 7]) expect(await wordsOf(message)).not.toHaveProperty('message');
});

test('an id is kept whole, or refused', async () => {
  const most = 'x'.repeat(1_000);
  expect(await answerOf({ ok: true, messageId: most })).toMatchObject({ messageId: most });
  expect(await answerOf({ ok: true, messageId: `${most}y` })).toEqual(threw('gave a messageId that is no string or number'));
});

test('what an adapter throws, at once or later, is an answer with its words', async () => {
  const clock = new VirtualClock();
  const thrower = () => {
    throw new Error('at once');
  };
  expect(await openCall(thrower, 1_000, clock).result).toEqual({ ok: false, reason: 'threw', message: 'at once' });
  expect(await openCall(() => Promise.reject('later'), 1_000, clock).result).toEqual({ ok: false, reason: 'threw', message: 'later' });
  expect(clock.pending).toBe(0);
});

test('a value that cannot be read, or made a string, is an answer too', async () => {
  const unreadable = Object.create(null) as Record<string, unknown>;
  const trap = {
    get ok() {
      throw new Error('a trap');
    },
  };
  for (const value of [{ ok: false, reason: unreadable }, trap]) expect(await answerOf(value)).toEqual(threw('gave what cannot be read'));
  expect(await openCall(() => Promise.reject(unreadable), 1_000, new VirtualClock()).result).toMatchObject({
    reason: 'threw',
    message: expect.stringContaining('words'),
  });
});

test('at the deadline the call is aborted and over, not before', async () => {
  const clock = new VirtualClock();
  let signal: AbortSignal | undefined;
  const call = openCall(
    (given) => {
      signal = given;
      return NEVER;
    },
    1_000,
    clock,
  );
  await clock.advance(999);
  expect(signal?.aborted).toBe(false);
  await clock.advance(1);
  expect(signal?.aborted).toBe(true);
  expect(signal?.reason).toMatchObject({ name: 'TimeoutError' });
  expect(await call.result).toMatchObject({ ok: false, reason: 'timedOut' });
});

test('an adapter that rejects when it is aborted has timed out all the same', async () => {
  const clock = new VirtualClock();
  const call = openCall(
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    1_000,
    clock,
  );
  await clock.advance(1_000);
  expect(await call.result).toMatchObject({ reason: 'timedOut' });
});

test('an adapter that listens has let go of a call before it is over, so that the next one is alone', async () => {
  const clock = new VirtualClock();
  let isOpen = true;
  const request = async (signal: AbortSignal): Promise<never> => new Promise((_, reject) => signal.addEventListener('abort', reject));
  /** One function that awaits another, that awaits another … */
  const through = async (depth: number, signal: AbortSignal): Promise<Result> => {
    try {
      return await (depth === 0 ? request(signal) : through(depth - 1, signal));
    } finally {
      isOpen = depth < 6;
    }
  };
  const wasOpen = openCall((signal) => through(6, signal), 1_000, clock).result.then(() => isOpen);
  await clock.advance(1_000);
  expect(await wasOpen).toBe(false);
});

test('an adapter that answers at the very deadline, once it is aborted, has timed out', async () => {
  const clock = new VirtualClock();
  const call = openCall((signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve({ ok: true }))), 1_000, clock);
  await clock.advance(1_000);
  expect(await call.result).toMatchObject({ reason: 'timedOut' });
});

test('haste moves the deadline nearer and never further away', async () => {
  const clock = new VirtualClock();
  const signals: AbortSignal[] = [];
  const call = openCall(
    (given) => {
      signals.push(given);
      return NEVER;
    },
    1_000,
    clock,
  );
  call.hasten(2_000);
  call.hasten(300);
  call.hasten(500);
  expect(clock.pending).toBe(1);
  await clock.advance(299);
  expect(signals[0]?.aborted).toBe(false);
  await clock.advance(1);
  expect(signals[0]?.aborted).toBe(true);
});
