import { byId } from '../../gateway/page/dom.js';
import { eventName } from './headline.js';

/** @import { Row } from '../wire.ts' */

/** One record, opened: the event, the guards, the command, the answer, and the record itself. */
export function createRecordDetail() {
  const place = byId('record');
  // What scrolls must be reachable with the keyboard; not every browser sees to that.
  place.tabIndex = 0;
  let shown = '';

  /** @param {Row} row @param {string} stream */
  function show(row, stream) {
    const name = `${stream}/${row.index}`;
    if (name === shown) return;
    shown = name;
    const facts = document.createElement('dl');
    for (const [term, text] of factsOf(row)) {
      const dt = document.createElement('dt');
      dt.textContent = term;
      const dd = document.createElement('dd');
      dd.textContent = text;
      facts.append(dt, dd);
    }
    const raw = document.createElement('pre');
    raw.textContent = JSON.stringify(row.record, null, 1);
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    summary.textContent = 'as it is on the tape';
    details.append(summary, raw);
    details.open = place.querySelector('details')?.open ?? false;
    place.replaceChildren(facts, details);
  }

  return { show };
}

/** @param {Row} row @returns {[string, string][]} */
function factsOf({ record, step, unshown, staleMs, state }) {
  /** @type {[string, string][]} */
  const facts = [];
  if (record.kind === 'event') {
    const { type, ...payload } = record.event;
    facts.push(['event', `${eventName(type)} ${plain(payload)}`]);
    facts.push(['from', record.from === record.to ? `${record.from}, and stays` : `${record.from} → ${record.to}`]);
    if (step) {
      const guards = [...step.refused.map((guard) => `✗ ${guard}`), ...(step.guard ? [`✓ ${step.guard}`] : [])];
      facts.push(['guards', guards.length === 0 ? 'none asked' : guards.join(', ')]);
      facts.push(['rule of', step.by === '' ? 'the whole chart' : step.by]);
      if (step.actions.length > 0) facts.push(['notes', step.actions.join(', ')]);
    }
    if (record.call)
      facts.push(['command', `${record.call.op} number ${record.call.seq} from ${record.call.from}${record.call.final ? ', final' : ''}`]);
    for (const { type: kind, ...order } of record.also ?? []) facts.push(['command', `${kind} ${plain(order)}`]);
  } else if (record.kind === 'call') {
    facts.push([
      'call',
      `${record.op} number ${record.call}: characters ${record.from} to ${record.to}${record.hasCursor ? ', with a cursor' : ''}`,
    ]);
    if (record.messageId !== undefined) facts.push(['message', String(record.messageId)]);
  } else if (record.kind === 'answer') {
    facts.push(['answer', `${record.result} to call ${record.call}, after ${record.latencyMs} ms`]);
    if (record.retryAfterMs !== undefined)
      facts.push(['wait', `${record.retryAfterMs} ms${record.scope ? ` for this ${record.scope}` : ''}`]);
    if (record.message !== undefined) facts.push(['said', record.message]);
  } else if (record.kind === 'end') {
    facts.push(['outcome', `${record.outcome.status} in ${record.outcome.calls} calls; ${record.outcome.unshown} characters missing`]);
    if (record.outcome.failure) facts.push(['failure', `${record.outcome.failure.reason} ${record.outcome.failure.message ?? ''}`]);
  } else if (record.kind === 'begin') {
    facts.push(['begins', `${record.chart.id} ${record.chart.version} on ${record.adapter.name}`]);
    facts.push(['paced by', plain(record.input)]);
  }
  facts.push(['after it', `${state}; ${unshown} characters unshown${staleMs > 0 ? `, the oldest for ${Math.round(staleMs)} ms` : ''}`]);
  return facts;
}

/** @param {object} value */
function plain(value) {
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${typeof inner === 'object' ? JSON.stringify(inner) : inner}`)
    .join(', ');
}
