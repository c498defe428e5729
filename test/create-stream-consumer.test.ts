import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { AnyActorRef } from 'xstate';
import type { Adapter, Result } from '../src/adapter.js';
import type { ConsumerOptions, StreamConsumer } from '../src/consumer.js';
import { createStreamConsumer, startStream } from '../src/create-stream-consumer.js';
import type { Outcome } from '../src/outcome.js';
import { type Past, restore } from '../src/stream/restore.js';
import type { TapeRecord } from '../src/tape/record.js';
import { VirtualClock } from '../src/virtual-clock.js';
import { MemoryTape } from './tape/recording.js';

type Call = [op: string, text: string, at: number];
type Answer = (op: string, text: string, call: number) => Result | Promise<Result> | undefined;

interface Chat {
  clock: VirtualClock;
  calls: Call[];
  adapter: Adapter;
}

/** A chat that answers as `answer` says, else does what it is asked. Times are from its first moment. */
function chat(answer: Answer = () => undefined, maxLength = 100): Chat {
  const clock = new VirtualClock();
  const start = clock.now();
  const calls: Call[] = [];
  let messages = 0;
  async function take(op: string, text: string, done: () => Result): Promise<Result> {
    calls.push([op, text, clock.now() - start]);
    return (await answer(op, text, calls.length)) ?? done();
  }
  const adapter: Adapter = {
    name: 'chat',
    limits: { maxLength, lengthOf: (text) => text.length },
    can: { edit: true, delete: true },
    send: ({ text }) => take('send', text, () => ({ ok: true, messageId: `m${++messages}` })),
    edit: ({ text }) => take('edit', text, () => ({ ok: true })),
    delete: () => take('delete', '', () => ({ ok: true })),
  };
  return { clock, calls, adapter };
}

const late = (clock: VirtualClock, ms: number) =>
  new Promise<Result>((resolve) => clock.setTimeout(() => resolve({ ok: true, messageId: 'late' }), ms));

function stream({ adapter, clock }: Chat, options: Partial<ConsumerOptions> = {}, past?: Past): StreamConsumer {
  return startStream({ adapter, chatId: 1, clock, ...options, config: { cursor: '', ...options.config } }, past);
}

async function outcomeOf(consumer: StreamConsumer, clock: VirtualClock): Promise<Outcome> {
  let outcome: Outcome | undefined;
  void consumer.settled.then((settled) => {
    outcome = settled;
  });
  await clock.runUntil(() => outcome !== undefined);
  return consumer.settled;
}

const textsOf = (calls: Call[]) => calls.map(([op, text]) => `${op} ${text}`);

test('one answer, from the first delta to the end', async () => {
  const room = chat();
  const consumer = createStreamConsumer({ ...room, chatId: 1, config: { cursor: '' } });
  consumer.onDelta('One two');
  expect([consumer.alreadySent, consumer.view()]).toEqual([false, { state: 'idle', pending: 7, calls: 0, messages: [] }]);
  await room.clock.advance(10);
  expect(consumer.view()).toEqual({ state: 'streaming.cooling', pending: 0, calls: 1, messages: [{ id: 'm1', text: 'One two' }] });
  consumer.onDelta(' three');
  consumer.onSegmentBreak();
  consumer.onDelta('four');
  expect(consumer.view().pending).toBe(10);
  consumer.finish();
  expect(await outcomeOf(consumer, room.clock)).toMatchObject({ status: 'delivered', alreadySent: true, unshown: '', notes: [] });
  expect(consumer.alreadySent).toBe(true);
  expect(consumer.view()).toMatchObject({ state: 'done', pending: 0 });
  expect(textsOf(room.calls)).toEqual(['send One two', 'edit One two three', 'send four']);
  expect(room.clock.pending).toBe(0);
});

test('what could not be shown is what a view has pending in the end, and a message that is gone is not in it', async () => {
  const room = chat((op) => (op === 'edit' ? { ok: false, reason: 'messageGone' } : undefined));
  const consumer = stream(room);
  consumer.onDelta('One two');
  await room.clock.advance(10);
  consumer.onDelta(' three');
  await room.clock.advance(1_000);
  expect(consumer.view().messages).toEqual([{ id: 'm2', text: 'One two three' }]);
  consumer.onDelta(' four');
  consumer.cancel('enough', { mode: 'discard' });
  expect(await outcomeOf(consumer, room.clock)).toMatchObject({ unshown: 'four' });
  expect(consumer.view().pending).toBe(4);
});

test('where the chart has shown more than is said by now, nothing is pending', async () => {
  const room = chat();
  const consumer = stream(room);
  consumer.onDelta('One two three');
  await room.clock.advance(10);
  const pending: number[] = [];
  room.adapter.edit = async () => {
    pending.push(consumer.view().pending);
    return { ok: true };
  };
  consumer.finish('One');
  await outcomeOf(consumer, room.clock);
  expect(pending).toEqual([0]);
});

describe('an item that ends', () => {
  test('in doubt is not handed on to the next', async () => {
    const room = chat((op, text) => (op === 'send' && text === 'One two' ? { ok: false, reason: 'maybeDelivered' } : undefined));
    const consumer = stream(room, { config: { transport: 'buffered' } });
    consumer.onDelta('One two');
    consumer.onSegmentBreak();
    consumer.onDelta('three');
    consumer.finish();
    const outcome = await outcomeOf(consumer, room.clock);
    expect(outcome).toMatchObject({ status: 'partial', alreadySent: true, unshown: 'One two' });
    expect(textsOf(room.calls)).toEqual(['send One two', 'send three']);
  });

  test('unshown is handed on without the white space around it', async () => {
    const room = chat((_, text) => (text === 'One two' ? { ok: false, reason: 'transient' } : undefined));
    const consumer = stream(room, { config: { transport: 'buffered' } });
    consumer.onDelta('\nOne two\n');
    consumer.onSegmentBreak();
    await room.clock.advance(60_000);
    consumer.onDelta('three');
    consumer.finish();
    expect(await outcomeOf(consumer, room.clock)).toMatchObject({ status: 'delivered', text: 'One two\n\nthree' });
    expect(textsOf(room.calls).at(-1)).toBe('send One two\n\nthree');
  });

  test('at a boundary has 40 seconds for it, and what is left of it goes on', async () => {
    const room = chat((_, text) => (text === 'One two' ? { ok: false, reason: 'rateLimited', retryAfterMs: 15_000 } : undefined));
    const consumer = stream(room, { config: { transport: 'buffered' } });
    consumer.onDelta('One two');
    consumer.onSegmentBreak();
    consumer.onDelta('three');
    await room.clock.advance(60_000);
    const last = room.calls.at(-1) as Call;
    consumer.finish();
    await outcomeOf(consumer, room.clock);
    expect(last[2]).toBeLessThan(40_000);
    expect(textsOf(room.calls).at(-1)).toBe('send One two\n\nthree');
  });

  test('at a boundary is edited however old its message is; at the end that is sent anew', async () => {
    const room = chat();
    const consumer = stream(room, { config: { freshFinalAfter: 1 } });
    consumer.onDelta('One two');
    await room.clock.advance(10_000);
    consumer.onDelta(' three');
    consumer.onSegmentBreak();
    await room.clock.advance(1_000);
    expect(textsOf(room.calls)).toEqual(['send One two', 'edit One two three']);
    consumer.onDelta('four');
    await room.clock.advance(10_000);
    consumer.onDelta(' five');
    consumer.finish();
    await outcomeOf(consumer, room.clock);
    expect(textsOf(room.calls).slice(2)).toEqual(['send four', 'send four five', 'delete ']);
  });
});

describe('the end', () => {
  test.each([
    ['finish', (consumer: StreamConsumer) => consumer.finish()],
    ['interrupt', (consumer: StreamConsumer) => consumer.interrupt(new Error('broken off'))],
  ])('by %s gives a call that is on its way the time that it has', async (_, end) => {
    const room: Chat = chat((_op, _text, call) => (call === 1 ? late(room.clock, 5_000) : undefined));
    const consumer = stream(room);
    consumer.onDelta('One two');
    await room.clock.advance(10);
    end(consumer);
    expect((await outcomeOf(consumer, room.clock)).messages).toEqual([{ id: 'late', text: 'One two', certainty: 'seen' }]);
    expect(room.calls).toHaveLength(1);
  });

  test('is the first that was said, and leaves no timer behind', async () => {
    const room: Chat = chat((_op, _text, call) => (call === 1 ? late(room.clock, 5_000) : undefined));
    const consumer = stream(room, { config: { stallTimeout: 600 } });
    consumer.onDelta('One two');
    await room.clock.advance(10);
    consumer.finish();
    consumer.onDelta('late');
    consumer.finish('Three');
    consumer.interrupt(new Error('broken off'));
    const outcome = await outcomeOf(consumer, room.clock);
    expect(outcome).toMatchObject({ status: 'delivered', text: 'One two', notes: ['1 delta came after the end'] });
    consumer.onDelta('later still');
    expect([outcome.failure, room.clock.pending]).toEqual([undefined, 0]);
  });

  test('is a source that fell silent', async () => {
    const room = chat();
    const consumer = stream(room, { config: { stallTimeout: 5 } });
    consumer.onDelta('One two');
    const outcome = await outcomeOf(consumer, room.clock);
    expect(outcome).toMatchObject({ status: 'partial', failure: { reason: 'stalled', message: 'the source fell silent' } });
  });
});

describe('a cancel', () => {
  test('ends every wait at once, also one of the end', async () => {
    const room = chat((op) => (op === 'edit' ? { ok: false, reason: 'rateLimited', retryAfterMs: 20_000 } : undefined));
    const consumer = stream(room);
    consumer.onDelta('One two');
    await room.clock.advance(2_000);
    consumer.onDelta(' three');
    consumer.finish();
    await room.clock.advance(2_000);
    expect(consumer.view().state).toBe('finishing.editWaiting');
    consumer.cancel();
    expect(await outcomeOf(consumer, room.clock)).toMatchObject({ status: 'cancelled', notes: ['cancelled: cancelled'] });
    expect(room.clock.now()).toBeLessThan(1_000_000 + 12_100);
  });

  test('keeps what was said, and its first reason', async () => {
    const room = chat();
    const consumer = stream(room);
    consumer.onDelta('One two');
    consumer.cancel('enough');
    consumer.cancel();
    const outcome = await outcomeOf(consumer, room.clock);
    expect(outcome).toMatchObject({ status: 'cancelled', unshown: '', notes: ['cancelled: enough'] });
  });

  test('that discards is the last word', async () => {
    const room: Chat = chat(() => late(room.clock, 1_000));
    const consumer = stream(room);
    consumer.onDelta('One two');
    await room.clock.advance(10);
    consumer.cancel('away with it', { mode: 'discard' });
    consumer.cancel('once more', { mode: 'discard' });
    expect(await outcomeOf(consumer, room.clock)).toMatchObject({ status: 'cancelled', notes: ['cancelled: away with it'] });
  });

  test('is nothing after the end', async () => {
    const room = chat();
    const tape = new MemoryTape('on');
    const consumer = stream(room, { tape });
    consumer.onDelta('One two');
    consumer.finish();
    await outcomeOf(consumer, room.clock);
    consumer.cancel('too late', { mode: 'discard' });
    expect(tape.records.at(-1)?.kind).toBe('end');
  });

  test('is a signal that is aborted, whether before or later', async () => {
    const room = chat();
    const early = stream(room, { signal: AbortSignal.abort() });
    early.onDelta('One two');
    expect(await outcomeOf(early, room.clock)).toMatchObject({
      status: 'cancelled',
      text: '',
      notes: ['1 delta came after the end', 'cancelled: aborted'],
    });
    const stop = new AbortController();
    const later = stream(room, { signal: stop.signal });
    later.onDelta('One two');
    stop.abort();
    expect(await outcomeOf(later, room.clock)).toMatchObject({ status: 'cancelled', text: 'One two', notes: ['cancelled: aborted'] });
  });

  test('is listened for until the end', async () => {
    const room = chat();
    const { signal } = new AbortController();
    const consumer = stream(room, { signal });
    consumer.onDelta('One two');
    consumer.finish();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await outcomeOf(consumer, room.clock);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});

test('an inspector sees the chart by the name of its stream, and its state', async () => {
  const room = chat();
  const seen: [string, unknown][] = [];
  const consumer = stream(room, {
    streamId: 's1',
    inspect: (event) => {
      if (event.type === '@xstate.snapshot') seen.push([(event.actorRef as AnyActorRef).id, (event.snapshot as { value?: unknown }).value]);
    },
  });
  consumer.onDelta('One two');
  consumer.finish();
  await outcomeOf(consumer, room.clock);
  expect([seen.at(0), seen.at(-1)]).toEqual([
    ['s1', 'idle'],
    ['s1', 'done'],
  ]);
});

describe('a stream that another process began', () => {
  const END_OF = { seq: 99, chain: 'c' };

  /** What is on the tape of a stream, up to the first record for which `isLast`. */
  async function tapeOf(room: Chat, say: (consumer: StreamConsumer) => unknown, isLast: (record: TapeRecord) => boolean) {
    const tape = new MemoryTape('on');
    const consumer = stream(room, { tape });
    await say(consumer);
    await outcomeOf(consumer, room.clock);
    return tape.records.slice(0, tape.records.findIndex(isLast) + 1);
  }

  const tapeOfOneTwo = (isLast: (record: TapeRecord) => boolean) =>
    tapeOf(
      chat(),
      (consumer) => {
        consumer.onDelta('One two');
        consumer.finish();
      },
      isLast,
    );

  const isCloseEvent = (record: TapeRecord) => record.kind === 'event' && record.event.type === 'CLOSE';
  const isEndInput = (record: TapeRecord) => record.kind === 'input' && record.input === 'end';

  test('goes on from where its open message begins', async () => {
    const first = chat(undefined, 20);
    const records = await tapeOf(
      first,
      async (consumer) => {
        consumer.onDelta('One two three\nfour five six');
        await first.clock.advance(5_000);
        consumer.finish('One two  three four five six seven');
      },
      isCloseEvent,
    );
    const room = chat(undefined, 20);
    const consumer = stream(room, {}, { records, after: END_OF, restore });
    expect(await outcomeOf(consumer, room.clock)).toMatchObject({ status: 'delivered', text: 'One two three four five six seven' });
  });

  test('knows of the answers that ended before', async () => {
    const isVerdict = (record: TapeRecord) => record.kind === 'event' && record.event.type === 'NEXT';
    const records = await tapeOf(
      chat(),
      (consumer) => {
        for (const word of ['One', null, 'Two']) consumer.onDelta(word);
        consumer.finish();
      },
      isVerdict,
    );
    const room = chat();
    const consumer = stream(room, {}, { records, after: END_OF, restore });
    consumer.onDelta('Two');
    consumer.finish();
    expect(await outcomeOf(consumer, room.clock)).toMatchObject({ status: 'delivered', text: 'One\n\nTwo' });
    expect(textsOf(room.calls)).toEqual(['send Two']);
  });

  test('has its time to finish from now on', async () => {
    const records = await tapeOfOneTwo(isEndInput);
    const room = chat(() => ({ ok: false, reason: 'rateLimited', retryAfterMs: 25_000 }));
    const consumer = stream(room, {}, { records, after: END_OF, restore });
    expect((await outcomeOf(consumer, room.clock)).status).toBe('undelivered');
    expect(room.clock.now() - 1_000_000).toBeLessThanOrEqual(60_000);
  });

  test.each([true, false])('hears what was found out about its call, and so does its tape, if it has one: %s', async (hasTape) => {
    const records = await tapeOfOneTwo(({ kind }) => kind === 'call');
    const room = chat();
    const tape = new MemoryTape('on');
    const found = { call: 1, result: { ok: true, messageId: 'm7' } } as const;
    const consumer = stream(room, hasTape ? { tape } : {}, { records, after: END_OF, found, restore });
    consumer.finish();
    expect(await outcomeOf(consumer, room.clock)).toMatchObject({ status: 'delivered', messages: [{ id: 'm7', text: 'One two' }] });
    expect(room.calls).toEqual([]);
    expect(tape.records.filter(({ kind }) => kind === 'answer')).toMatchObject(hasTape ? [{ call: 1, result: 'ok', messageId: 'm7' }] : []);
  });

  test('is shown to an inspector from where it stands', async () => {
    const records = await tapeOfOneTwo(({ kind }) => kind === 'call');
    const room = chat();
    const states: unknown[] = [];
    const inspect: ConsumerOptions['inspect'] = (event) => {
      if (event.type === '@xstate.snapshot') states.push((event.snapshot as { value?: unknown }).value);
    };
    const consumer = stream(room, { inspect }, { records, after: END_OF, restore });
    consumer.finish();
    await outcomeOf(consumer, room.clock);
    expect(states[0]).not.toBe('idle');
  });
});
