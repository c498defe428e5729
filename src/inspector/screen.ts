import type { AnswerRecord, CallRecord, ShownText, TapeRecord } from '../tape/record.js';
import type { ScreenMessage } from './wire.js';

/** What the reader sees, and the call that is about to change it. Never changed in place, so that an old one can be kept. */
export interface Screen {
  messages: readonly ScreenMessage[];
  calling?: CallRecord | undefined;
}

export const emptyScreen: Screen = { messages: [] };

const opens: ReadonlySet<string> = new Set(['send', 'fresh', 'open']);

/** The screen after one more record. */
export function screenAfter(screen: Screen, record: TapeRecord): Screen {
  if (record.kind === 'call') return { ...screen, calling: record };
  if (record.kind === 'end') return { messages: screen.messages.map((message) => ({ ...message, isGrowing: false })) };
  if (record.kind !== 'answer' || screen.calling?.call !== record.call) return screen;
  return { messages: changed(screen.messages, screen.calling, record) };
}

function changed(messages: readonly ScreenMessage[], call: CallRecord, answer: AnswerRecord): readonly ScreenMessage[] {
  const isOpening = opens.has(call.op);
  if (answer.result === 'messageGone') return messages.filter(({ id }) => id !== call.messageId);
  if (answer.result !== 'ok' && answer.result !== 'notModified') {
    const isDoubtful = isOpening && (answer.result === 'maybeDelivered' || answer.result === 'threw');
    return isDoubtful ? [...messages, messageOf(call, undefined, nextKey(messages), { isDoubtful })] : messages;
  }
  if (call.op === 'remove') return messages.filter(({ id }) => id !== call.messageId);
  const settled = messages.filter(({ isDraft }) => !isDraft);
  if (call.op === 'draft') return [...settled, messageOf(call, undefined, nextKey(messages), { isDraft: true })];
  if (answer.parts) {
    const kept = isOpening ? settled : settled.filter(({ id }) => id !== call.messageId);
    return [...kept, ...answer.parts.map((part, index) => messageOf(call, part.id, nextKey(messages) + index, {}, part))];
  }
  if (isOpening) return [...settled, messageOf(call, answer.messageId, nextKey(messages))];
  const edited = settled.findLast(({ id }) => call.messageId === undefined || id === call.messageId);
  // Some platforms name a message anew with every edit.
  return settled.map((one) => (one === edited ? messageOf(call, answer.messageId ?? one.id, one.key) : one));
}

function messageOf(
  { final, op, length, text }: CallRecord,
  id: ScreenMessage['id'],
  key: number,
  marks: Partial<Pick<ScreenMessage, 'isDoubtful' | 'isDraft'>> = {},
  shown: ShownText = { length, text, sha256: '' },
): ScreenMessage {
  const isGrowing = !final && op !== 'trim';
  return { key, id, length: shown.length, text: shown.text, isGrowing, isDoubtful: false, isDraft: false, ...marks };
}

function nextKey(messages: readonly ScreenMessage[]): number {
  return Math.max(-1, ...messages.map(({ key }) => key)) + 1;
}
