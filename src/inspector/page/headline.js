/** @import { Row } from '../wire.ts' */

/** A record in three short words: its number, what happened, what came of it.
 *
 * @param {Row | undefined} row */
export function headline(row) {
  if (row === undefined) return { seq: '', event: '…', result: '', isTrouble: false };
  const { record } = row;
  const seq = String(record.seq);
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
      const isTrouble = record.result !== 'ok' && record.result !== 'notModified';
      return { seq, event: `⇐ ${isTrouble ? '✗ ' : ''}${record.result}`, result: `after ${Math.round(record.latencyMs)} ms`, isTrouble };
    }
    case 'end':
      return { seq, event: 'end', result: record.outcome.status, isTrouble: record.outcome.status !== 'delivered' };
    case 'lost':
      return { seq, event: '✗ lost', result: `${record.records} records`, isTrouble: true };
    case 'resume':
      return { seq, event: 'resume', result: `after record ${record.after}`, isTrouble: true };
  }
}

/** `xstate.after.floor.stream.streaming.cooling` is `after floor`.
 *
 * @param {string} type */
export function eventName(type) {
  return type.replace(/^xstate\.after\.([^.]+)\..*$/, 'after $1');
}

/** @param {Extract<Row['record'], { kind: 'event' }>} record */
function asks({ from, to, call }) {
  const way = from === to ? to : `→ ${to}`;
  return call === undefined ? way : `${way} ⇒ ${call.op}`;
}
