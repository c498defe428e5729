import { describe, expect, test } from 'vitest';
import type { AnswerRecord, CallRecord, TapeRecord } from '../../src/tape/record.js';
import { emptyScreen, type Screen, screenAfter } from '../../src/tape/screen.js';

const head = { v: 1, stream: 'answer', seq: 0, at: 0 } as const;

function screenOf(...records: TapeRecord[]): Screen['messages'] {
  return records.reduce(screenAfter, emptyScreen).messages;
}

function call(op: CallRecord['op'], text: string, more: Partial<CallRecord> = {}): CallRecord {
  return {
    ...head,
    kind: 'call',
    call: 1,
    op,
    from: 0,
    to: text.length,
    final: false,
    hasCursor: false,
    length: text.length,
    sha256: '',
    text,
    ...more,
  };
}

function answer(result: AnswerRecord['result'], more: Partial<AnswerRecord> = {}): AnswerRecord {
  return { ...head, kind: 'answer', call: 1, result, latencyMs: 10, ...more };
}

const sent = [call('send', 'One'), answer('ok', { messageId: 'a' })];

describe("the reader's screen", () => {
  test('changes when the platform has answered, not before', () => {
    expect(screenOf(call('send', 'One'))).toEqual([]);
    expect(screenOf(...sent)).toMatchObject([{ id: 'a', text: 'One', isGrowing: true }]);
  });

  test('keeps a message in its place when it is edited, under whatever name', () => {
    const [message, ...others] = screenOf(...sent, call('edit', 'One, two', { messageId: 'a' }), answer('ok', { messageId: 'b' }));
    expect(message).toMatchObject({ key: 0, id: 'b', text: 'One, two' });
    expect(others).toEqual([]);
  });

  test('does not change when a call fails', () => {
    expect(screenOf(...sent, call('edit', 'Two', { messageId: 'a' }), answer('rateLimited'))).toEqual(screenOf(...sent));
    expect(screenOf(call('send', 'One'), answer('transient'))).toEqual([]);
  });

  test.each(['maybeDelivered', 'timedOut', 'threw'] as const)('marks a message that may or may not be there: %s', (result) => {
    expect(screenOf(call('send', 'One'), answer(result))).toMatchObject([{ text: 'One', isDoubtful: true }]);
  });

  test('loses a message that is deleted, or found to be gone', () => {
    expect(screenOf(...sent, call('remove', '', { messageId: 'a' }), answer('ok'))).toEqual([]);
    expect(screenOf(...sent, call('edit', 'Two', { messageId: 'a' }), answer('messageGone'))).toEqual([]);
  });

  test('shows the parts that an adapter made of one text, the cursor in the last', () => {
    const parts = ['On', 'e▉'].map((text, index) => ({ id: index, text, length: text.length, sha256: '' }));
    const shown = screenOf(call('send', 'One▉', { hasCursor: true }), answer('ok', { parts }));
    expect(shown.map(({ id, text, hasCursor }) => [id, text, hasCursor])).toEqual([
      [0, 'On', false],
      [1, 'e▉', true],
    ]);
  });

  test('loses a message that is edited to nothing', () => {
    expect(screenOf(...sent, call('trim', '', { messageId: 'a' }), answer('ok'))).toEqual([]);
  });

  test('replaces a draft with the message that follows it', () => {
    const drafted = [call('draft', 'On'), answer('ok')];
    expect(screenOf(...drafted)).toMatchObject([{ text: 'On', isDraft: true }]);
    expect(screenOf(...drafted, ...sent)).toMatchObject([{ text: 'One', isDraft: false }]);
  });
});
