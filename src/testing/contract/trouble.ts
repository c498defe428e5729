import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Failure, Reason, Result } from '../../adapter.js';
import type { Fault } from '../faults.js';
import type { Bench } from './bench.js';
import { canEdit, canStream, type Question } from './question.js';

/** Longest that a call may go on after its signal was aborted, in milliseconds. */
const abortPatienceMs = 1_000;

const hang: Fault = { kind: 'hang' };

/** Faults, and what has to be said of them. */
const faults: readonly { title: string; fault: Fault; onSend: Reason; onEdit: Reason }[] = [
  { title: 'told to wait', fault: { kind: 'wait', seconds: 2 }, onSend: 'rateLimited', onEdit: 'rateLimited' },
  { title: 'told to wait without a time', fault: { kind: 'wait' }, onSend: 'rateLimited', onEdit: 'rateLimited' },
  { title: 'cut off before the call was applied', fault: { kind: 'cutBefore' }, onSend: 'maybeDelivered', onEdit: 'transient' },
  { title: 'cut off after the call was applied', fault: { kind: 'cutAfter' }, onSend: 'maybeDelivered', onEdit: 'transient' },
  { title: 'answered with a proxy page', fault: { kind: 'html502' }, onSend: 'maybeDelivered', onEdit: 'transient' },
];

/** What goes wrong on the way: aborted calls end, every call is one request, and a lost answer is never called harmless. */
export const trouble: readonly Question[] = [
  {
    title: 'makes no call that was aborted beforehand',
    async ask(bench) {
      const before = bench.calls();
      const result = await bench.send('hello', AbortSignal.abort());
      assert.ok(!result.ok);
      assert.deepEqual([bench.texts(), bench.calls()], [[], before]);
    },
  },
  {
    title: 'ends a send when its signal is aborted, as one that may have arrived',
    fault: hang,
    async ask(bench) {
      bench.strike(hang);
      bench.failed(await abortedMidway(bench, (signal) => bench.send('hello', signal)), 'maybeDelivered');
    },
  },
  {
    title: 'ends an edit when its signal is aborted',
    fault: hang,
    isAsked: canEdit,
    async ask(bench) {
      const id = await bench.sent('one');
      bench.strike(hang);
      bench.failed(await abortedMidway(bench, (signal) => bench.edit(id, 'one two', signal)), 'transient');
    },
  },
  ...faults.flatMap(({ title, fault, onSend, onEdit }): Question[] => [
    {
      title: `${title}, sends once and says ${onSend}`,
      fault,
      async ask(bench) {
        bench.strike(fault);
        checkWait(await bench.once(onSend, () => bench.send('hello')), fault);
        assert.deepEqual(bench.texts(), fault.kind === 'cutAfter' ? ['hello'] : []);
      },
    },
    {
      title: `${title}, edits once and says ${onEdit}`,
      fault,
      isAsked: canEdit,
      async ask(bench) {
        const id = await bench.sent('one');
        bench.strike(fault);
        checkWait(await bench.once(onEdit, () => bench.edit(id, 'one two')), fault);
      },
    },
    {
      title: `${title}, appends once to a native stream and never calls it harmless`,
      fault,
      isAsked: canStream,
      async ask(bench) {
        const id = await bench.opened('one');
        bench.strike(fault);
        checkWait(await bench.once(onSend, () => bench.append(id, ' two', 'one two')), fault);
      },
    },
  ]),
];

async function abortedMidway(bench: Bench, call: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  const before = bench.calls();
  const pending = call(stop.signal);
  if (bench.made.calls) while (bench.calls() === before) await pause(5);
  else await pause(50);
  stop.abort();
  const late = pause(abortPatienceMs).then(() => assert.fail('the call went on after it was aborted'));
  return Promise.race([pending, late]);
}

function checkWait({ retryAfterMs }: Failure, fault: Fault): void {
  if (fault.kind !== 'wait') return;
  if (fault.seconds === undefined) assert.equal(retryAfterMs, undefined, 'the platform did not say how long');
  else assert.ok(retryAfterMs !== undefined && retryAfterMs >= fault.seconds * 1_000 - 50, `waits long enough: ${retryAfterMs}`);
}
