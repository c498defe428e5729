import { describe, expect, test } from 'vitest';
import type { AnswerEvent, CallCommand, Op } from '../../machines/vocabulary.js';
import type { Adapter, Result } from '../../src/adapter.js';
import type { Claim, Report as Told, Verdict } from '../../src/budget.js';

import { resolveConfig, type StreamingConfig } from '../../src/config.js';
import { chainFilters } from '../../src/filters/chain.js';
import { Delivery } from '../../src/stream/delivery.js';
import { Intake } from '../../src/stream/intake.js';
import { Ledger, type LedgerEntry } from '../../src/stream/ledger.js';
import { type Frame, Pages } from '../../src/stream/pages.js';
import { Patience } from '../../src/stream/patience.js';
import type { CallResult } from '../../src/stream/platform-call.js';
import type { Recorder } from '../../src/tape/recorder.js';
import { settle, VirtualClock } from '../../src/virtual-clock.js';

const call = (op: Op, { from = 0, final = false } = {}): CallCommand => ({ type: 'call', op, from, final });
const frame = (rest: Partial<Frame> = {}): Frame => ({
  text: 'One two',
  from: 0,
  to: 7,
  full: false,
  hasCursor: false,
  textAt: 0,
  ...rest,
});

interface Options {
  said?: string;
  config?: Partial<StreamingConfig>;
  adapter?: Partial<Adapter>;
  cursor?: string;
  /** What the platform answers to everything. */
  answer?: (request: unknown) => Result | Promise<Result>;
  ask?: (claim: Claim) => Verdict;
  recorder?: Partial<Recorder>;
}

function deliveryFor({
  said = 'One two',
  config,
  adapter: own,
  cursor = '',
  answer,
  ask = () => ({ waitMs: 0, worth: 0 }),
  recorder,
}: Options = {}) {
  const clock = new VirtualClock();
  const requests: unknown[] = [];
  const take = async (request: unknown): Promise<Result> => {
    requests.push(request);
    return answer ? answer(request) : { ok: true, messageId: 'm1' };
  };
  const adapter: Adapter = {
    name: 'chat',
    limits: { maxLength: 20, lengthOf: (text) => text.length },
    can: { edit: true, delete: true },
    ...{ send: take, edit: take, delete: take, draft: take, openStream: take, appendStream: take, closeStream: take },
    ...own,
  };
  const intake = new Intake({ clock, joined: false, startFilters: () => chainFilters([]), ring: () => {} });
  intake.delta(said);
  const ledger = new Ledger();
  const pages = new Pages(adapter.limits, cursor, chainFilters([]));
  const patience = new Patience(clock, 60_000);
  const answers: AnswerEvent[] = [];
  const claims: Claim[] = [];
  const told: Told[] = [];
  const announced: unknown[] = [];
  const budget = {
    ask: (claim: Claim) => {
      claims.push(claim);
      return ask(claim);
    },
    tell: (report: Told) => told.push(report),
    leave: () => {},
  };
  const delivery = new Delivery({
    ...{ adapter, chatId: 7, replyTo: undefined, metadata: undefined, streamId: 's1', config: resolveConfig(config, 'chat'), clock },
    ...{ intake, pages, ledger, patience, budget, recorder: recorder as Recorder | undefined },
    onNewMessage: (message) => announced.push(message),
    answer: (event) => answers.push(event),
  });
  const stands = (entry: Partial<LedgerEntry> = {}) => {
    const whole = ledger.add({
      ...{
        id: 'm1',
        text: 'One',
        certainty: 'seen',
        item: intake.current,
        from: 0,
        to: 3,
        hasCursor: false,
        isOpen: true,
        sentAt: clock.now(),
      },
      ...entry,
    });
    return whole;
  };
  /** Obeys, and gives what the chart was told. */
  async function obey(command: CallCommand): Promise<AnswerEvent | undefined> {
    delivery.run(command);
    await settle();
    return answers.pop();
  }
  /** What comes of a call that got this answer. */
  const recall = (op: Op, result: CallResult, { final = false, ...rest }: Partial<Frame> & { final?: boolean } = {}) =>
    delivery.recall(call(op, { final }), 4, frame(rest), result);
  return { delivery, clock, intake, ledger, patience, requests, answers, claims, told, announced, stands, obey, recall };
}

const OK: Result = { ok: true, messageId: 'm1' };
const no = (reason: Extract<CallResult, { ok: false }>['reason'], rest: object = {}) => ({ ok: false, reason, ...rest }) as CallResult;

describe('what the chart is told of the platform', () => {
  const native = { can: { edit: true, draft: true, nativeStream: true } };
  const drafts = { can: { edit: true, draft: true } };

  test.each([
    ['what it can, the best first', {}, native, 'native'],
    ['what it can, the best first', {}, drafts, 'draft'],
    ['what it can, the best first', {}, {}, 'edit'],
    ['what the caller wants', { transport: 'draft' }, native, 'draft'],
    ['what the caller wants', { transport: 'edit' }, native, 'edit'],
    ['what the caller wants', { transport: 'native' }, drafts, 'edit'],
    ['nothing, if so wished', { transport: 'buffered' }, native, 'nothing'],
    ['nothing, if so wished', { transport: 'off' }, native, 'nothing'],
    ['nothing, if so wished', { enabled: false }, native, 'nothing'],
    ['nothing, if it cannot', {}, { can: { edit: false } }, 'nothing'],
    ['no more than it has methods for', {}, { ...native, openStream: undefined, draft: undefined }, 'edit'],
  ] as const)('is %s: %j', (_, config, adapter, via) => {
    expect(deliveryFor({ config, adapter: adapter as Partial<Adapter> }).delivery.via()).toBe(via);
  });

  test('is no longer what it refused', () => {
    const opened = deliveryFor({ adapter: native });
    opened.recall('open', no('rejected'));
    expect(opened.delivery.via()).toBe('draft');
    opened.recall('draft', no('rejected'));
    expect(opened.delivery.via()).toBe('edit');
    opened.recall('edit', no('editUnsupported'));
    expect(opened.delivery.via()).toBe('nothing');
  });

  test('is what it was where only one call was refused, or that is in doubt', () => {
    const { delivery, recall } = deliveryFor({ adapter: native });
    recall('open', no('maybeDelivered'));
    recall('append', no('rejected'));
    expect(delivery.via()).toBe('native');
    const editing = deliveryFor();
    editing.recall('edit', no('rejected'));
    editing.recall('send', no('editUnsupported'));
    editing.recall('append', no('editUnsupported'));
    expect(editing.delivery.via()).toBe('edit');
  });

  test('is that it edits, once it did, whatever it says later of one message', () => {
    const { delivery, recall, stands } = deliveryFor();
    stands();
    recall('edit', OK);
    recall('edit', no('editUnsupported'));
    expect(delivery.via()).toBe('edit');
    const appended = deliveryFor();
    appended.stands();
    appended.recall('append', OK);
    appended.recall('edit', no('editUnsupported'));
    expect(appended.delivery.via()).toBe('nothing');
  });

  test('is that it gives no ids', () => {
    const { delivery, recall } = deliveryFor();
    recall('send', OK);
    recall('send', { ok: true, parts: [{ id: 1, text: 'One two' }] });
    expect([delivery.gathers(), delivery.via()]).toEqual([false, 'edit']);
    recall('send', { ok: true });
    expect([delivery.gathers(), delivery.via()]).toEqual([true, 'nothing']);
  });

  test('is that a message is stale from the moment on at which it is so old', () => {
    const { delivery, clock, stands, patience } = deliveryFor({ config: { freshFinalAfter: 2 } });
    expect(delivery.isStale()).toBe(false);
    stands({ sentAt: clock.now() - 1_999 });
    expect(delivery.isStale()).toBe(false);
    stands({ sentAt: clock.now() - 2_000 });
    expect(delivery.isStale()).toBe(true);
    patience.cancel();
    expect(delivery.isStale()).toBe(false);
  });
});

describe('streaming that is switched off', () => {
  test.each([{ enabled: false }, { transport: 'off' as const }])('by %j bars every call', async (config) => {
    const { delivery, obey, requests } = deliveryFor({ config });
    expect(delivery.isOff()).toBe(true);
    expect(delivery.failure).toEqual({ reason: 'off', message: 'streaming is switched off' });
    expect(await obey(call('send'))).toEqual({ type: 'BARRED', seq: 1 });
    expect(requests).toEqual([]);
  });

  test('is not so otherwise', () => {
    const { delivery } = deliveryFor();
    expect([delivery.isOff(), delivery.failure]).toEqual([false, undefined]);
  });
});

describe('without a call', () => {
  test('a text that cannot be measured bars all that would come', async () => {
    let trouble = true;
    const lengthOf = (text: string) => {
      if (trouble) throw new Error('no idea');
      return text.length;
    };
    const { delivery, obey } = deliveryFor({ adapter: { limits: { maxLength: 20, lengthOf } } });
    expect(await obey(call('send'))).toEqual({ type: 'BARRED', seq: 1 });
    expect(delivery.failure).toEqual({ reason: 'rejected', message: 'no idea' });
    trouble = false;
    expect(await obey(call('send'))).toEqual({ type: 'BARRED', seq: 2 });
  });

  test('an edit of nothing cannot be', async () => {
    expect(await deliveryFor().obey(call('edit'))).toEqual({ type: 'UNABLE', seq: 1 });
  });

  test('the last edit that a platform allows is kept for the end', async () => {
    const limits = { maxLength: 20, lengthOf: (text: string) => text.length, maxEdits: 1 };
    const { obey, stands } = deliveryFor({ adapter: { limits } });
    stands();
    expect(await obey(call('edit'))).toEqual({ type: 'WAIT', seq: 1, ms: 86_400_000, left: 1e9, worth: 0 });
  });

  test('where nothing is to be taken away, all is shown as far as it was', async () => {
    const { obey, stands } = deliveryFor();
    expect(await obey(call('remove', { from: 2 }))).toEqual({
      type: 'SHOWN',
      seq: 1,
      from: 2,
      to: 2,
      have: 7,
      full: false,
      editable: false,
    });
    stands();
    expect(await obey(call('trim', { from: 2 }))).toEqual({ type: 'SHOWN', seq: 2, from: 2, to: 3, have: 7, full: false, editable: true });
  });

  test('what stands there is shown', async () => {
    const { obey, stands, requests } = deliveryFor();
    stands({ text: 'One two' });
    expect(await obey(call('edit'))).toEqual({ type: 'SHOWN', seq: 1, from: 0, to: 7, have: 7, full: false, editable: true });
    expect(requests).toEqual([]);
  });
});

describe('a call', () => {
  test('that is not worth it yet is not made', async () => {
    const { obey, requests, clock, patience } = deliveryFor({ ask: () => ({ waitMs: 1.2, worth: 9 }) });
    expect(await obey(call('send'))).toEqual({ type: 'WAIT', seq: 1, ms: 2, left: 1e9, worth: 9 });
    patience.finish();
    await clock.advance(60_000);
    expect(await obey(call('send'))).toEqual({ type: 'WAIT', seq: 2, ms: 1, left: 0, worth: 0 });
    expect(requests).toEqual([]);
    const patient = deliveryFor({ ask: () => ({ waitMs: 1e12, worth: 0 }) });
    expect(await patient.obey(call('send'))).toMatchObject({ ms: 2 ** 31 - 1 });
  });

  test('has a class: the first of all, one more, or the end of something', async () => {
    const classOf = async (command: CallCommand, prepare: (rig: ReturnType<typeof deliveryFor>) => unknown = () => {}) => {
      const can = { edit: true, delete: true, draft: true, nativeStream: true };
      const rig = deliveryFor({ adapter: { can } });
      prepare(rig);
      await rig.obey(command);
      return rig.claims[0]?.class;
    };
    for (const op of ['send', 'open', 'draft'] as const) {
      expect(await classOf(call(op))).toBe('first');
      expect(await classOf(call(op), ({ stands }) => stands())).toBe('interim');
    }
    expect(await classOf(call('edit'), ({ stands }) => stands())).toBe('interim');
    const replaced = (rig: ReturnType<typeof deliveryFor>) => {
      rig.ledger.replaced = rig.stands();
      rig.ledger.entries = [];
    };
    expect(await classOf(call('remove'), replaced)).toBe('interim');
    expect(await classOf(call('send', { final: true }), ({ intake }) => intake.end())).toBe('first');
    const closing = (how: (rig: ReturnType<typeof deliveryFor>) => void) => (rig: ReturnType<typeof deliveryFor>) => {
      rig.stands();
      how(rig);
    };
    expect(
      await classOf(
        call('edit', { final: true }),
        closing(({ intake }) => intake.end()),
      ),
    ).toBe('final');
    expect(
      await classOf(
        call('edit', { final: true }),
        closing(({ intake }) => intake.boundary()),
      ),
    ).toBe('boundary');
  });

  test('is told to the budget, with how long it took and what came of it', async () => {
    const answers: Result[] = [
      OK,
      { ok: false, reason: 'rejected' },
      { ok: false, reason: 'rateLimited', retryAfterMs: 1_000, scope: 'chat' },
    ];
    const rig: ReturnType<typeof deliveryFor> = deliveryFor({
      answer: () => new Promise((resolve) => rig.clock.setTimeout(() => resolve(answers.shift() as Result), 30)),
    });
    const at = rig.clock.now();
    for (let made = 0; made < 3; made += 1) {
      rig.delivery.run(call('send'));
      await rig.clock.advance(30);
    }
    const claim = { stream: 's1', chatId: 7, op: 'send', latencyMs: 30 };
    expect(rig.told).toMatchObject([
      { ...claim, class: 'first', at: at + 30, result: 'ok', retryAfterMs: undefined, scope: undefined },
      { ...claim, at: at + 60, result: 'failed', retryAfterMs: undefined, scope: undefined },
      { ...claim, at: at + 90, result: 'held', retryAfterMs: 1_010, scope: 'chat' },
    ]);
    expect(rig.delivery.calls).toBe(3);
  });

  test('takes its text with it, and spends patience', async () => {
    const { obey, intake, patience } = deliveryFor();
    patience.cancel();
    await obey(call('send'));
    expect(patience.isOver()).toBe(true);
    expect(intake.backlogAt(0).unshown).toBe(0);
  });

  test('is on the tape before it is made, by the id of what it changes or the key of what it makes', async () => {
    const taped: unknown[] = [];
    const recorder = {
      calling: (...args: unknown[]) => {
        taped.push(args);
        return undefined;
      },
      answered: (...args: unknown[]) => taped.push(args),
    } as never;
    const { obey, requests } = deliveryFor({ recorder, answer: () => OK });
    await obey(call('send'));
    expect(taped).toEqual([
      [call('send'), 1, frame(), { key: 's1-0' }],
      [1, OK, 0],
    ]);
    await obey(call('edit'));
    expect([taped.length, requests.length]).toEqual([2, 1]);
  });

  test('that changes a message names it on the tape, and how long it took', async () => {
    const taped: unknown[][] = [];
    const recorder = { calling: (...args: unknown[]) => void taped.push(args), answered: (...args: unknown[]) => void taped.push(args) };
    const rig: ReturnType<typeof deliveryFor> = deliveryFor({
      recorder: recorder as never,
      answer: () => new Promise((resolve) => rig.clock.setTimeout(() => resolve(OK), 30)),
    });
    rig.stands();
    rig.delivery.run(call('edit'));
    await rig.clock.advance(30);
    expect([taped[0]?.[3], taped[1]]).toEqual([{ messageId: 'm1' }, [1, OK, 30]]);
  });

  test('waits until its record is out of hands', async () => {
    let clear: (clearance: 'recorded' | 'taken over') => void = () => {};
    const calling = () => new Promise<'recorded' | 'taken over'>((resolve) => (clear = resolve));
    const { obey, requests, answers } = deliveryFor({ recorder: { calling, answered: () => {} } as never });
    expect(await obey(call('send'))).toBeUndefined();
    expect(requests).toEqual([]);
    clear('recorded');
    await settle();
    expect([requests.length, answers.pop()?.type]).toEqual([1, 'SHOWN']);
    await obey(call('send'));
    clear('taken over');
    await settle();
    expect([requests.length, answers.pop()?.type]).toEqual([1, 'BARRED']);
  });

  test('is hastened while it is on its way, and no other is', async () => {
    const { delivery, obey, answers, clock } = deliveryFor({ answer: () => new Promise(() => {}) });
    delivery.hasten(5);
    await obey(call('send'));
    delivery.hasten(10);
    await clock.advance(10);
    expect(answers).toMatchObject([{ type: 'UNSURE' }]);
  });
});

describe('an answer', () => {
  test.each([
    ['send', 'forbidden', { type: 'BARRED', seq: 4 }],
    ['edit', 'messageGone', { type: 'GONE', seq: 4 }],
    ['send', 'messageGone', { type: 'REFUSED', seq: 4, left: 1e9, hang: false }],
    ['edit', 'editUnsupported', { type: 'UNABLE', seq: 4 }],
    ['send', 'editUnsupported', { type: 'REFUSED', seq: 4, left: 1e9, hang: false }],
    ['send', 'maybeDelivered', { type: 'UNSURE', seq: 4 }],
    ['send', 'threw', { type: 'UNSURE', seq: 4 }],
    ['send', 'timedOut', { type: 'UNSURE', seq: 4 }],
    ['edit', 'maybeDelivered', { type: 'REFUSED', seq: 4, left: 1e9, hang: false }],
    ['edit', 'threw', { type: 'REFUSED', seq: 4, left: 1e9, hang: false }],
    ['edit', 'timedOut', { type: 'REFUSED', seq: 4, left: 1e9, hang: true }],
    ['send', 'rejected', { type: 'REFUSED', seq: 4, left: 1e9, hang: false }],
    ['send', 'rateLimited', { type: 'REFUSED', seq: 4, left: 1e9, hang: false }],
  ] as const)('to %s of %s', (op, reason, event) => {
    const { recall, stands } = deliveryFor();
    stands();
    expect(recall(op, no(reason, { retryAfterMs: reason === 'rateLimited' ? undefined : 500 }))).toEqual(event);
  });

  test('that forbids is the last', async () => {
    const { obey, requests } = deliveryFor({ answer: () => ({ ok: false, reason: 'forbidden' }) });
    expect(await obey(call('send'))).toEqual({ type: 'BARRED', seq: 1 });
    expect(await obey(call('send'))).toEqual({ type: 'BARRED', seq: 2 });
    expect(requests).toHaveLength(1);
  });

  test('that it was too long is one to try again with less, as long as there is less', () => {
    const { recall } = deliveryFor();
    expect(recall('send', no('tooLong'))).toEqual({ type: 'WAIT', seq: 4, ms: 0, left: 1e9, worth: 0 });
    expect(recall('send', no('tooLong', { message: 'x' }), { text: 'O' })).toMatchObject({ type: 'REFUSED' });
  });

  test('that it was too long teaches that the limit lies between that and the longest that was taken', async () => {
    const { recall, obey, requests } = deliveryFor({ said: 'abcdefghij' });
    recall('send', OK, { text: 'abcdef' });
    recall('send', no('tooLong'), { text: 'abcdefghij' });
    await obey(call('send'));
    expect(requests).toMatchObject([{ text: 'abcdefgh' }]);
  });

  test('that the text stands there already is as good as any', () => {
    const { recall, stands, delivery } = deliveryFor();
    const entry = stands({ hasCursor: true });
    recall('edit', no('rejected'));
    expect(recall('edit', no('notModified'))).toMatchObject({ type: 'SHOWN', to: 7 });
    expect([entry.text, delivery.failure]).toEqual(['One two', undefined]);
  });

  test('that says wait is kept to, with a margin, and not believed for ever', () => {
    const { recall } = deliveryFor();
    const wait = (retryAfterMs: number) => (recall('edit', no('rateLimited', { retryAfterMs })) as { ms: number }).ms;
    expect([wait(1_000), wait(1_000), wait(1_000), wait(1_000), wait(1_000), wait(1_000)]).toEqual([
      1_010, 1_010, 1_010, 2_020, 4_040, 5_000,
    ]);
    expect(wait(9_000)).toBe(9_090);
    expect(wait(1e12)).toBe(2 ** 31 - 1);
    recall('send', OK);
    expect(wait(1_000)).toBe(1_010);
  });

  test('that is a failure is in its own words, or in ours', () => {
    const { recall, delivery } = deliveryFor();
    recall('send', no('rejected', { message: 'no' }));
    expect(delivery.failure).toEqual({ reason: 'rejected', message: 'no' });
    recall('edit', no('transient'));
    expect(delivery.failure).toEqual({ reason: 'transient', message: 'the platform answered transient' });
    recall('edit', no('threw', { message: 'ouch' }));
    expect(delivery.failure).toEqual({ reason: 'maybeDelivered', message: 'ouch' });
    recall('send', OK);
    expect(delivery.failure).toBeUndefined();
  });

  test('that named a time tells how much of it is left, until another does', async () => {
    const { recall, delivery, clock } = deliveryFor();
    expect(delivery.retryAfterMs()).toBeUndefined();
    recall('send', no('rateLimited', { retryAfterMs: 1_000 }));
    recall('send', no('rejected', { retryAfterMs: 9_000 }));
    await clock.advance(1_009);
    expect(delivery.retryAfterMs()).toBe(1);
    await clock.advance(1);
    expect(delivery.retryAfterMs()).toBeUndefined();
  });
});

describe('a call of another process', () => {
  const held: CallResult = { ok: false, reason: 'rateLimited', retryAfterMs: 1_000, scope: 'chat' };

  function toldBy(result: CallResult, ago: number) {
    const { delivery, clock, told } = deliveryFor();
    const event = delivery.recall(call('send'), 4, frame(), result, clock.now() - ago);
    return { told, event, calls: delivery.calls, now: clock.now() };
  }

  test('that was held tells the budget what is left of the wait', () => {
    const { told, event, calls, now } = toldBy(held, 400);
    const claim = { stream: 's1', chatId: 7, op: 'send', at: now, latencyMs: 0 };
    expect(told).toEqual([{ ...claim, result: 'held', retryAfterMs: 610, scope: 'chat' }]);
    expect([event.type, calls]).toEqual(['HELD', 1]);
    expect(toldBy(held, 0).told).toMatchObject([{ retryAfterMs: 1_010 }]);
  });

  test('tells it nothing of a wait that is over, or by a clock that stood elsewhere, or of none', () => {
    expect(toldBy(held, 1_010).told).toEqual([]);
    expect(toldBy(held, 5_000).told).toEqual([]);
    expect(toldBy(held, -1).told).toEqual([]);
    expect(toldBy(OK, 0).told).toEqual([]);
    expect(toldBy(OK, -10).told).toEqual([]);
    expect(toldBy({ ok: false, reason: 'rejected' }, 0).told).toEqual([]);
  });

  test('of a message that nobody knows of is shown all the same', () => {
    const { recall, ledger } = deliveryFor();
    expect(recall('edit', OK)).toMatchObject({ type: 'SHOWN', to: 7, editable: false });
    expect(recall('remove', OK)).toMatchObject({ type: 'SHOWN', to: 0, editable: false });
    expect(recall('edit', no('messageGone'))).toEqual({ type: 'GONE', seq: 4 });
    expect(recall('trim', no('rejected'))).toMatchObject({ type: 'REFUSED' });
    expect(recall('close', no('maybeDelivered')).seq).toBe(4);
    expect(ledger.entries).toEqual([]);
  });
});

describe('a new message', () => {
  test('is on screen, and announced', () => {
    const { recall, ledger, announced, clock, intake } = deliveryFor();
    expect(recall('send', { ok: true, messageId: 'm1' }, { text: 'One ▉', to: 3, hasCursor: true })).toEqual({
      ...{ type: 'SHOWN', seq: 4, from: 0, to: 3, have: 7, full: false, editable: true },
    });
    expect(ledger.entries).toEqual([
      {
        ...{
          id: 'm1',
          text: 'One ▉',
          certainty: 'seen',
          item: intake.current,
          from: 0,
          to: 3,
          hasCursor: true,
          isOpen: true,
          isNative: false,
        },
        ...{ isOutdated: false, edits: 0, sentAt: clock.now() },
      },
    ]);
    expect([announced, ledger.made]).toEqual([[{ id: 'm1', text: 'One ▉' }], 1]);
  });

  test('is open unless it is final, or full', () => {
    const { recall, ledger } = deliveryFor();
    recall('send', OK, { final: true });
    recall('send', OK, { full: true });
    recall('open', OK, { full: true });
    recall('open', OK);
    expect(ledger.entries.map(({ isOpen, isNative }) => [isOpen, isNative])).toEqual([
      [false, false],
      [false, false],
      [false, false],
      [true, true],
    ]);
  });

  test('that cannot be edited is shown', () => {
    expect(deliveryFor({ adapter: { can: { edit: false } } }).recall('send', OK)).toMatchObject({ type: 'SHOWN', editable: false });
    expect(deliveryFor().recall('send', { ok: true })).toMatchObject({ type: 'SHOWN', editable: false });
  });

  test('of one part is that part, without a cursor', () => {
    const { recall, ledger } = deliveryFor();
    recall('send', { ok: true, messageId: 'm1', parts: [{ id: 'p1', text: 'One' }] }, { hasCursor: true });
    expect(ledger.open).toMatchObject({ id: 'p1', text: 'One', hasCursor: false, isOpen: true });
  });

  test('that may have arrived is there, perhaps, and not to be edited', () => {
    const { recall, ledger, clock, intake } = deliveryFor();
    const shown = { text: 'One ▉', to: 3, hasCursor: true };
    for (const op of ['send', 'open', 'fresh'] as const) {
      expect(recall(op, no('maybeDelivered'), shown)).toEqual({ type: 'UNSURE', seq: 4 });
      expect(ledger.entries.at(-1)).toEqual({
        ...{ id: undefined, text: 'One ▉', certainty: 'maybe', item: intake.current, from: 0, to: 0, hasCursor: true, isOpen: false },
        ...{ isNative: false, isOutdated: false, edits: 0, sentAt: clock.now() },
      });
      expect(ledger.open).toBeUndefined();
    }
    expect(ledger.made).toBe(3);
    recall('send', no('rejected'));
    expect(ledger.made).toBe(3);
  });

  test('that may have taken the place of another leaves that one open', () => {
    const { recall, ledger, stands } = deliveryFor();
    const before = stands();
    recall('fresh', no('maybeDelivered'));
    expect(ledger.open).toBe(before);
    recall('send', no('maybeDelivered'));
    expect(ledger.open).toBeUndefined();
  });

  test('that takes the place of another leaves that one to be removed', () => {
    const { recall, ledger, stands, delivery } = deliveryFor();
    const before = stands();
    recall('send', OK);
    expect(ledger.replaced).toBeUndefined();
    ledger.open = before;
    recall('fresh', { ok: true, messageId: 'm2' });
    expect([ledger.replaced, ledger.open?.id, delivery.hasDoubled()]).toEqual([before, 'm2', true]);
    expect(recall('remove', OK, { text: '' })).toEqual({ type: 'SHOWN', seq: 4, from: 0, to: 7, have: 7, full: false, editable: true });
    expect([before.certainty, ledger.replaced, delivery.hasDoubled()]).toEqual(['unseen', undefined, false]);
  });
});

describe('a message that is changed', () => {
  test('stands as it was asked to', () => {
    const { recall, stands } = deliveryFor();
    const entry = stands({ isOutdated: true, hasCursor: true });
    expect(recall('edit', { ok: true })).toMatchObject({ type: 'SHOWN', from: 0, to: 7, editable: true });
    expect(entry).toMatchObject({ id: 'm1', text: 'One two', to: 7, hasCursor: false, isOpen: true, isOutdated: false, edits: 1 });
    recall('edit', { ok: true, messageId: 'm2' }, { full: true });
    expect(entry).toMatchObject({ id: 'm2', isOpen: false, edits: 2 });
    recall('edit', { ok: true }, { final: true });
    expect(entry.isOpen).toBe(false);
  });

  test('only by an edit is no longer outdated', () => {
    const { recall, stands } = deliveryFor();
    const entry = stands({ isOutdated: true });
    recall('append', OK);
    expect(entry.isOutdated).toBe(true);
  });

  test('is native until its stream is closed, or left', () => {
    const isNative = (op: Op, result: CallResult, rest: Parameters<ReturnType<typeof deliveryFor>['recall']>[2] = {}) => {
      const { recall, stands } = deliveryFor();
      const entry = stands({ isNative: true });
      recall(op, result, rest);
      return entry.isNative;
    };
    expect(isNative('append', OK)).toBe(true);
    expect(isNative('append', OK, { full: true })).toBe(false);
    expect(isNative('close', OK, { final: true })).toBe(false);
    expect(isNative('trim', OK)).toBe(false);
    expect(isNative('trim', no('rejected'))).toBe(false);
    expect(isNative('close', no('rejected'))).toBe(true);
    expect(isNative('close', no('messageGone'))).toBe(false);
    expect(isNative('append', no('messageGone'))).toBe(true);
    expect(isNative('close', no('maybeDelivered'))).toBe(false);
  });

  test('to nothing is taken away', () => {
    const { recall, stands, ledger } = deliveryFor();
    const entry = stands();
    expect(recall('trim', OK, { text: '' })).toMatchObject({ type: 'SHOWN', from: 0, to: 0, editable: false });
    expect([entry.certainty, entry.edits, ledger.open]).toEqual(['unseen', 0, undefined]);
  });

  test('but is gone, is gone', () => {
    const { recall, stands, ledger } = deliveryFor();
    const [old, entry] = [stands(), stands({ id: 'm2' })];
    ledger.replaced = old;
    recall('edit', no('messageGone'));
    expect([entry.certainty, ledger.open, ledger.replaced]).toEqual(['unseen', undefined, old]);
  });

  test('or was to be deleted and is gone, is deleted', () => {
    const { recall, stands, delivery, ledger } = deliveryFor();
    const [old] = [stands(), stands({ id: 'm2' })];
    ledger.replaced = old;
    expect(recall('remove', no('messageGone'), { text: '' })).toMatchObject({ type: 'SHOWN', from: 0, to: 3 });
    expect([old.certainty, ledger.replaced, delivery.failure]).toEqual(['unseen', undefined, undefined]);
  });

  test('and is gone, but stands before the one that the chart is at, takes its beginning with it', () => {
    const { delivery, stands, ledger } = deliveryFor();
    const entry = stands({ from: 0, to: 3 });
    const trim = (from: number) => delivery.recall({ ...call('trim'), from }, 4, frame({ from }), no('messageGone'));
    expect([trim(3), entry.certainty]).toEqual([{ type: 'GONE', seq: 4, from: 0 }, 'unseen']);
    ledger.open = stands({ from: 3, to: 7 });
    expect(trim(3)).toEqual({ type: 'GONE', seq: 4 });
  });
});

describe('a text that the adapter spreads over several messages', () => {
  const parts = [
    { id: 'p1', text: 'One ' },
    { id: 'p2', text: 'two ' },
    { id: 'p3', text: 'three ▉' },
  ];
  const spread = { text: 'One two three ▉', to: 13, hasCursor: true };

  test('goes on in the last of them', () => {
    const { recall, ledger, announced, intake } = deliveryFor({ said: 'One two three' });
    expect(recall('send', { ok: true, parts }, spread)).toEqual({
      ...{ type: 'SHOWN', seq: 4, from: 8, to: 13, have: 13, full: false, editable: true },
    });
    const { item } = ledger.entries[0] as LedgerEntry;
    expect(item).toBe(intake.current);
    expect(ledger.entries.map(({ id, text, to, hasCursor, isOpen }) => ({ id, text, to, hasCursor, isOpen }))).toEqual([
      { id: 'p1', text: 'One ', to: 13, hasCursor: false, isOpen: false },
      { id: 'p2', text: 'two ', to: 13, hasCursor: false, isOpen: false },
      { id: 'p3', text: 'three ▉', to: 13, hasCursor: true, isOpen: true },
    ]);
    expect(announced).toEqual(parts);
    expect([ledger.made, ledger.open?.id]).toEqual([3, 'p3']);
  });

  test('is final in all of them where it was to be final, and has a cursor where it had one', () => {
    const { recall, ledger } = deliveryFor({ said: 'One two three' });
    recall('send', { ok: true, parts }, { ...spread, hasCursor: false, final: true });
    expect(ledger.entries.map(({ hasCursor, isOpen }) => [hasCursor, isOpen])).toEqual([
      [false, false],
      [false, false],
      [false, false],
    ]);
    const full = deliveryFor({ said: 'One two three' });
    full.recall('send', { ok: true, parts }, { ...spread, full: true });
    expect(full.ledger.entries.map(({ isOpen }) => isOpen)).toEqual([false, false, false]);
  });

  test('by an edit begins in the message that was edited', () => {
    const { recall, stands, ledger, announced } = deliveryFor({ said: 'One two three' });
    const entry = stands({ hasCursor: true });
    expect(recall('edit', { ok: true, parts }, spread)).toMatchObject({ from: 8, to: 13, editable: true });
    expect(entry).toMatchObject({ id: 'p1', text: 'One ', hasCursor: false, isOpen: false, edits: 1 });
    expect(ledger.entries.map(({ id }) => id)).toEqual(['p1', 'p2', 'p3']);
    expect(announced).toEqual(parts.slice(1));
  });

  test('by an edit in one part is an edit', () => {
    const { recall, stands, ledger } = deliveryFor({ said: 'One two three' });
    stands();
    expect(recall('edit', { ok: true, parts: [{ id: 'p1', text: 'One two three ▉' }] }, spread)).toMatchObject({ from: 0, to: 13 });
    expect(ledger.open).toMatchObject({ id: 'm1', text: 'One two three ▉', isOpen: true });
  });

  test('goes on where its last part stands, whatever white space went between them', () => {
    const { recall } = deliveryFor({ said: 'One two three' });
    const bare = [{ id: 'p1', text: 'One' }, { id: 'p2', text: 'two' }, ...parts.slice(2)];
    expect(recall('send', { ok: true, parts: bare }, spread)).toMatchObject({ from: 8 });
  });

  test('and changes goes on behind all the others, but within its text', () => {
    const changed = [...parts.slice(0, 2), { id: 'p3', text: 'THREE' }];
    const { recall } = deliveryFor({ said: 'One two three' });
    expect(recall('send', { ok: true, parts: changed }, spread)).toMatchObject({ from: 8 });
    const longer = [{ id: 'p1', text: 'One two three and more' }, ...changed];
    expect(recall('send', { ok: true, parts: longer }, spread)).toMatchObject({ from: 13 });
  });

  test('behind white space counts from where its first character stands', () => {
    const { recall } = deliveryFor({ said: 'Zero.\n\nOne two three' });
    expect(recall('send', { ok: true, parts }, { ...spread, from: 5, to: 20 })).toMatchObject({ from: 15 });
  });

  test('behind a fence that was opened again never begins before its message', () => {
    const limits = { maxLength: 40, lengthOf: (text: string) => text.length };
    const { recall } = deliveryFor({ said: '```js\none\ntwo\nthree', adapter: { limits } });
    const again = [
      { id: 'p1', text: '`' },
      { id: 'p2', text: 'CHANGED' },
    ];
    expect(recall('send', { ok: true, parts: again }, { ...spread, text: '```js\ntwo\nthree', from: 9, to: 19 })).toMatchObject({
      from: 9,
    });
  });
});
