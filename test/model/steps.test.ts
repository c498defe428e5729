// What the table cannot tell: the numbers, and where exactly one answer ends and the next begins.

import { expect, test } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { streamMachine } from '../../machines/stream.machine.js';
import type { CloseEvent, ShownEvent, StreamCommand, StreamContext, StreamEvent } from '../../machines/vocabulary.js';
import { stateName } from '../../src/tape/state-name.js';
import { INPUT, initialSnapshot, type Snapshot } from '../support/pure.js';

type Timer = { type: 'xstate.after' };
const TIMER: Timer = { type: 'xstate.after' };
const STANDS = Number.MAX_SAFE_INTEGER;
const PATIENT = 1e9;

const more = (have: number, via: 'edit' | 'draft' | 'native' | 'nothing' = 'edit'): StreamEvent => ({ type: 'MORE', have, via });
const close = (have: number, over: Partial<CloseEvent> = {}): StreamEvent => ({
  ...{ type: 'CLOSE', have, stands: STANDS, fresh: false, gather: false },
  ...over,
});
const shown = (to: number, over: Partial<ShownEvent> = {}): StreamEvent => ({
  ...{ type: 'SHOWN', seq: 0, from: 0, to, have: to, full: false, editable: true },
  ...over,
});
const wait = (ms: number, left = PATIENT, worth = 0): StreamEvent => ({ type: 'WAIT', seq: 0, ms, left, worth });
const held = (ms: number, left = PATIENT): StreamEvent => ({ type: 'HELD', seq: 0, ms, left });
const refused = (left = PATIENT, hang = false): StreamEvent => ({ type: 'REFUSED', seq: 0, left, hang });
const gone: StreamEvent = { type: 'GONE', seq: 0 };
const unable: StreamEvent = { type: 'UNABLE', seq: 0 };

interface Place {
  state: string;
  context: StreamContext;
  /** What the last event brought about. */
  commands: StreamCommand[];
  timers: unknown[];
  status: Snapshot['status'];
  output: Snapshot['output'];
}

const after = (...events: (StreamEvent | Timer)[]): Place => afterFrom(initialSnapshot(), events);

function afterFrom(start: Snapshot, events: readonly (StreamEvent | Timer)[]): Place {
  let snapshot = start;
  let actions: readonly { type: string; params: unknown }[] = [];
  for (const event of events) {
    const real = event.type === 'xstate.after' ? { type: snapshot._nodes.flatMap((node) => node.after)[0]?.eventType } : event;
    [snapshot, actions] = transition(streamMachine, snapshot, real as StreamEvent);
  }
  return {
    state: stateName(snapshot.value),
    context: snapshot.context,
    commands: actions.filter(({ type }) => type === 'xstate.emit').map(({ params }) => (params as { event: StreamCommand }).event),
    timers: actions.filter(({ type }) => type === 'xstate.raise').map(({ params }) => (params as { delay?: number }).delay),
    status: snapshot.status,
    output: snapshot.output,
  };
}

const streaming = [more(5), shown(5)];
const editing = [...streaming, TIMER, TIMER, more(10)];
const sendingLast = [more(5, 'nothing'), close(9)];

test('a stream begins with nothing, and with what it was told', () => {
  const { state, context } = after();
  expect(state).toBe('idle');
  expect(context).toEqual({ ...INPUT, from: 0, shown: 0, have: 0, strikes: 0, gone: 0, waitMs: 0, waitWorth: 0, landed: 0, lost: 0 });
  expect([streamMachine.id, streamMachine.version]).toEqual(['stream', '1']);
});

test('the bell is told what is on screen and how much more is worth an edit', () => {
  const full = shown(7, { full: true, have: 9 });
  expect(after(more(9), full).commands).toEqual([{ type: 'bell', at: 'first', from: 7, shown: 7, threshold: 40 }]);
  expect(after(...streaming).commands).toEqual([{ type: 'bell', at: 'close', from: 0, shown: 5, threshold: 40 }]);
});

test('a call is told where the message begins', () => {
  const [, call] = after(more(9), shown(7, { full: true, have: 9 }), more(12)).commands;
  expect(call).toEqual({ type: 'call', op: 'send', from: 7, final: false });
});

test('a wait that text can end tells the bell how much; one that it cannot, does not', () => {
  expect(after(...editing, wait(100, PATIENT, 12)).commands).toEqual([{ type: 'bell', at: 'threshold', from: 0, shown: 5, threshold: 12 }]);
  expect(after(...editing, wait(100)).commands).toEqual([{ type: 'bell', at: 'close', from: 0, shown: 5, threshold: 0 }]);
  expect(after(...editing, wait(100, PATIENT, 12), more(20), held(50)).context).toMatchObject({ waitMs: 50, waitWorth: 0 });
  expect(after(...editing, wait(100, PATIENT, 12), more(20), refused()).context).toMatchObject({ waitMs: 1_000, waitWorth: 0 });
});

test('the verdict tells how much is on screen and how much there is', () => {
  const { commands } = after(...sendingLast, { type: 'BARRED', seq: 0 });
  expect(commands).toEqual([{ type: 'advance', end: 'incomplete', shown: 0, have: 9 }]);
});

test('what landed and what was lost is added up over items', () => {
  const item = [...editing, shown(10), close(10), shown(10)];
  const lostItem = [...item, { type: 'NEXT', carried: 0 } as const, more(4, 'nothing'), close(6), { type: 'BARRED', seq: 0 } as const];
  expect(after(...lostItem, { type: 'NEXT', carried: 0 }).context).toMatchObject({ landed: 10, lost: 6 });
  const end = after(...lostItem, { type: 'END' });
  expect([end.state, end.status, end.output]).toEqual(['done', 'done', { landed: 10, lost: 6 }]);
  expect(after(...lostItem, { type: 'NEXT', carried: 4 }).context).toMatchObject({ landed: 10, lost: 2, from: 0, shown: 0, have: 0 });
  expect(after(...lostItem, { type: 'STOP' }).output).toEqual({ landed: 10, lost: 6 });
});

test('an item is counted once, however often the chart is resumed before its verdict is answered', () => {
  const verdict = [...sendingLast, { type: 'BARRED', seq: 0 } as const];
  const resumed = after(...verdict, { type: 'RESUMED' }, { type: 'RESUMED' });
  expect(resumed.state).toBe('closed.incomplete');
  expect(resumed.commands).toEqual([{ type: 'advance', end: 'incomplete', shown: 0, have: 9 }]);
  for (const answer of [{ type: 'END' }, { type: 'STOP' }, { type: 'DISCARD' }] as const)
    expect(after(...verdict, { type: 'RESUMED' }, answer).output).toEqual({ landed: 0, lost: 9 });
  expect(after(...verdict, { type: 'RESUMED' }, { type: 'NEXT', carried: 0 }).context).toMatchObject({ landed: 0, lost: 9 });
});

test('more on screen than there is to say is no loss', () => {
  const item = [...editing, shown(12, { have: 10 }), close(10), shown(12, { have: 10 })];
  expect(after(...item, { type: 'END' }).output).toEqual({ landed: 12, lost: 0 });
});

test('the next item begins with nothing held against it', () => {
  const item = [...editing, gone, shown(5), TIMER, TIMER, more(12), refused(), close(12), unable, shown(12)];
  expect(after(...item).state).toBe('closed.complete');
  expect(after(...item, { type: 'NEXT', carried: 0 }).context).toMatchObject({ strikes: 0, gone: 0, from: 0, shown: 0, have: 0 });
});

test('a message that was left before and is gone is not on screen, nor what came after it', () => {
  const nextMessage = [...editing, unable, close(12), shown(9, { from: 5, have: 12 })];
  const discarded = [...nextMessage, { type: 'DISCARD' } as const, refused()];
  expect(after(...discarded)).toMatchObject({ state: 'discarding.trimming', context: { from: 9, shown: 9 } });
  expect(after(...discarded, gone).context).toMatchObject({ from: 9, shown: 9 });
  expect(after(...discarded, { type: 'GONE', seq: 0, from: 5 }).context).toMatchObject({ from: 5, shown: 5 });
});

test('waits after refusals double', () => {
  const once = after(...editing, refused());
  expect([once.state, once.timers]).toEqual(['streaming.holding', [1_000]]);
  const twice = after(...editing, refused(), TIMER, refused());
  expect([twice.state, twice.timers]).toEqual(['streaming.holding', [2_000]]);
  expect(after(...editing, refused(), TIMER, refused(), TIMER, refused()).state).toBe('editDisabled');
});

test('a hang counts as two refusals', () => {
  const hung = after(...editing, refused(PATIENT, true));
  expect([hung.timers, hung.context.strikes]).toEqual([[2_000], 2]);
  expect(after(more(5), refused(PATIENT, true)).state).toBe('editDisabled');
});

test('an edit that works wipes the slate clean', () => {
  expect(after(...editing, refused(), TIMER, shown(10)).context.strikes).toBe(0);
  expect(after(...editing, gone, shown(5), TIMER, TIMER, more(12), shown(12)).context.gone).toBe(0);
  expect(after(...editing, gone, shown(5)).context.gone).toBe(1);
});

test('a message that keeps disappearing is given up after the third time, and counted no further', () => {
  const again = [gone, shown(5), TIMER, TIMER, more(10)];
  const thrice = after(...editing, ...again, ...again, gone);
  expect([thrice.state, thrice.context.gone]).toEqual(['editDisabled', 3]);
});

test('what disappeared counts as not shown, from where its message began', () => {
  const second = [more(9), shown(7, { full: true, have: 9 }), more(12), shown(12, { from: 7 }), TIMER, TIMER, more(14)];
  expect(after(...second, gone).context).toMatchObject({ from: 7, shown: 7, strikes: 0 });
  expect(after(more(5, 'draft'), shown(5), close(5)).context).toMatchObject({ shown: 0 });
});

test('a wait at the end is borne if it takes exactly the time that is left, and not a moment longer', () => {
  expect(after(...sendingLast, wait(100, 100)).state).toBe('finishing.sendWaiting');
  expect(after(...sendingLast, wait(100, 99)).state).toBe('closed.incomplete');
  expect(after(...sendingLast, held(100, 100)).state).toBe('finishing.sendWaiting');
  expect(after(...sendingLast, held(100, 99)).state).toBe('closed.incomplete');
});

test('a refusal at the end is tried again if the wait before it fits exactly', () => {
  expect(after(...sendingLast, refused(1_000)).state).toBe('finishing.sendWaiting');
  expect(after(...sendingLast, refused(999)).state).toBe('closed.incomplete');
  expect(after(...sendingLast, refused(), TIMER, refused(2_000)).state).toBe('finishing.sendWaiting');
  expect(after(...sendingLast, refused(), TIMER, refused(1_999)).state).toBe('closed.incomplete');
  expect(after(...sendingLast, refused(), TIMER, refused(), TIMER, refused()).state).toBe('closed.incomplete');
});

test('a closing edit that is held is tried again in time, with the wait that it was told', () => {
  const closing = [...streaming, close(9)];
  const again = after(...closing, held(70, 70));
  expect([again.state, again.timers, again.context.strikes]).toEqual(['finishing.editWaiting', [70], 1]);
  expect(after(...closing, held(70, 69)).state).toBe('finishing.send');
  expect(after(...closing, held(70), TIMER, held(70), TIMER, held(70)).state).toBe('finishing.send');
});

test('exactly all of it shown leaves nothing, one character less does', () => {
  expect(after(...sendingLast, shown(9, { have: 9 })).state).toBe('closed.complete');
  expect(after(...sendingLast, shown(8, { have: 9 })).state).toBe('finishing.send');
});

test('a message that holds nothing but the cursor is retracted, one with a single character is not', () => {
  const split = [more(5), shown(5, { from: 5 })];
  expect(after(...split, close(5)).state).toBe('finishing.retract');
  expect(after(...split, close(4)).context).toMatchObject({ from: 5, shown: 5, have: 4 });
  expect(after(...split, close(6)).state).toBe('finishing.edit');
  expect(after(more(5), shown(5, { from: 4 }), close(3)).state).toBe('finishing.edit');
});

test('only as much stays on screen as an authoritative text leaves standing', () => {
  const preview = [more(5), shown(5, { editable: false })];
  expect(after(...preview, close(5)).state).toBe('closed.complete');
  expect(after(...preview, close(5, { stands: 4 })).state).toBe('finishing.send');
  expect(after(...preview, close(5, { stands: 4 })).context).toMatchObject({ from: 4, shown: 4, have: 5 });
  expect(after(...preview, close(5, { stands: 5 })).state).toBe('closed.complete');
});

test('an item without text is empty, one whose pages all went out is complete', () => {
  expect(after(close(0)).state).toBe('closed.empty');
  expect(after(more(5), shown(5, { full: true }), close(5)).state).toBe('closed.complete');
});

test('after a call there is the floor, and then the rest of the interval', () => {
  expect(after(...streaming).timers).toEqual([100]);
  expect(after(...streaming, TIMER).timers).toEqual([200]);
});

test('a draft is refreshed before it expires, and one that does not expire is left alone', () => {
  const quiet = [more(5, 'draft'), shown(5), TIMER, TIMER, TIMER];
  expect(after(...quiet).state).toBe('drafting.calling');
  const [lasting] = initialTransition(streamMachine, { ...INPUT, draftRefreshMs: 0 });
  expect(afterFrom(lasting, quiet).state).toBe('drafting.clean');
});

test('a stale message that closes with more text is sent anew with all of it', () => {
  const { state, context } = after(...streaming, close(9, { fresh: true }));
  expect([state, context.have]).toEqual(['finishing.fresh', 9]);
});
