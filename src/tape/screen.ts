// What the reader sees, as far as the platform's answers tell: followed from record to record.

import type { MessageId } from '../adapter.js';
import type { AnswerRecord, CallRecord, ShownText, TapeRecord } from './record.js';

/** One message as it stood at a moment. */
export interface ShownMessage {
  /** Stays the same while it is edited. */
  key: number;
  /** Undefined where the platform gave none. */
  id?: MessageId | undefined;
  /** UTF-16 units. */
  length: number;
  /** Undefined where the tape holds none. */
  text?: string | undefined;
  /** It ends with the cursor. */
  hasCursor: boolean;
  /** It may or may not be on screen. */
  isDoubtful: boolean;
  /** More is to be expected of it. */
  isGrowing: boolean;
  /** It disappears by itself. */
  isDraft: boolean;
}

/** What the reader sees of one stream, and the call that is about to change it. Never changed in place, so that an old one can be kept. */
export interface Screen {
  /** Oldest first. */
  messages: readonly ShownMessage[];
  /** The call that is on its way. */
  calling?: CallRecord | undefined;
}

/** Before the first call. */
export const emptyScreen: Screen = { messages: [] };

const opens: ReadonlySet<string> = new Set(['send', 'fresh', 'open']);
const leavesDoubt: ReadonlySet<string> = new Set(['maybeDelivered', 'threw', 'timedOut']);

/** The screen after one more record. */
export function screenAfter(screen: Screen, record: TapeRecord): Screen {
  if (record.kind === 'call') return { ...screen, calling: record };
  if (record.kind === 'end') return { messages: screen.messages.map((message) => ({ ...message, isGrowing: false })) };
  if (record.kind !== 'answer' || screen.calling?.call !== record.call) return screen;
  return { messages: changed(screen.messages, screen.calling, record) };
}

function changed(messages: readonly ShownMessage[], call: CallRecord, answer: AnswerRecord): readonly ShownMessage[] {
  const isOpening = opens.has(call.op);
  const others = () => messages.filter(({ id }) => id !== call.messageId);
  if (answer.result === 'messageGone') return others();
  if (answer.result !== 'ok' && answer.result !== 'notModified') {
    const isDoubtful = isOpening && leavesDoubt.has(answer.result);
    return isDoubtful ? [...messages, messageOf(call, undefined, nextKey(messages), { isDoubtful })] : messages;
  }
  // An edit to nothing deletes.
  if (call.op === 'remove' || call.length === 0) return others();
  const settled = messages.filter(({ isDraft }) => !isDraft);
  if (call.op === 'draft') return [...settled, messageOf(call, undefined, nextKey(messages), { isDraft: true })];
  if (answer.parts) {
    const kept = isOpening ? settled : settled.filter(({ id }) => id !== call.messageId);
    const last = answer.parts.length - 1;
    const parts = answer.parts.map((part, index) => {
      const hasCursor = call.hasCursor && index === last;
      return messageOf(call, part.id, nextKey(messages) + index, { hasCursor }, part);
    });
    return [...kept, ...parts];
  }
  if (isOpening) return [...settled, messageOf(call, answer.messageId, nextKey(messages))];
  const edited = settled.findLast(({ id }) => call.messageId === undefined || id === call.messageId);
  // Some platforms name a message anew with every edit.
  return settled.map((one) => (one === edited ? messageOf(call, answer.messageId ?? one.id, one.key) : one));
}

function messageOf(
  { final, op, length, text, hasCursor }: CallRecord,
  id: ShownMessage['id'],
  key: number,
  marks: Partial<Pick<ShownMessage, 'isDoubtful' | 'isDraft' | 'hasCursor'>> = {},
  shown: ShownText = { length, text, sha256: '' },
): ShownMessage {
  const isGrowing = !final && op !== 'trim';
  return { key, id, length: shown.length, text: shown.text, hasCursor, isGrowing, isDoubtful: false, isDraft: false, ...marks };
}

function nextKey(messages: readonly ShownMessage[]): number {
  return Math.max(-1, ...messages.map(({ key }) => key)) + 1;
}
