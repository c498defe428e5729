import { expect, test } from 'vitest';
import { Item } from '../../src/stream/item.js';
import { Ledger, type LedgerEntry } from '../../src/stream/ledger.js';

const item = new Item(0);
const message = (over: Partial<LedgerEntry> = {}) => ({
  ...{ id: 'm1', text: 'hello', certainty: 'seen' as const, item, from: 0, to: 5, hasCursor: false, isOpen: true, sentAt: 0 },
  ...over,
});

test('a message with an id that is seen is the open one; 0 and the empty string are ids', () => {
  const ledger = new Ledger();
  for (const id of ['m1', 0, '']) expect(ledger.add(message({ id }))).toBe(ledger.open);
  ledger.add(message({ id: undefined }));
  expect(ledger.open).toBe(undefined);
  ledger.add(message());
  ledger.add(message({ certainty: 'maybe' }));
  expect(ledger.open).toBe(undefined);
});

test('a new message was not edited, is no stream and is not outdated, unless it is said to be', () => {
  const ledger = new Ledger();
  expect(ledger.add(message())).toMatchObject({ edits: 0, isNative: false, isOutdated: false });
  expect(ledger.add({ ...message(), isNative: true })).toMatchObject({ isNative: true });
});

test('a call that changes a message changes the open one, and one that makes a message changes none', () => {
  const ledger = new Ledger();
  const open = ledger.add(message());
  for (const op of ['edit', 'trim', 'append', 'close', 'remove'] as const) expect(ledger.target(op)).toBe(open);
  for (const op of ['send', 'fresh', 'open', 'draft'] as const) expect(ledger.target(op)).toBe(undefined);
});

test('what is removed is the message that was replaced, where there is one', () => {
  const ledger = new Ledger();
  const replaced = ledger.add(message());
  const fresh = ledger.add(message({ id: 'm2' }));
  ledger.replaced = replaced;
  expect(ledger.target('remove')).toBe(replaced);
  expect(ledger.target('edit')).toBe(fresh);
});

test('closing leaves the message, and edits it no more', () => {
  const ledger = new Ledger();
  const entry = ledger.add(message());
  ledger.close();
  expect(entry.isOpen).toBe(false);
  expect(ledger.open).toBe(undefined);
  expect(() => ledger.close()).not.toThrow();
});

test('a removed message is unseen, and another one stays open', () => {
  const ledger = new Ledger();
  const first = ledger.add(message());
  const second = ledger.add(message({ id: 'm2' }));
  ledger.remove(first);
  expect(ledger.open).toBe(second);
  ledger.remove(second);
  expect(ledger.open).toBe(undefined);
  expect(ledger.messages().map(({ certainty }) => certainty)).toEqual(['unseen', 'unseen']);
});

test('only what shows replaced text of that item, and is on screen, is outdated', () => {
  const ledger = new Ledger();
  const stays = ledger.add(message({ to: 5 }));
  const outdated = ledger.add(message({ to: 6 }));
  const other = ledger.add(message({ to: 9, item: new Item(1) }));
  ledger.outdate(item, 5);
  expect([stays, outdated, other].map(({ isOutdated }) => isOutdated)).toEqual([false, true, false]);
  expect([stays, outdated, other].map(({ to }) => to)).toEqual([5, 5, 9]);
  expect(ledger.outdated()).toBe(1);
  ledger.remove(outdated);
  expect(ledger.outdated()).toBe(0);
});

test('cursors count where they can be seen', () => {
  const ledger = new Ledger();
  ledger.add(message());
  const entry = ledger.add(message({ hasCursor: true }));
  expect(ledger.cursorsLeft()).toBe(1);
  ledger.remove(entry);
  expect(ledger.cursorsLeft()).toBe(0);
});

test('messages tell id, text and certainty, and nothing else', () => {
  const ledger = new Ledger();
  ledger.add(message());
  expect(ledger.messages()).toEqual([{ id: 'm1', text: 'hello', certainty: 'seen' }]);
});
