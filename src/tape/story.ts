// A tape as a story: what happened when, and what was on screen.

import type { MessageId } from '../adapter.js';
import type { AnswerRecord, CallRecord, TapeRecord } from './record.js';

/** One message as it stood at a moment. */
export interface ShownMessage {
  /** Undefined where the platform gave none. */
  id: MessageId | undefined;
  /** UTF-16 units. */
  length: number;
  /** Undefined where the tape holds none. */
  text: string | undefined;
  /** It ended with the cursor. */
  hasCursor: boolean;
}

/** What a stream had on screen, as far as the platform's answers tell; fed with records in order. */
export class Screen {
  /** What is on screen by now, oldest first. */
  readonly messages: ShownMessage[] = [];
  #call: CallRecord | undefined;

  /** The next record of the stream. */
  take(record: TapeRecord): void {
    if (record.kind === 'call') this.#call = record;
    if (record.kind !== 'answer' || this.#call?.call !== record.call) return;
    if (record.result === 'ok') this.#changed(this.#call, record);
    else if (record.result === 'messageGone') this.#remove(this.#call.messageId);
    this.#call = undefined;
  }

  #changed(call: CallRecord, { messageId, parts }: AnswerRecord): void {
    const { op, hasCursor } = call;
    if (op === 'draft') return;
    if (op === 'remove' || call.length === 0) {
      this.#remove(call.messageId);
      return;
    }
    const id = messageId ?? call.messageId;
    const texts = parts ?? [{ id, length: call.length, text: call.text }];
    const shown = texts.map((part, index) => ({
      ...{ id: part.id, length: part.length, text: part.text },
      hasCursor: hasCursor && index === texts.length - 1,
    }));
    const at = this.messages.findIndex((message) => call.messageId !== undefined && message.id === call.messageId);
    if (at === -1) this.messages.push(...shown);
    else this.messages.splice(at, 1, ...shown);
  }

  #remove(id: MessageId | undefined): void {
    const at = this.messages.findIndex((message) => message.id === id);
    if (at !== -1) this.messages.splice(at, 1);
  }
}

/** What one stream had on screen `ms` after it began. */
export function screenAt(records: Iterable<TapeRecord>, ms: number): ShownMessage[] {
  const screen = new Screen();
  let begunAt: number | undefined;
  for (const record of records) {
    begunAt ??= record.at;
    if (record.at - begunAt > ms) break;
    screen.take(record);
  }
  return screen.messages;
}

/** A line of the story. */
export interface Chapter {
  /** Milliseconds since the stream began. */
  at: number;
  /** The state that the chart is in afterwards. */
  state: string;
  /** What happened, for people. */
  what: string;
  /** What was on screen, when that has just changed. */
  screen?: ShownMessage[] | undefined;
}

/** Tells one stream's tape. */
export function* story(records: Iterable<TapeRecord>): Generator<Chapter> {
  const screen = new Screen();
  let begunAt: number | undefined;
  let state = '';
  for (const record of records) {
    begunAt ??= record.at;
    if ('to' in record && typeof record.to === 'string') state = record.to;
    screen.take(record);
    const hasChanged = record.kind === 'answer' && record.result === 'ok';
    yield { at: record.at - begunAt, state, what: tell(record), ...(hasChanged && { screen: structuredClone(screen.messages) }) };
  }
}

function tell(record: TapeRecord): string {
  switch (record.kind) {
    case 'begin':
      return `begins on ${record.adapter.name}, chat ${record.chatId}; chart ${record.chart.id} ${record.chart.version}`;
    case 'input':
      return `source: ${record.input}${record.length === undefined ? '' : ` (${record.length})`}${quoted(record.text)}`;
    case 'event':
      return `${eventName(record.event.type)}${record.from === record.to ? '' : `: ${record.from} -> ${record.to}`}`;
    case 'call':
      return `call ${record.call}: ${record.op} ${record.from}..${record.to}${record.final ? ', final' : ''}${quoted(record.text)}`;
    case 'answer':
      return `call ${record.call}: ${record.result} after ${record.latencyMs} ms${waits(record)}`;
    case 'lost':
      return `${record.records} records were lost here`;
    case 'resume':
      return `another process goes on, after record ${record.after}`;
    case 'end':
      return `${record.outcome.status}, ${record.outcome.calls} calls, ${record.outcome.unshown} characters not shown`;
  }
}

const eventName = (type: string): string => type.replace(/^xstate\.after\.(\w+)\..*$/, 'timer $1');

const quoted = (text: string | undefined): string => (text === undefined ? '' : ` ${JSON.stringify(text)}`);

const waits = ({ retryAfterMs }: AnswerRecord): string => (retryAfterMs === undefined ? '' : `, wait ${retryAfterMs} ms`);
