import { beforeEach, describe, expect, it } from 'vitest';
import { type Board, createBoard } from '../../src/gateway/board.js';
import { type ChatRoom, createChatRoom } from '../../src/gateway/chat-room.js';

const { signal } = new AbortController();
let board: Board;
let room: ChatRoom;

beforeEach(() => {
  board = createBoard();
  room = createChatRoom({ board, now: () => 5, maxLength: 10, maxMessages: 3 });
});

const post = (text: string, key = text) => room.post({ text, final: false, key, signal });

describe('the chat room', () => {
  it('posts, edits and removes on the board', async () => {
    expect(post('Hel')).toEqual({ ok: true, messageId: 1 });
    expect(board.get('message:1')).toEqual({ kind: 'message', id: 1, author: 'bot', text: 'Hel', final: false, at: 5 });
    expect(room.edit({ id: 1, text: 'Hello', final: true, signal })).toEqual({ ok: true, messageId: 1 });
    expect(board.get('message:1')).toMatchObject({ text: 'Hello', final: true });
    expect(room.remove({ id: 1, signal })).toEqual({ ok: true });
    expect(board.get('message:1')).toBeUndefined();
  });

  it('makes one message of two posts with the same key', () => {
    post('Hel', 'k');
    expect(post('Hello', 'k')).toEqual({ ok: true, messageId: 1 });
    expect(room.messages().map(({ text }) => text)).toEqual(['Hello']);
  });

  it('says what an edit did not do', () => {
    post('Hello');
    expect(room.edit({ id: 1, text: 'Hello', final: false, signal })).toMatchObject({ ok: false, reason: 'notModified' });
    expect(room.edit({ id: 1, text: 'x'.repeat(11), final: false, signal })).toMatchObject({ ok: false, reason: 'tooLong' });
    expect(room.edit({ id: 1, text: ' \n', final: false, signal })).toMatchObject({ ok: false, reason: 'rejected' });
    expect(room.edit({ id: 2, text: 'Hello', final: false, signal })).toMatchObject({ ok: false, reason: 'messageGone' });
    expect(room.remove({ id: 'x', signal })).toMatchObject({ ok: false, reason: 'messageGone' });
  });

  it('takes a closing edit that changes no text', () => {
    post('Hello');
    expect(room.edit({ id: 1, text: 'Hello', final: true, signal })).toMatchObject({ ok: true });
  });

  it('does not let a stream rewrite what a person said', () => {
    const id = room.say('person', 'Mine');
    expect(room.edit({ id, text: 'Yours', final: true, signal })).toMatchObject({ ok: false, reason: 'rejected' });
  });

  it('forgets the oldest messages, on the board too', () => {
    for (const text of ['a', 'b', 'c', 'd']) post(text);
    expect([...board.entries()].map(([key]) => key)).toEqual(['message:2', 'message:3', 'message:4']);
    expect(room.edit({ id: 1, text: 'x', final: false, signal })).toMatchObject({ reason: 'messageGone' });
    expect(post('e', 'a')).toEqual({ ok: true, messageId: 5 });
  });
});
