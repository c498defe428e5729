import { expect, test } from 'vitest';
import { Backlog } from '../src/backlog.js';

test('x', () => {
  expect(new Backlog().ageMs(0)).toBe(0);
});
