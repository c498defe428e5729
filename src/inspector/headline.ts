import type { EventRecord, TapeRecord } from '../tape/record.js';
import { eventName } from './explain.js';
import type { Row } from './wire.js';

/** A record in three short words: its number, what happened, what came of it. */
export function headline(record: TapeRecord): Omit<Row, 'index'> {
  const { seq } = record;
  switch (record.kind) {
    case 'begin':
      return { seq, event: 'begin', result: record.adapter.name, isTrouble: false };
    case 'event':
      return { seq, event: eventName(record.event.type), result: asks(record), isTrouble: false };
    case 'input':
      return {
        seq,
        event: `+ ${record.input}`,
        result: record.length === undefined ? '' : `${record.length} characters`,
        isTrouble: false,
      };
    case 'call':
      return { seq, event: `⇒ ${record.op}`, result: `${record.from}–${record.to}${record.final ? ', final' : ''}`, isTrouble: false };
    case 'answer': {
      const isTrouble = isTroubled(record);
      const wait = record.retryAfterMs === undefined ? '' : `, wait ${record.retryAfterMs} ms`;
      return {
        seq,
        event: `⇐ ${isTrouble ? '✗ ' : ''}${record.result}`,
        result: `after ${Math.round(record.latencyMs)} ms${wait}`,
        isTrouble,
      };
    }
    case 'end':
      return { seq, event: 'end', result: record.outcome.status, isTrouble: record.outcome.status !== 'delivered' };
    case 'lost':
      return { seq, event: '✗ lost', result: `${record.records} records`, isTrouble: true };
    case 'resume':
      return { seq, event: 'resume', result: `after record ${record.after}`, isTrouble: true };
  }
}

/** A call that the platform refused or held up. */
export function isTroubled(record: TapeRecord): boolean {
  return record.kind === 'answer' && record.result !== 'ok' && record.result !== 'notModified';
}

function asks({ from, to, call }: EventRecord): string {
  const way = from === to ? to : `→ ${to}`;
  return call === undefined ? way : `${way} ⇒ ${call.op}`;
}
