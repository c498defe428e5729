import { describe, expect, test } from 'vitest';
import type { AnswerEvent, StreamEvent } from '../../machines/vocabulary.js';
import { resolveConfig } from '../../src/config.js';
import { chainFilters } from '../../src/filters/chain.js';
import { chartInput } from '../../src/stream/chart-input.js';
import type { Delivery } from '../../src/stream/delivery.js';
import { Intake } from '../../src/stream/intake.js';
import { Ledger } from '../../src/stream/ledger.js';
import type { CallResult } from '../../src/stream/platform-call.js';
import { type Past, restore } from '../../src/stream/restore.js';
import type { TapeRecord } from '../../src/tape/record.js';

type Loose = Record<string, unknown>;
const input = chartInput(resolveConfig(undefined, 'chat'), { maxLength: 100, lengthOf: (text) => text.length });
const begin = (rest: Loose = {}) => ({ kind: 'begin', input, ...rest });
const heard = (event: Loose, rest: Loose = {}) => ({ kind: 'event', event, ...rest });
const said = (what: string, text?: string) => ({ kind: 'input', input: what, text, length: text?.length });
const asked = (op: string, { seq = 4, final = false } = {}) => ({ call: { op, from: 2, final, seq } });
const made = (rest: Loose = {}) => ({
  kind: 'call',
  call: 4,
  length: 3,
  text: 'One',
  from: 2,
  to: 5,
  final: false,
  hasCursor: true,
  ...rest,
});
const frame = { text: 'One', from: 2, to: 5, full: false, hasCursor: true };

interface Calls {
  recalled: unknown[];
  moved: unknown[];
  closed: number;
  advanced: unknown[];
}

/** Goes through the records with parts that keep account of what they are told. `answer` is what the chart is to hear of a call. */
function caughtUp(
  records: Loose[],
  {
    found,
    textless,
    answer = { type: 'GONE', seq: 4 },
    ledger = new Ledger(),
  }: Pick<Past, 'found' | 'textless'> & { answer?: AnswerEvent; ledger?: Ledger } = {},
) {
  const intake = new Intake({ clock: { now: () => 0 }, joined: false, startFilters: () => chainFilters([]), ring: () => {} });
  const calls: Calls = { recalled: [], moved: [], closed: 0, advanced: [] };
  const delivery = {
    nextSeq: 1,
    recall: (...args: unknown[]) => {
      calls.recalled.push(args);
      return answer;
    },
  };
  const past = { records: records as unknown as TapeRecord[], after: { seq: 0, chain: '' }, found, textless };
  const { snapshot, next } = restore(past, {
    ...{ intake, ledger, delivery: delivery as unknown as Delivery },
    close: () => (calls.closed += 1),
    next(command): StreamEvent {
      calls.advanced.push(command);
      return { type: 'NEXT', carried: 1 };
    },
    move: (position) => calls.moved.push(position),
  });
  return { intake, ledger, nextSeq: delivery.nextSeq, snapshot, next, ...calls };
}

describe('the chart', () => {
  test('stands where the tape ends, and is set going again', () => {
    expect(caughtUp([begin()])).toMatchObject({ snapshot: { value: 'idle' }, next: [{ type: 'RESUMED' }], nextSeq: 1 });
    const records = [begin(), heard({ type: 'MORE', have: 5, via: 'nothing' })];
    expect(caughtUp(records)).toMatchObject({ snapshot: { value: 'editDisabled', context: { have: 5 } } });
  });

  test('cannot stand anywhere on a tape without a beginning', () => {
    expect(() => caughtUp([])).toThrow('without a beginning');
    expect(() => caughtUp([heard({ type: 'MORE' }), made()])).toThrow('without a beginning');
  });

  test('its bell moves the position, an item that closed is closed before, and one that joins is joined', () => {
    const bell = { type: 'bell', at: 'first', from: 3, shown: 4, threshold: 1 };
    const advance = { type: 'advance', end: 'complete', shown: 3, have: 3 };
    const { moved, closed, advanced, intake } = caughtUp([
      said('text', 'One'),
      said('boundary'),
      said('text', 'two'),
      begin({ also: [bell] }),
      heard({ type: 'CLOSE' }),
      heard({ type: 'MORE' }, { also: [advance, { type: 'join' }] }),
    ]);
    expect({ moved, closed, advanced }).toEqual({ moved: [bell], closed: 1, advanced: [advance] });
    expect(intake.items.map((item) => item.text())).toEqual(['One\n\ntwo']);
  });

  test('hears what it was owed, unless it has heard something since', () => {
    const records = [begin(), heard({ type: 'MORE' }, { also: [{ type: 'advance', end: 'complete', shown: 3, have: 3 }] })];
    expect(caughtUp(records).next).toEqual([{ type: 'NEXT', carried: 1 }]);
    expect(caughtUp([...records, heard({ type: 'HURRY' })]).next).toEqual([{ type: 'RESUMED' }]);
  });
});

describe('what was said', () => {
  test('is said again', () => {
    const records = [
      said('text', 'One'),
      said('boundary'),
      said('text', 'two'),
      said('flush'),
      said('commentary', 'A note'),
      said('text', 'three'),
      said('end', 'Three'),
    ];
    const { intake } = caughtUp([begin(), ...records]);
    expect(intake.items.map((item) => [item.text(), item.closing])).toEqual([
      ['One', 'boundary'],
      ['two', 'flush'],
      ['A note', 'commentary'],
      ['three', 'end'],
    ]);
    expect(intake.items.at(-1)?.finalText).toBe('Three');
  });

  test('ends without a final text where none was given', () => {
    const { intake } = caughtUp([begin(), said('text', 'One'), said('end')]);
    expect(intake.current).toMatchObject({ closing: 'end', finalText: undefined });
  });

  test('is as long as it was where the tape holds no text', () => {
    const { intake } = caughtUp([begin(), { kind: 'input', input: 'text', length: 3 }]);
    expect(intake.current.text()).toBe('xxx');
  });
});

describe('a call that the chart had asked for', () => {
  test('and that was not made any more is asked for again, where it would have made a message', () => {
    for (const op of ['send', 'fresh', 'open'])
      expect(caughtUp([begin(asked(op))])).toMatchObject({ nextSeq: 5, next: [{ type: 'WAIT', seq: 4, ms: 0, worth: 0 }] });
    for (const op of ['edit', 'draft', 'remove']) expect(caughtUp([begin(asked(op))]).next).toEqual([{ type: 'RESUMED' }]);
  });

  test('and that was made, but got no answer, is not answered', () => {
    expect(caughtUp([begin(asked('send')), made()])).toMatchObject({ next: [{ type: 'RESUMED' }], recalled: [] });
    expect(caughtUp([begin(asked('send')), made({ call: 3 })]).next).toMatchObject([{ type: 'WAIT' }]);
  });

  test('is over when the chart has heard of it', () => {
    expect(caughtUp([begin(asked('send')), heard({ type: 'SHOWN', seq: 4 })]).next).toEqual([{ type: 'RESUMED' }]);
    expect(caughtUp([begin(asked('send')), heard({ type: 'HURRY' })]).next).toMatchObject([{ type: 'WAIT' }]);
  });

  test('is answered as it was answered then', () => {
    const { recalled, next } = caughtUp([
      begin(asked('send')),
      made(),
      { kind: 'answer', call: 4, at: 70, result: 'ok', messageId: 'm1', parts: [{ id: 1, length: 2 }] },
    ]);
    const command = { type: 'call', op: 'send', from: 2, final: false };
    expect(recalled).toEqual([[command, 4, frame, { ok: true, messageId: 'm1', parts: [{ id: 1, text: 'xx' }] }, 70]]);
    expect(next).toEqual([{ type: 'GONE', seq: 4 }]);
  });

  test('is not answered by what answers another, or none', () => {
    const answer = { kind: 'answer', call: 3, result: 'ok' };
    expect(caughtUp([begin(asked('send')), made(), answer]).recalled).toEqual([]);
    expect(caughtUp([begin(asked('send')), answer]).recalled).toEqual([]);
    expect(caughtUp([begin(), answer]).recalled).toEqual([]);
  });

  test.each([
    [{ result: 'timedOut' }, { ok: false, reason: 'timedOut', message: '' }],
    [
      { result: 'threw', message: 'no' },
      { ok: false, reason: 'threw', message: 'no' },
    ],
    [
      { result: 'rateLimited', retryAfterMs: 9, scope: 'chat', message: 'later' },
      { ok: false, reason: 'rateLimited', retryAfterMs: 9, scope: 'chat', message: 'later' },
    ],
    [{ result: 'messageGone' }, { ok: false, reason: 'messageGone', retryAfterMs: undefined, scope: undefined, message: undefined }],
  ])('that failed has failed: %j', (failed, result) => {
    const { recalled } = caughtUp([begin(asked('send')), made(), { kind: 'answer', call: 4, at: 70, ...failed }]);
    expect((recalled[0] as unknown[])[3]).toStrictEqual(result);
  });

  test('filled the message where it was final and the chart had not asked for that', () => {
    const full = (asksFinal: boolean, isFinal: boolean) => {
      const records = [begin(asked('send', { final: asksFinal })), made({ final: isFinal }), { kind: 'answer', call: 4, result: 'ok' }];
      return ((caughtUp(records).recalled[0] as unknown[])[2] as typeof frame).full;
    };
    expect([full(false, true), full(true, true), full(false, false)]).toEqual([true, false, false]);
  });

  test('showed as many characters as it did where the tape holds no text', () => {
    const records = [begin(asked('send')), made({ text: undefined }), { kind: 'answer', call: 4, result: 'ok' }];
    expect((caughtUp(records).recalled[0] as unknown[])[2]).toMatchObject({ text: 'xxx' });
  });
});

describe('what was found out about a call without an answer', () => {
  const unsure: CallResult = { ok: false, reason: 'maybeDelivered' };
  const open = [said('text', 'So One'), begin(asked('send')), made()];

  test('is its answer', () => {
    const result: CallResult = { ok: true, messageId: 'm1' };
    const { recalled, next } = caughtUp(open, { found: { call: 4, result } });
    expect((recalled[0] as unknown[])[3]).toBe(result);
    expect(next).toEqual([{ type: 'GONE', seq: 4 }]);
    const refused: CallResult = { ok: false, reason: 'rejected' };
    expect((caughtUp(open, { found: { call: 4, result: refused } }).recalled[0] as unknown[])[3]).toBe(refused);
  });

  test('is nothing where it is about another call', () => {
    expect(caughtUp(open, { found: { call: 3, result: unsure } })).toMatchObject({ recalled: [], next: [{ type: 'RESUMED' }] });
    expect(caughtUp(open.slice(0, 2), { found: { call: 4, result: unsure } }).recalled).toEqual([]);
    expect(caughtUp([begin()], { found: { call: 4, result: unsure } }).recalled).toEqual([]);
  });

  test('counts as shown, and is in doubt, where nobody could say and it was a preview', () => {
    const { intake, recalled, next } = caughtUp(open, { found: { call: 4, result: unsure }, answer: { type: 'UNSURE', seq: 4 } });
    expect((recalled[0] as unknown[])[3]).toEqual(unsure);
    expect(intake.current.doubt).toEqual(frame);
    expect(next).toEqual([{ type: 'SHOWN', seq: 4, from: 2, to: 5, have: 6, full: false, editable: false }]);
  });

  test('stays in doubt where it was to be final', () => {
    const records = [begin(asked('send', { final: true })), made()];
    const { intake, next } = caughtUp(records, { found: { call: 4, result: unsure }, answer: { type: 'UNSURE', seq: 4 } });
    expect([intake.current.doubt, next]).toEqual([undefined, [{ type: 'UNSURE', seq: 4 }]]);
  });

  test('is what the chart is told of it where it put nothing new on screen', () => {
    const { intake, next } = caughtUp(open, { found: { call: 4, result: unsure } });
    expect([intake.current.doubt, next]).toEqual([undefined, [{ type: 'GONE', seq: 4 }]]);
  });
});

describe('a stream that is to show nothing more', () => {
  const open = [begin(asked('send')), made()];
  const answer = { kind: 'answer', call: 4, result: 'ok' };

  test('says so first of all, and then answers what the chart waits for', () => {
    expect(caughtUp([begin(), said('discard')]).next).toEqual([{ type: 'DISCARD' }]);
    expect(caughtUp([begin(), said('discard'), said('text', 'late')]).next).toEqual([{ type: 'DISCARD' }]);
    expect(caughtUp([...open, said('discard')]).next).toEqual([{ type: 'DISCARD' }, { type: 'RESUMED' }]);
    expect(caughtUp([...open, said('discard'), answer]).next).toEqual([{ type: 'DISCARD' }, { type: 'GONE', seq: 4 }]);
    expect(caughtUp([begin(), said('discard')]).intake.current.closing).toBe('end');
  });

  test('does not say so again where the chart has heard of it', () => {
    expect(caughtUp([begin(), said('discard'), heard({ type: 'DISCARD' })]).next).toEqual([{ type: 'RESUMED' }]);
  });
});

describe('a tape without text', () => {
  function ledgerWith(id: string): Ledger {
    const { intake } = caughtUp([begin()]);
    const ledger = new Ledger();
    ledger.add({ id, text: 'xxx', certainty: 'seen', item: intake.current, from: 0, to: 3, hasCursor: true, isOpen: true, sentAt: 0 });
    return ledger;
  }

  test('lets nothing new be shown, and the open message be what was read of it', () => {
    const ledger = ledgerWith('m1');
    const { intake, next } = caughtUp([begin(), said('text', 'xxx')], { ledger, textless: { bare: { id: 'm1', text: 'One' } } });
    expect([ledger.open?.bare, intake.ended, next]).toEqual(['One', true, [{ type: 'DISCARD' }]]);
  });

  test('leaves a message alone that could not be read, or is not the open one', () => {
    for (const bare of [undefined, { id: 'm2', text: 'One' }]) {
      const ledger = ledgerWith('m1');
      caughtUp([begin()], { ledger, textless: { bare } });
      expect([ledger.open, ledger.entries[0]?.bare]).toEqual([undefined, undefined]);
    }
    expect(caughtUp([begin()], { textless: { bare: { id: 'm1', text: 'One' } } }).next).toEqual([{ type: 'DISCARD' }]);
    expect(caughtUp([begin()], { textless: { bare: undefined } }).next).toEqual([{ type: 'DISCARD' }]);
  });
});
