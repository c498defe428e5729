import type { Outcome } from '../outcome.js';
import { neutralise } from '../terminal/neutralise.js';

const numbers = new Intl.NumberFormat('en');

/** One line that says what came of a stream: `delivered: 1,203 characters in 1 message, 14 calls`. */
export function describeOutcome({ status, text, unshown, messages, calls, failure, notes }: Outcome): string {
  const shown = count(text.length - unshown.length, 'character');
  const parts = [`${status}: ${shown} in ${count(messages.length, 'message')}, ${count(calls, 'call')}`];
  if (unshown !== '') parts.push(`${count(unshown.length, 'character')} missing`);
  if (failure !== undefined) parts.push(failure.message);
  // Why it was cancelled is a note too; whoever pressed Ctrl-C knows.
  const news = notes.filter((note) => !note.startsWith('cancelled: '));
  // A platform's words, and a model's, have no business with the terminal.
  return neutralise([...parts, ...news].join('; ').replace(/\s*\n\s*/g, ' '));
}

function count(number: number, noun: string): string {
  return `${numbers.format(number)} ${noun}${number === 1 ? '' : 's'}`;
}
