// What a platform still knows about a stream whose process is gone.

import type { Adapter, FindRequest, Found, MessageId, Part } from '../adapter.js';
import type { CallResult } from '../stream/platform-call.js';
import type { BeginRecord, CallRecord, TapeRecord } from './record.js';

/** A question that is not answered in this time is not answered. */
const ASK_MS = 10_000;

/** What became of the last call, if it has no answer and made a message; undefined if there is no such call. */
export async function askAbout(
  records: readonly TapeRecord[],
  begin: BeginRecord,
  adapter: Adapter,
): Promise<{ call: number; result: CallResult } | undefined> {
  const open = records.findLast((record) => record.kind === 'call' || record.kind === 'answer');
  if (open?.kind !== 'call' || open.key === undefined || open.op === 'draft' || wasHeard(records, open)) return undefined;
  const found = await ask(adapter, begin, { idempotencyKey: open.key, text: open.text, sentAt: open.at });
  if (found?.ok !== true) return { call: open.call, result: { ok: false, reason: 'maybeDelivered' } };
  if (!found.message) return { call: open.call, result: { ok: false, reason: 'transient', message: 'the message is not there' } };
  return { call: open.call, result: { ok: true, messageId: found.message.id } };
}

/** The last message without its cursor; undefined if it shows none, or cannot be read. `newest` is one that is not on the tape. */
export async function readBack(
  records: readonly TapeRecord[],
  begin: BeginRecord,
  adapter: Adapter,
  newest: MessageId | undefined,
): Promise<Part | undefined> {
  const messageId = newest ?? lastMessage(records);
  if (messageId === undefined) return undefined;
  const found = await ask(adapter, begin, { messageId });
  const text = found?.ok === true ? found.message?.text : undefined;
  const { cursor, interruptedMark } = begin.config;
  const at = text === undefined || cursor === '' ? -1 : text.lastIndexOf(cursor);
  if (text === undefined || at === -1) return undefined;
  return { id: messageId, text: text.slice(0, at) + text.slice(at + cursor.length) + interruptedMark };
}

/** An earlier recovery could not find out, and the chart knows that. */
function wasHeard(records: readonly TapeRecord[], { call }: CallRecord): boolean {
  return records.some((record) => record.kind === 'event' && record.event.seq === call);
}

/** The message that was shown last. */
function lastMessage(records: readonly TapeRecord[]): MessageId | undefined {
  const answer = records.findLast((record) => record.kind === 'answer' && record.result === 'ok' && record.messageId !== undefined);
  const call = records.findLast((record) => record.kind === 'call' && record.messageId !== undefined);
  const newer = answer && call ? (answer.seq > call.seq ? answer : call) : (answer ?? call);
  return newer?.kind === 'answer' || newer?.kind === 'call' ? newer.messageId : undefined;
}

/** Undefined where the platform cannot be asked, or does not answer. */
async function ask(
  adapter: Adapter,
  { chatId, metadata }: BeginRecord,
  wanted: Omit<FindRequest, 'chatId' | 'metadata' | 'signal'>,
): Promise<Found | undefined> {
  try {
    return await adapter.find?.({ chatId, metadata, signal: AbortSignal.timeout(ASK_MS), ...wanted });
  } catch {
    return undefined;
  }
}
