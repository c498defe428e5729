import { byId } from '../../gateway/page/dom.js';
import { counted, readable } from './readable.js';

/** @import { Moment } from '../wire.ts' */
/** @import { AnswerRecord, BeginRecord, CallRecord, EndRecord, EventRecord, TapeRecord } from '../../tape/record.ts' */
/** @typedef {[term: string, text: string][]} Facts */

/** One record, opened: the event, the guards, the command, the answer, and the record itself.
 *
 * @param {(index: number) => string | undefined} addressOf where a record can be found, if it has an address */
export function createRecordDetail(addressOf) {
  const place = byId('record');
  let shown = '';

  /** @param {Moment} moment */
  function show(moment) {
    const { record, index, came } = moment;
    const name = `${record.stream}/${index} ${came?.index}`;
    if (name === shown) return;
    shown = name;
    const facts = document.createElement('dl');
    for (const [term, text] of factsOf(moment)) facts.append(element('dt', term), element('dd', text));
    const raw = document.createElement('details');
    raw.append(element('summary', 'as it is on the tape'), element('pre', JSON.stringify(record, null, 1)));
    raw.open = place.querySelector('details')?.open ?? false;
    place.replaceChildren(title(record, addressOf(index)), facts, raw);
  }

  return { show };
}

/** @param {TapeRecord} record @param {string | undefined} address */
function title({ seq, kind }, address) {
  const heading = element('h3', '');
  const name = element(address === undefined ? 'span' : 'a', `Record ${seq}`);
  if (address !== undefined) {
    name.setAttribute('href', address);
    name.title = 'A link to this record';
  }
  heading.append(name, `, ${kind}`);
  return heading;
}

/** @param {Moment} moment @returns {Facts} */
function factsOf(moment) {
  const { record, came, state, unshown, staleMs } = moment;
  const age = staleMs > 0 ? `, the oldest for ${readable(staleMs)}` : '';
  return [
    ...ownFacts(moment),
    ...told('answer', came && `${came.event} ${came.result} (record ${came.seq})`),
    ['then', `${state}; ${counted(unshown, 'character')} ${record.kind === 'end' ? 'missing' : 'pending'}${age}`],
    ['at', `${readable(record.at - moment.startedAt)} after the beginning`],
  ];
}

/** @param {Moment} moment @returns {Facts} */
function ownFacts({ record, step }) {
  switch (record.kind) {
    case 'begin':
      return aboutBegin(record);
    case 'event':
      return aboutEvent(record, step);
    case 'call':
      return aboutCall(record);
    case 'answer':
      return aboutAnswer(record);
    case 'end':
      return aboutEnd(record);
    case 'input':
      return [['source', `${record.input}${record.length === undefined ? '' : `, ${counted(record.length, 'character')}`}`]];
    case 'lost':
      return [['lost', `${counted(record.records, 'record')}: the sink could not take them`]];
    case 'resume':
      return [['resumed', `by another process, after record ${record.after}`]];
  }
}

/** @param {BeginRecord} record @returns {Facts} */
function aboutBegin({ chart, adapter, input }) {
  return [
    ['begins', `chart ${chart.id} ${chart.version} on ${adapter.name}`],
    ['paced by', plain(input)],
  ];
}

/** @param {EventRecord} record @param {Moment['step']} step @returns {Facts} */
function aboutEvent({ event, from, to, call, also = [] }, step) {
  const { type, ...payload } = event;
  const guards = step && [...step.refused.map((guard) => `✗ ${guard}`), ...(step.guard ? [`✓ ${step.guard}`] : [])].join(', ');
  return [
    ['event', `${step?.on ?? type} ${plain(payload)}`],
    ['way', from === to ? `${from}, and stays` : `${from} → ${to}`],
    ...told('guards', guards === '' ? 'none asked' : guards),
    ...told('rule of', step && (step.by || 'the whole chart')),
    ...told('actions', step?.actions.join(', ')),
    ...told('command', call && `${call.op} number ${call.seq} from ${call.from}${call.final ? ', final' : ''}`),
    ...also.map(({ type: kind, ...order }) => /** @type {Facts[number]} */ (['command', `${kind} ${plain(order)}`])),
  ];
}

/** @param {CallRecord} record @returns {Facts} */
function aboutCall({ op, call, from, to, hasCursor, messageId }) {
  return [
    ['call', `${op} number ${call}: characters ${from} to ${to}${hasCursor ? ', with a cursor' : ''}`],
    ...told('message', messageId === undefined ? undefined : String(messageId)),
  ];
}

/** @param {AnswerRecord} record @returns {Facts} */
function aboutAnswer({ result, call, latencyMs, retryAfterMs, scope, message }) {
  return [
    ['answer', `${result} to call ${call}, after ${readable(latencyMs)}`],
    ...told('wait', retryAfterMs === undefined ? undefined : `${readable(retryAfterMs)}${scope ? ` for this ${scope}` : ''}`),
    ...told('said', message),
  ];
}

/** @param {EndRecord} record @returns {Facts} */
function aboutEnd({ outcome: { status, calls, unshown, failure, notes } }) {
  return [
    ['outcome', `${status} in ${counted(calls, 'call')}; ${counted(unshown, 'character')} missing`],
    ...told('failure', failure && `${failure.reason} ${failure.message ?? ''}`),
    ...told('notes', notes?.join('; ')),
  ];
}

/** One fact, if it is one. @param {string} term @param {string | undefined} text @returns {Facts} */
function told(term, text) {
  return text ? [[term, text]] : [];
}

/** @param {string} tag @param {string} text */
function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/** @param {object} value */
function plain(value) {
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${typeof inner === 'object' ? JSON.stringify(inner) : inner}`)
    .join(', ');
}
