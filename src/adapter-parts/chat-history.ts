// Reading a chat back after a crash: did a message arrive whose answer nobody heard?

import type { Failure, Found, Part } from '../adapter.js';

/** How far back is read, in pages; a hundred messages each where the platform gives as many. */
const maxPages = 10;

/** By how much the clocks of a bot and of a platform may differ. */
const skewMs = 60_000;

export interface Page<Message> {
  messages: readonly Message[];
  /** Where the next page begins; undefined for the last one. */
  next: string | undefined;
}

/** What was read of a chat. */
export interface History<Message> {
  messages: readonly Message[];
  /** Nothing is left out that can be the message. */
  isWhole: boolean;
}

/** The earliest moment at which a message can have arrived that was sent then; undefined if that is not known. */
export function earliest(sentAt: number | undefined): number | undefined {
  return sentAt === undefined ? undefined : sentAt - skewMs;
}

/** Reads pages until one holds a message from before `from`, or there are no more. */
export async function readHistory<Message>(
  from: number | undefined,
  { page, timeOf }: { page(at: string | undefined): Promise<Page<Message>>; timeOf(message: Message): number },
): Promise<History<Message>> {
  const isOlder = (message: Message) => from !== undefined && timeOf(message) < from;
  const found: Message[] = [];
  let at: string | undefined;
  for (let count = 0; count < maxPages; count += 1) {
    const { messages, next } = await page(at);
    found.push(...messages.filter((message) => !isOlder(message)));
    if (next === undefined || messages.some(isOlder)) return { messages: found, isWhole: true };
    at = next;
  }
  return { messages: found, isWhole: false };
}

/** The one that was looked for. None is an answer only if the history is whole, and of two nobody knows which it is. */
export function theOnly<Message>({ isWhole }: History<Message>, candidates: readonly Message[], partOf: (message: Message) => Part): Found {
  const [candidate, another] = candidates;
  if (another !== undefined) return unsure('several messages may be it');
  if (candidate !== undefined) return { ok: true, message: partOf(candidate) };
  return isWhole ? { ok: true, message: null } : unsure('it is not among the newest messages');
}

/** The platform answered, and it cannot be told from that. */
export function unsure(message: string): Failure {
  return { ok: false, reason: 'rejected', message };
}
