import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { readChart } from '../../src/diagram/chart.js';

const machine = setup({
  types: { events: {} as { type: 'GO' } | { type: 'STAY' } | { type: 'LATE' } },
  guards: { mayGo: () => true, isSmall: (_, params: { most: number }) => params.most > 0 },
  delays: { pause: 10 },
  actions: { ignored: () => {}, call: (_, _params: { op: string; final: boolean }) => {} },
}).createMachine({
  id: 'sample',
  description: 'A sample.',
  initial: 'one',
  on: { LATE: { actions: 'ignored' } },
  states: {
    one: {
      description: 'Waits.',
      entry: { type: 'call', params: { op: 'send', final: true } },
      after: { pause: 'two' },
      on: { GO: { guard: 'mayGo', target: 'two.inner' }, STAY: { guard: { type: 'isSmall', params: { most: 3 } }, actions: 'ignored' } },
    },
    two: { initial: 'inner', states: { inner: { always: { target: '#sample.end' } } } },
    end: { type: 'final' },
  },
});

test('states come in document order, with what they do on entry', () => {
  const { states } = readChart(machine);

  expect(states.map(({ id, kind, isInitial }) => [id, kind, isInitial])).toEqual([
    ['one', 'atomic', true],
    ['two', 'compound', false],
    ['two.inner', 'atomic', true],
    ['end', 'final', false],
  ]);
  expect(states[0]).toMatchObject({ description: 'Waits.', entry: ['call(send, final)'] });
  expect(states[2]?.parent).toBe('two');
});

test('transitions carry guards, timers and the lack of an event in words', () => {
  const { transitions } = readChart(machine);

  expect(transitions).toEqual([
    { from: 'one', to: 'two.inner', event: 'GO', guard: 'mayGo', actions: [], reenter: false },
    { from: 'one', event: 'STAY', guard: 'isSmall(3)', actions: ['ignored'], reenter: false },
    { from: 'one', to: 'two', event: 'after pause', actions: [], reenter: false },
    { from: 'two.inner', to: 'end', event: 'always', actions: [], reenter: false },
  ]);
});

test('what the root ignores is listed apart', () => {
  expect(readChart(machine).ignored).toEqual(['LATE']);
});
