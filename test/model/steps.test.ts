import { expect, test } from 'vitest';
import { streamMachine } from '../../machines/stream.machine.js';
import { stateName } from '../../src/tape/state-name.js';
import { initialSnapshot } from '../support/pure.js';

test('a stream begins with nothing', () => {
  const { value, context } = initialSnapshot();
  expect(stateName(value)).toBe('idle');
  expect(context).toMatchObject({ from: 0, shown: 0, have: 0, strikes: 0, gone: 0, waitMs: 0, landed: 0, lost: 0 });
  expect([streamMachine.id, streamMachine.version]).toEqual(['stream', '1']);
});
