import { expect, it } from 'vitest';
import { nearest } from '../../src/config/nearest.js';

const known = ['edit_interval', 'enabled', 'cursor', 'call_timeout', 'stall_timeout'];

it.each([
  ['editInterval', 'edit_interval'],
  ['EDIT-INTERVAL', 'edit_interval'],
  ['edit_intervall', 'edit_interval'],
  ['enable', 'enabled'],
  ['curser', 'cursor'],
  ['tall_timeout', 'call_timeout'],
])('takes %s for %s', (word, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

it.each(['', 'delay', 'token', 'interval', 'x'.repeat(10_000)])('takes %s for nothing that it knows', (word) => {
  expect(nearest(word, known)).toBeUndefined();
});
