import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createActor } from 'xstate';
import { streamMachine } from '../../machines/stream.machine.js';
import type { StreamCommand, StreamEvent } from '../../machines/vocabulary.js';
import { type ChartEvent, LiveChart } from '../../src/chart/live-chart.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { alphabet } from '../support/alphabet.js';
import { INPUT } from '../support/pure.js';

/** The chart as tokentape runs it. */
function ours() {
  const clock = new VirtualClock();
  const commands: StreamCommand[] = [];
  const heard: string[] = [];
  const chart = new LiveChart({
    input: INPUT,
    snapshot: undefined,
    clock,
    rested(event, _, issued) {
      heard.push(event.type);
      commands.push(...issued);
    },
  });
  chart.start();
  return { clock, commands, heard, snapshot: () => chart.snapshot, send: (event: ChartEvent) => chart.send(event) };
}

/** The chart as XState runs it. */
function xstates() {
  const clock = new VirtualClock();
  const commands: StreamCommand[] = [];
  const heard: string[] = [];
  const actor = createActor(streamMachine, {
    input: INPUT,
    clock,
    inspect: ({ type, ...inspected }) => {
      if (type === '@xstate.event' && 'event' in inspected) heard.push(inspected.event.type);
    },
  });
  actor.on('*', (command) => void commands.push(command));
  actor.start();
  return { clock, commands, heard, snapshot: () => actor.getSnapshot(), send: (event: ChartEvent) => actor.send(event as StreamEvent) };
}

test('goes wherever an actor of XState goes, timers included', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 60 }), (choices) => {
      const [one, other] = [ours(), xstates()];
      for (const choice of choices) {
        const letters = alphabet(one.snapshot()).filter(({ type }) => !type.startsWith('xstate.after.'));
        const letter = letters[choice % (letters.length + 1)];
        for (const { clock, send } of [one, other]) {
          if (letter) send(letter);
          else clock.fireNext();
        }
        const { value, context, status } = other.snapshot();
        expect(one.snapshot()).toMatchObject({ value, context, status });
        expect(one.clock.untilNext()).toBe(other.clock.untilNext());
      }
      expect(one.commands).toEqual(other.commands);
      expect(one.heard).toEqual(other.heard);
      expect(one.clock.pending).toBe(other.clock.pending);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('takes what it is told while it is at work after what it is at', () => {
  const order: string[] = [];
  const chart = new LiveChart({
    input: INPUT,
    snapshot: undefined,
    clock: new VirtualClock(),
    rested({ type }, { value }) {
      order.push(`${type}: ${JSON.stringify(value)}`);
      if (type !== 'MORE') return;
      chart.send({ type: 'UNSURE' });
      order.push('told');
    },
  });
  chart.start();
  chart.send({ type: 'MORE', have: 5, via: 'edit' } as ChartEvent);
  expect(order).toEqual(['xstate.init: "idle"', 'MORE: {"sending":"calling"}', 'told', 'UNSURE: "editDisabled"']);
});

test('stops the timer that is running, and not one of the same name that has fired', () => {
  const { clock, send, snapshot } = ours();
  const shown = (to: number) => ({ type: 'SHOWN', from: 0, to, have: to, full: false, editable: true }) as ChartEvent;
  send({ type: 'MORE', have: 5, via: 'edit' } as ChartEvent);
  send(shown(5));
  while (clock.fireNext());
  send({ type: 'MORE', have: 9, via: 'edit' } as ChartEvent);
  send(shown(9));
  expect(clock.pending).toBe(1);
  send({ type: 'CLOSE', have: 9, stands: 9, fresh: false, gather: false } as ChartEvent);
  expect(snapshot().value).toEqual({ finishing: 'edit' });
  expect(clock.pending).toBe(0);
});

test('hears nothing before its start, and nothing after its end', () => {
  const { heard, send } = ours();
  send({ type: 'DISCARD' });
  send({ type: 'HURRY' });
  expect(heard).toEqual(['xstate.init', 'DISCARD']);
  const idle = new LiveChart({ input: INPUT, snapshot: undefined, clock: new VirtualClock(), rested: () => {} });
  expect(() => idle.snapshot).toThrow('not been started');
  expect(() => idle.send({ type: 'HURRY' })).toThrow('not been started');
});

test('goes on after an owner that throws', () => {
  let isBroken = false;
  const chart = new LiveChart({
    input: INPUT,
    snapshot: undefined,
    clock: new VirtualClock(),
    rested() {
      if (isBroken) throw new Error('no');
    },
  });
  chart.start();
  isBroken = true;
  expect(() => chart.send({ type: 'HURRY' })).toThrow('no');
  isBroken = false;
  chart.send({ type: 'DISCARD' });
  expect(chart.snapshot.value).toBe('cancelled');
});

test('runs no timer of a snapshot that it was given before it is told to go on', () => {
  const before = ours();
  before.send({ type: 'MORE', have: 5, via: 'edit' } as ChartEvent);
  before.send({ type: 'SHOWN', from: 0, to: 5, have: 5, full: false, editable: true } as ChartEvent);
  const clock = new VirtualClock();
  const chart = new LiveChart({ input: INPUT, snapshot: before.snapshot(), clock, rested: () => {} });
  chart.start();
  expect(clock.pending).toBe(0);
  chart.send({ type: 'RESUMED' });
  expect(clock.pending).toBe(1);
  expect(chart.snapshot.value).toEqual({ streaming: 'cooling' });
});

test('a timer that has fired, or was stopped, is forgotten', () => {
  const { clock, send, snapshot } = ours();
  send({ type: 'MORE', have: 5, via: 'edit' } as ChartEvent);
  for (let round = 0; round < 3; round += 1) {
    send({ type: 'SHOWN', seq: 0, from: 0, to: 5 + round, have: 5 + round, full: false, editable: true } as ChartEvent);
    expect([snapshot().value, clock.pending]).toEqual([{ streaming: 'cooling' }, 1]);
    clock.fireNext();
    expect([snapshot().value, clock.pending]).toEqual([{ streaming: 'resting' }, 1]);
    send({ type: 'MORE', have: 6 + round, via: 'edit' } as ChartEvent);
    expect([snapshot().value, clock.pending]).toEqual([{ streaming: 'editing' }, 0]);
  }
});

test('a timer that was stopped is not taken for the next one of its name', () => {
  const { clock, send, snapshot } = ours();
  for (let item = 0; item < 2; item += 1) {
    send({ type: 'MORE', have: 5, via: 'edit' } as ChartEvent);
    send({ type: 'SHOWN', seq: 0, from: 0, to: 5, have: 5, full: false, editable: true } as ChartEvent);
    expect([snapshot().value, clock.pending]).toEqual([{ streaming: 'cooling' }, 1]);
    send({ type: 'CLOSE', have: 5, stands: 9, fresh: false, gather: false } as ChartEvent);
    expect([snapshot().value, clock.pending]).toEqual([{ finishing: 'edit' }, 0]);
    send({ type: 'SHOWN', seq: 0, from: 0, to: 5, have: 5, full: false, editable: true } as ChartEvent);
    send({ type: 'NEXT', carried: 0 } as ChartEvent);
  }
});
