import { describe, expect, test } from 'vitest';
import type { CallCommand, Op } from '../../machines/vocabulary.js';
import type { Adapter, Capabilities, Limits, Result } from '../../src/adapter.js';
import { chainFilters } from '../../src/filters/chain.js';
import { CallPlanner, type Plan } from '../../src/stream/call-planner.js';
import type { Intake } from '../../src/stream/intake.js';
import { Item } from '../../src/stream/item.js';
import { Ledger, type LedgerEntry } from '../../src/stream/ledger.js';
import { type Frame, Pages } from '../../src/stream/pages.js';

const call = (op: Op, { from = 0, final = false } = {}): CallCommand => ({ type: 'call', op, from, final });

interface Options {
  text?: string;
  limits?: Partial<Limits>;
  can?: Partial<Capabilities>;
  needsFinalEdit?: boolean;
  replyTo?: string;
  metadata?: Record<string, unknown>;
  streamId?: string;
  cursor?: string;
  /** Methods that the adapter does not have. */
  lacks?: (keyof Adapter)[];
}

/** A planner for one item, and what its plans ask of the platform. */
function plannerFor({
  text = 'One two',
  limits,
  can,
  replyTo,
  metadata,
  needsFinalEdit,
  streamId = 's-1',
  cursor = '',
  lacks = [],
}: Options = {}) {
  const requests: [string, Record<string, unknown>][] = [];
  const take = (op: string) => async (request: unknown) => {
    const { signal, ...rest } = request as { signal: AbortSignal };
    requests.push([op, rest]);
    expect(signal).toBeInstanceOf(AbortSignal);
    return { ok: true } as Result;
  };
  const adapter: Adapter = {
    name: 'chat',
    limits: { maxLength: 20, lengthOf: (one) => one.length, ...limits },
    can: { edit: true, delete: true, draft: true, nativeStream: true, ...can },
    needsFinalEdit,
    ...{ send: take('send'), edit: take('edit'), delete: take('delete'), draft: take('draft') },
    ...{ openStream: take('open'), appendStream: take('append'), closeStream: take('close') },
  };
  for (const method of lacks) Object.assign(adapter, { [method]: undefined });
  const item = new Item(0);
  item.append(text);
  const ledger = new Ledger();
  const time = { now: 1_000 };
  const planner = new CallPlanner({
    ...{ adapter, chatId: 7, replyTo, metadata, streamId, ledger },
    clock: { now: () => time.now } as never,
    intake: { current: item } as Intake,
    pages: new Pages(adapter.limits, cursor, chainFilters([])),
  });
  const stands = (entry: Partial<LedgerEntry> = {}) =>
    Object.assign(
      ledger.add({
        id: 'm1',
        text: 'One',
        certainty: 'seen',
        item,
        from: 0,
        to: 3,
        hasCursor: false,
        isOpen: true,
        sentAt: 1_000,
        ...entry,
      }),
      entry,
    );
  /** What the platform is asked. */
  async function asks(command: CallCommand): Promise<unknown> {
    await (planner.plan(command) as Plan).make(new AbortController().signal);
    return requests.pop();
  }
  return { planner, ledger, time, stands, asks, item };
}

const frameOf = (plan: unknown) => (plan as Plan).frame;

describe('a send', () => {
  test('asks for a new message, final where it is the last of it', async () => {
    const { asks } = plannerFor();
    const request = { chatId: 7, text: 'One two', replyTo: undefined, idempotencyKey: 's-1-0' };
    expect(await asks(call('send'))).toEqual(['send', { ...request, final: false }]);
    expect(await asks(call('fresh', { final: true }))).toEqual(['send', { ...request, final: true }]);
    const full = plannerFor({ text: 'One two three four five' });
    expect(await full.asks(call('send'))).toMatchObject(['send', { text: 'One two three four', final: true }]);
  });

  test('passes on what the caller gave, and answers with the first message alone', async () => {
    const { asks, stands } = plannerFor({ replyTo: 'q', metadata: { topic: 7 } });
    expect(await asks(call('send'))).toMatchObject(['send', { replyTo: 'q', metadata: { topic: 7 } }]);
    stands({ certainty: 'maybe' });
    expect(await asks(call('send'))).toMatchObject(['send', { replyTo: 'q' }]);
    stands();
    expect(((await asks(call('send'))) as unknown[])[1]).not.toHaveProperty('replyTo');
    expect(((await plannerFor().asks(call('send'))) as unknown[])[1]).not.toHaveProperty('metadata');
  });

  test('has a key that is the same for every attempt, short, and plain', () => {
    const { planner, ledger } = plannerFor({ streamId: 'chat/0123456789-ABCDEF/ghij' });
    expect(planner.key()).toBe('56789-ABCDEFghij-0');
    ledger.made = 3;
    expect(planner.key()).toBe('56789-ABCDEFghij-3');
  });
});

describe('an edit', () => {
  test('of nothing, of what has no id, or where that cannot be done, is none', () => {
    const { planner, stands, ledger } = plannerFor();
    expect(planner.plan(call('edit'))).toBe('unable');
    ledger.open = stands({ id: undefined });
    expect(planner.plan(call('edit'))).toBe('unable');
    const cannot = plannerFor({ can: { edit: false } });
    cannot.stands();
    expect(cannot.planner.plan(call('edit'))).toBe('unable');
  });

  test('shows all that there is', async () => {
    const { asks, stands } = plannerFor({ metadata: { topic: 7 } });
    stands();
    const request = { chatId: 7, metadata: { topic: 7 }, messageId: 'm1', text: 'One two' };
    expect(await asks(call('edit'))).toEqual(['edit', { ...request, final: false }]);
    expect(await asks(call('edit', { final: true }))).toEqual(['edit', { ...request, final: true }]);
  });

  test('to what stands there is not needed, but where the platform wants a closing one', () => {
    const plain = plannerFor();
    plain.stands({ text: 'One two' });
    expect(plain.planner.plan(call('edit', { final: true }))).toMatchObject({ text: 'One two', to: 7 });
    const closing = plannerFor({ needsFinalEdit: true });
    const entry = closing.stands({ text: 'One two' });
    expect(closing.planner.plan(call('edit'))).toMatchObject({ text: 'One two' });
    expect(closing.planner.plan(call('edit', { final: true }))).toHaveProperty('make');
    entry.isOpen = false;
    expect(closing.planner.plan(call('edit', { final: true }))).toMatchObject({ text: 'One two' });
  });

  test('waits for the end where it would be the last that the platform allows', () => {
    const { planner, stands } = plannerFor({ limits: { maxEdits: 3 } });
    const entry = stands({ edits: 1 });
    expect(planner.plan(call('edit'))).toHaveProperty('make');
    entry.edits = 2;
    expect(planner.plan(call('edit'))).toBe('later');
    expect(planner.plan(call('edit', { final: true }))).toHaveProperty('make');
    entry.edits = 3;
    expect(planner.plan(call('edit'))).toBe('unable');
    expect(planner.plan(call('edit', { final: true }))).toBe('unable');
    const unlimited = plannerFor();
    unlimited.stands({ edits: 1_000 });
    expect(unlimited.planner.plan(call('edit'))).toHaveProperty('make');
  });
});

describe('a trim', () => {
  test('of nothing, or of a message without a cursor, is done', () => {
    const { planner, stands } = plannerFor();
    expect(planner.plan(call('trim'))).toBe('done');
    stands();
    expect(planner.plan(call('trim'))).toBe('done');
  });

  test('shows what stood there, and no cursor', async () => {
    const { planner, asks, stands } = plannerFor({ cursor: ' ▉' });
    stands({ text: 'One ▉', hasCursor: true });
    expect(frameOf(planner.plan(call('trim')))).toEqual({ text: 'One', from: 0, to: 3, full: false, hasCursor: false, textAt: 0 });
    expect(await asks(call('trim'))).toEqual(['edit', { chatId: 7, messageId: 'm1', text: 'One', final: true }]);
  });

  test('shows all that stood there, though the chart is at the next message by now', async () => {
    const { asks, stands } = plannerFor({ text: 'One two', cursor: ' ▉' });
    stands({ text: 'One ▉', hasCursor: true });
    expect(await asks(call('trim', { from: 3 }))).toMatchObject(['edit', { messageId: 'm1', text: 'One' }]);
  });

  test('shows what the platform said that stood there', async () => {
    const { asks, stands } = plannerFor({ text: 'xxx' });
    stands({ text: 'xxx', hasCursor: true, bare: 'One' });
    expect(await asks(call('trim'))).toMatchObject(['edit', { text: 'One' }]);
  });

  test.each(['', ' \n'])('takes a message away that would be left as %j', async (bare) => {
    const { planner, asks, stands } = plannerFor();
    stands({ text: '▉', hasCursor: true, bare });
    expect(frameOf(planner.plan(call('trim', { from: 2 })))).toEqual({
      ...{ text: '', from: 2, to: 3, full: false, hasCursor: false, textAt: 0 },
    });
    expect(await asks(call('trim'))).toEqual(['delete', { chatId: 7, messageId: 'm1' }]);
  });

  test('ends a native stream that is not cut', async () => {
    const { planner, asks, stands, time } = plannerFor({ limits: { streamExpiryMs: 100 } });
    stands({ isNative: true });
    time.now += 100;
    expect(await asks(call('trim'))).toEqual(['close', { chatId: 7, messageId: 'm1', added: '', whole: 'One' }]);
    time.now += 1;
    expect(planner.plan(call('trim'))).toBe('done');
  });
});

describe('a removal', () => {
  test('of nothing is done', () => {
    expect(plannerFor().planner.plan(call('remove'))).toBe('done');
  });

  test('takes a message away', async () => {
    const { asks, stands } = plannerFor();
    stands();
    expect(await asks(call('remove'))).toEqual(['delete', { chatId: 7, messageId: 'm1' }]);
  });

  test.each([
    ['what has no id', {}, { id: undefined }],
    ['where that cannot be done', { can: { delete: false } }, {}],
    ['without a method for it', { lacks: ['delete' as const] }, {}],
  ])('of %s is none', (_, options: Options, entry) => {
    const { planner, ledger, stands } = plannerFor(options);
    ledger.replaced = stands(entry);
    expect(planner.plan(call('remove'))).toBe('unable');
  });
});

describe('a draft', () => {
  test('shows all that there is', async () => {
    const { asks } = plannerFor({ replyTo: 'q', streamId: 'a' });
    expect(await asks(call('draft'))).toEqual(['draft', { chatId: 7, replyTo: 'q', draftId: 98, text: 'One two' }]);
  });

  test('of a full page, or without a method for it, is none', () => {
    expect(plannerFor({ text: 'One two three four five' }).planner.plan(call('draft'))).toMatchObject({
      full: true,
      text: 'One two three four',
    });
    expect(plannerFor({ lacks: ['draft'] }).planner.plan(call('draft'))).toBe('unable');
  });

  test('that stands there is refreshed when half of its life is over', () => {
    const { planner, ledger, time } = plannerFor({ limits: { draftExpiryMs: 100 } });
    const stands = { id: planner.draftId(), text: 'One two', at: time.now };
    ledger.draft = stands;
    time.now += 49;
    expect(planner.plan(call('draft'))).not.toHaveProperty('make');
    time.now += 1;
    expect(planner.plan(call('draft'))).toHaveProperty('make');
    ledger.draft = { ...stands, at: time.now, text: 'One' };
    expect(planner.plan(call('draft'))).toHaveProperty('make');
    ledger.draft = { ...stands, at: time.now, id: 1 };
    expect(planner.plan(call('draft'))).toHaveProperty('make');
  });

  test('that stands there for ever is not refreshed', () => {
    const { planner, ledger, time } = plannerFor();
    ledger.draft = { id: planner.draftId(), text: 'One two', at: 0 };
    time.now = 1e12;
    expect(planner.plan(call('draft'))).not.toHaveProperty('make');
  });

  test('has a number for each message, of its stream alone', () => {
    const numberOf = (streamId: string, made = 0) => {
      const { planner, ledger } = plannerFor({ streamId });
      ledger.made = made;
      return planner.draftId();
    };
    expect([numberOf(''), numberOf('a'), numberOf('ab'), numberOf('ab', 2), numberOf('😀')]).toEqual([1, 98, 3_106, 3_108, 128_513]);
    const long = Array.from({ length: 200 }, (_, index) => numberOf(`a stream with a long name, number ${index}`));
    expect(Math.min(...long)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...long)).toBeLessThanOrEqual(2_000_000_000);
    expect(new Set(long).size).toBe(200);
  });
});

describe('a native stream', () => {
  const openOf = (options: Options = {}, entry: Partial<LedgerEntry> = {}) => {
    const planned = plannerFor(options);
    planned.stands({ isNative: true, ...entry });
    return planned;
  };

  test('opens with all that there is', async () => {
    const { asks } = plannerFor({ replyTo: 'q' });
    expect(await asks(call('open'))).toEqual(['open', { chatId: 7, replyTo: 'q', text: 'One two', idempotencyKey: 's-1-0' }]);
  });

  test('is not opened for a page that is full, nor without a method for it', async () => {
    expect(await plannerFor({ text: 'One two three four five' }).asks(call('open'))).toMatchObject(['send', { final: true }]);
    expect(plannerFor({ lacks: ['openStream'] }).planner.plan(call('open'))).toBe('unable');
  });

  test('is told what is new', async () => {
    const { asks } = openOf();
    const frame = { chatId: 7, messageId: 'm1', added: ' two', whole: 'One two' };
    expect(await asks(call('append'))).toEqual(['append', frame]);
    expect(await asks(call('close', { final: true }))).toEqual(['close', frame]);
  });

  test('is closed when its page is full', async () => {
    const { planner, asks } = openOf({ text: 'One two three four five' });
    expect(frameOf(planner.plan(call('append')))).toMatchObject({ text: 'One two three four', full: true });
    expect(await asks(call('append'))).toMatchObject(['close', { whole: 'One two three four' }]);
    const same = openOf({ text: 'One two three four five' }, { text: 'One two three four' });
    expect(await same.asks(call('append'))).toMatchObject(['close', { added: '' }]);
  });

  test('is told nothing where nothing is new, but that it closes', async () => {
    const { planner, asks } = openOf({}, { text: 'One two' });
    expect(planner.plan(call('append'))).toMatchObject({ text: 'One two', full: false });
    expect(planner.plan(call('append'))).not.toHaveProperty('make');
    expect(await asks(call('close', { final: true }))).toMatchObject(['close', { added: '', whole: 'One two' }]);
  });

  test('is left before the platform cuts it, and not written to after that', () => {
    const { planner, time } = openOf({ limits: { streamExpiryMs: 100 } });
    const full = () => frameOf(planner.plan(call('append'))).full;
    time.now += 90;
    expect(full()).toBe(false);
    time.now += 1;
    expect(full()).toBe(true);
    expect((frameOf(planner.plan(call('close', { final: true }))) as Frame).full).toBe(false);
    time.now += 9;
    expect(full()).toBe(true);
    time.now += 1;
    expect(planner.plan(call('append'))).toBe('unable');
  });

  test('that nothing cuts is written to for as long as may be', () => {
    const { planner, time } = openOf();
    time.now = 1e12;
    expect(frameOf(planner.plan(call('append'))).full).toBe(false);
  });

  test.each([
    ['of another text', {}, { text: 'Two' }],
    ['without an id', {}, { id: undefined }],
    ['without a method for it', { lacks: ['appendStream' as const] }, {}],
  ])('%s is not written to', (_, options: Options, entry) => {
    const { planner, ledger } = openOf(options, entry);
    ledger.open = ledger.entries[0];
    expect(planner.plan(call('append'))).toBe('unable');
  });

  test('that is not there is not written to', () => {
    expect(plannerFor().planner.plan(call('append'))).toBe('unable');
    expect(plannerFor().planner.plan(call('close', { final: true }))).toBe('unable');
  });
});
