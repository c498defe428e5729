// Every event that the chart knows, with every difference that a guard can see, offered in every state: a handler that is
// deleted must not take its own test with it. Only physics restricts it: a timer that is not armed does not fire.

import type { AnswerEvent, CloseEvent, StreamEvent } from '../../machines/vocabulary.js';
import { stateName } from '../../src/tape/state-name.js';
import type { ModelEvent, Snapshot } from './pure.js';

const PATIENT = 1e9;
const STANDS = Number.MAX_SAFE_INTEGER;

export function alphabet(snapshot: Snapshot): ModelEvent[] {
  if (snapshot.status !== 'active') return [];
  return [...sourceLetters(snapshot), ...answerLetters(snapshot), ...timerLetters(snapshot)];
}

/** The letter's name: type and variant. */
export const letterOf = (event: ModelEvent): string => event.name ?? event.type;

function sourceLetters({ context }: Snapshot): ModelEvent[] {
  const { have, shown, from } = context;
  const grown = Math.max(have, shown) + 5;
  const close: CloseEvent = { type: 'CLOSE', have: Math.max(have, shown), stands: STANDS, fresh: false, gather: false };
  return [
    ...(['edit', 'draft', 'native', 'nothing'] as const).map((via) => letter(`MORE ${via}`, { type: 'MORE', have: grown, via })),
    letter('CLOSE', close),
    letter('CLOSE grown', { ...close, have: grown }),
    letter('CLOSE bare', { ...close, have: from }),
    letter('CLOSE rewritten', { ...close, have: grown, stands: from }),
    letter('CLOSE stale', { ...close, fresh: true }),
    letter('CLOSE gathered', { ...close, gather: true }),
    letter('HURRY', { type: 'HURRY' }),
    letter('DISCARD', { type: 'DISCARD' }),
    letter('RESUMED', { type: 'RESUMED' }),
    letter('NEXT', { type: 'NEXT', carried: 0 }),
    letter('END', { type: 'END' }),
    letter('STOP', { type: 'STOP' }),
  ];
}

function answerLetters({ context }: Snapshot): ModelEvent[] {
  const { from, shown } = context;
  const to = Math.max(context.have, shown, from + 5);
  const ok = { type: 'SHOWN' as const, seq: 0, from, to, have: to, full: false, editable: true };
  const answers: [string, AnswerEvent][] = [
    ['SHOWN', ok],
    ['SHOWN with more', { ...ok, have: to + 5 }],
    ['SHOWN full', { ...ok, full: true }],
    ['SHOWN full with more', { ...ok, full: true, have: to + 5 }],
    ['SHOWN without id', { ...ok, editable: false }],
    ['SHOWN split, cursor alone', { ...ok, from: to }],
    ['WAIT', { type: 'WAIT', seq: 0, ms: 100, left: PATIENT, worth: 0 }],
    ['WAIT or more text', { type: 'WAIT', seq: 0, ms: 100, left: PATIENT, worth: 9 }],
    ['WAIT too long', { type: 'WAIT', seq: 0, ms: 100, left: 99, worth: 0 }],
    ['HELD', { type: 'HELD', seq: 0, ms: 100, left: PATIENT }],
    ['HELD too long', { type: 'HELD', seq: 0, ms: 100, left: 99 }],
    ['REFUSED', { type: 'REFUSED', seq: 0, left: PATIENT, hang: false }],
    ['REFUSED too late', { type: 'REFUSED', seq: 0, left: 0, hang: false }],
    ['REFUSED after a hang', { type: 'REFUSED', seq: 0, left: PATIENT, hang: true }],
    ['UNSURE', { type: 'UNSURE', seq: 0 }],
    ['GONE', { type: 'GONE', seq: 0 }],
    ['UNABLE', { type: 'UNABLE', seq: 0 }],
    ['BARRED', { type: 'BARRED', seq: 0 }],
  ];
  return answers.map(([name, event]) => letter(name, event));
}

function timerLetters(snapshot: Snapshot): ModelEvent[] {
  const nodes = snapshot._nodes;
  return nodes.flatMap((node) => node.after.map(({ eventType }) => letter(eventType, { type: eventType as `xstate.after.${string}` })));
}

const letter = (name: string, event: StreamEvent | { type: `xstate.after.${string}` }): ModelEvent => ({ ...event, name });

/** What the guards of a state, and of those after it, can tell apart, and nothing else: a finite picture of an infinite chart. */
export function abstractOf(snapshot: Snapshot): string {
  const known = pictures.get(snapshot);
  if (known !== undefined) return known;
  const picture = pictureOf(snapshot);
  pictures.set(snapshot, picture);
  return picture;
}

const pictures = new WeakMap<Snapshot, string>();

function pictureOf({ value, status, context }: Snapshot): string {
  const name = stateName(value);
  if (status !== 'active') return name;
  const { have, shown, from, strikes, gone } = context;
  const counts = /^(closed|discarding)/.test(name) ? [] : [strikes, name.startsWith('finishing') ? 0 : gone];
  return [name, have > shown && 'unshown', Math.max(have, shown) <= from && 'bare', shown > 0 && 'landed', from > 0 && 'turned', ...counts]
    .filter((fact) => fact !== false)
    .join(' ');
}
