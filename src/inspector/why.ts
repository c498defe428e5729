// Why the chart stands where it stands, for whoever has to know at three in the morning.

import { streamMachine } from '../../machines/stream.machine.js';
import type { AnswerEvent, Op } from '../../machines/vocabulary.js';
import { readChart } from '../diagram/chart.js';
import type { AnswerRecord, BeginRecord, CallRecord, EndRecord, EventRecord, OutcomeFacts } from '../tape/record.js';
import type { Why } from './wire.js';

/** How things stood after a record. */
export interface Facts {
  state: string;
  /** The stream's first record, the last of each kind up to here, and the event that brought the chart into this state. */
  begin?: BeginRecord | undefined;
  moved?: EventRecord | undefined;
  call?: CallRecord | undefined;
  answer?: AnswerRecord | undefined;
  /** If this record is the last. */
  end?: EndRecord | undefined;
  accepted: number;
  unshown: number;
}

const states = new Map(readChart(streamMachine).states.map((state) => [state.id, state]));
/** A wait as long as this means: not before the item ends. */
const untilItsEndMs = 86_400_000;

export function whyAt(facts: Facts): Why {
  const why = whyNow(facts);
  return isRound(facts.state) ? { ...why, steady: steadily(facts) } : why;
}

function whyNow(facts: Facts): Why {
  const { state, end } = facts;
  if (end) return ended(end.outcome);
  const { description = '', tags = [] } = states.get(state) ?? {};
  if (tags.includes('calling')) return calling(facts, description);
  const [top, inner = ''] = state.split('.');
  if (top === 'idle') return { mood: 'calm', text: idle(facts) };
  if (top === 'editDisabled')
    return { mood: 'trouble', text: `${noEdits(facts)} What is unshown goes out when this part of the answer ends.` };
  switch (inner) {
    case 'cooling':
      return {
        mood: 'waiting',
        text: `${described(facts.call)} has just been shown. For ${duration(facts.begin?.input.floorMs)} there is no other, whatever comes.`,
      };
    case 'resting':
      return { mood: 'waiting', text: resting(facts) };
    case 'clean':
      return { mood: 'calm', text: clean(facts) };
  }
  const isHeldUp = inner === 'holding' || inner.toLowerCase().endsWith('waiting');
  return isHeldUp ? waiting(facts, description) : { mood: 'calm', text: description };
}

function idle({ accepted, unshown }: Facts): string {
  if (accepted === 0) return 'Nothing has been said yet.';
  if (unshown === 0) return 'The next message begins with the next words.';
  return `So far there are ${count(unshown)}: too little to begin a message with.`;
}

// ---- a call is on its way -----------------------------------------------------------------------------------------------

function calling({ moved, call, answer }: Facts, description: string): Why {
  const asked = moved?.call?.seq;
  if (call === undefined || (asked !== undefined && call.call < asked)) return { mood: 'calling', text: description };
  if (answer === undefined || answer.call < call.call) {
    const size = call.length > 0 ? `, with ${count(call.length)}` : '';
    return { mood: 'calling', text: `${described(call)} is on its way${size}.` };
  }
  if (answer.result === 'ok' || answer.result === 'notModified') return { mood: 'calling', text: `${described(call)} has arrived.` };
  return { mood: 'trouble', text: `${described(call)} came back: ${refusal(answer)}.` };
}

const names: Readonly<Record<Op, string>> = {
  send: 'A message',
  edit: 'An edit',
  fresh: 'A new message in place of the old one',
  remove: 'The deletion of a message',
  trim: 'The edit that takes the cursor away',
  draft: 'A frame of the draft',
  open: "The opening of the platform's own stream",
  append: "A frame of the platform's own stream",
  close: "The closing of the platform's own stream",
};

function described(call: CallRecord | undefined): string {
  if (call === undefined) return 'A call';
  if (!call.final) return names[call.op];
  return { ...names, send: 'A message in its final form', edit: 'The final edit' }[call.op];
}

// ---- no call is on its way ----------------------------------------------------------------------------------------------

/** The states that previews go round in, as long as nothing holds them up. */
const isRound = (state: string): boolean => /^(streaming|drafting|native)\.(cooling|resting|clean|editing|calling|appending)$/.test(state);

function steadily({ begin }: Facts): string {
  const { intervalMs, threshold } = begin?.input ?? {};
  if (intervalMs === undefined || threshold === undefined) return 'The answer is streaming.';
  return `The answer is streaming: a preview at most every ${duration(intervalMs)}, or as soon as ${count(threshold)} are unshown.`;
}

function resting({ begin, unshown }: Facts): string {
  const { intervalMs, threshold } = begin?.input ?? {};
  const interval = `the edit interval${intervalMs === undefined ? '' : ` of ${duration(intervalMs)}`}`;
  if (unshown === 0) return `All that was said is on screen. What comes next waits for ${interval}.`;
  return `${count(unshown)} ${unshown === 1 ? 'waits' : 'wait'} for ${interval}${threshold === undefined ? '' : `; ${threshold} would not wait`}.`;
}

function clean({ unshown }: Facts): string {
  if (unshown === 0) return 'All that was said is on screen. What comes next goes out at once.';
  return `${count(unshown)} ${unshown === 1 ? 'is' : 'are'} not on screen; a preview may go out at once.`;
}

function waiting({ moved, answer }: Facts, description: string): Why {
  const event = moved?.event as AnswerEvent | undefined;
  if (event?.type === 'WAIT') return { mood: 'waiting', text: noCall(event) };
  if (event?.type === 'HELD') {
    const of = answer?.scope ? { call: ' with such calls', chat: ' in this chat', token: ' in all chats' }[answer.scope] : '';
    return { mood: 'trouble', text: `The platform said wait${of}: ${duration(event.ms)}.${quoted(answer)}` };
  }
  if (event?.type === 'REFUSED' && answer)
    return { mood: 'trouble', text: `The last call failed: ${refusal(answer)}. It is tried again after a pause.` };
  return { mood: 'waiting', text: description };
}

function noCall({ ms, worth }: Extract<AnswerEvent, { type: 'WAIT' }>): string {
  if (ms >= untilItsEndMs) return 'This message bears one more edit, and that is kept for its final form.';
  if (ms === 0) return 'The text was too long for the platform, and is cut shorter.';
  if (worth > 0)
    return `A call is not worth it yet: the budget spreads them evenly. It is asked again in ${duration(ms)}, or as soon as ${count(worth)} are unshown.`;
  return `The budget allows no call for another ${duration(ms)}.`;
}

function noEdits({ moved, answer }: Facts): string {
  switch (moved?.event.type) {
    case 'MORE':
      return 'No previews are to be had here: the platform takes no edits, or they are switched off.';
    case 'SHOWN':
      return 'The platform gave the message no id to edit it by.';
    case 'UNSURE':
      return `The platform did not say whether the message arrived${answer ? ` (${answer.result})` : ''}: it is not sent again blindly, and not edited.`;
    case 'GONE':
      return 'The message disappeared again and again.';
    case 'BARRED':
      return `The bot may write nothing here${answer ? `: ${refusal(answer)}` : ''}.`;
    case 'RESUMED':
      return 'The process was restarted while a message was on its way: it may have arrived, and is not sent again blindly.';
    default:
      return `This message is not edited any more${answer ? `: ${refusal(answer)}` : ''}.`;
  }
}

function refusal(answer: AnswerRecord): string {
  return `${answer.result}${answer.result === 'timedOut' ? ` after ${duration(answer.latencyMs)}` : ''}${quoted(answer)}`;
}

/** The platform's own words, where the tape holds them. */
function quoted(answer: AnswerRecord | undefined): string {
  return answer?.message === undefined ? '' : ` “${shortened(answer.message)}”`;
}

// ---- the end ------------------------------------------------------------------------------------------------------------

function ended({ status, unshown, failure, notes = [] }: OutcomeFacts): Why {
  const missing = unshown > 0 ? `${count(unshown)} ${unshown === 1 ? 'is' : 'are'} missing` : 'nothing is missing';
  const reason = notes.find((note) => note.startsWith(cancelled))?.slice(cancelled.length);
  const said = {
    delivered: 'All of it is on screen.',
    partial:
      unshown > 0 ? `Only a part of it is on screen: ${missing}.` : 'All that was said is on screen, but it is not the whole answer.',
    undelivered: `None of it is on screen: ${missing}.`,
    cancelled: `It was cancelled${reason ? ` (${reason})` : ''}; ${missing}.`,
  }[status];
  const cause = failure && `The cause: ${failure.reason}${failure.message === undefined ? '' : ` “${shortened(failure.message)}”`}.`;
  const others = notes.filter((note) => !note.startsWith(cancelled)).map((note) => `${note.slice(0, 1).toUpperCase()}${note.slice(1)}.`);
  const text = [said, ...(cause ? [cause] : []), ...others].join(' ');
  return { mood: status === 'partial' || status === 'undelivered' ? 'trouble' : 'over', text };
}

/** How the note begins that says why. */
const cancelled = 'cancelled: ';

// ---- words --------------------------------------------------------------------------------------------------------------

/** A platform can quote a whole page; the record has all of it. */
const mostQuoted = 120;

function shortened(message: string): string {
  return message.length > mostQuoted ? `${message.slice(0, mostQuoted)} …` : message;
}

const numbers = new Intl.NumberFormat('en');

function count(characters: number): string {
  return `${numbers.format(characters)} ${characters === 1 ? 'character' : 'characters'}`;
}

function duration(ms = 0): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${numbers.format(Math.round(ms / 100) / 10)} s`;
}
