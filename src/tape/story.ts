// A tape as a story: what happened when, and what was on screen.

import type { AnswerRecord, TapeRecord } from './record.js';
import { emptyScreen, type ShownMessage, screenAfter } from './screen.js';

/** What one stream had on screen `ms` after it began. */
export function screenAt(records: Iterable<TapeRecord>, ms: number): readonly ShownMessage[] {
  let screen = emptyScreen;
  let begunAt: number | undefined;
  for (const record of records) {
    begunAt ??= record.at;
    if (record.at - begunAt > ms) break;
    screen = screenAfter(screen, record);
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
  screen?: readonly ShownMessage[] | undefined;
}

/** Tells one stream's tape. */
export function* story(records: Iterable<TapeRecord>): Generator<Chapter> {
  let screen = emptyScreen;
  let begunAt: number | undefined;
  let state = '';
  for (const record of records) {
    begunAt ??= record.at;
    if ('to' in record && typeof record.to === 'string') state = record.to;
    const before = screen.messages;
    screen = screenAfter(screen, record);
    const hasChanged = record.kind === 'answer' && screen.messages !== before;
    yield { at: record.at - begunAt, state, what: tell(record), screen: hasChanged ? screen.messages : undefined };
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
      return `call ${record.call}: ${record.result} after ${record.latencyMs} ms${waits(record)}${record.late ? ', recorded late' : ''}`;
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
