// What the model says, and when. Words without markup, so that every peer shows them as they are.

import { seeded } from './random.js';

export interface Trace {
  name: string;
  about: string;
  /** Milliseconds from the start, rising. */
  deltas: { at: number; text: string }[];
  finishAt: number;
  text: string;
}

const SYLLABLES = ['ka', 'lo', 'mi', 'ner', 'ta', 'su', 'ven', 'dor', 'pi', 'ral', 'es', 'ont'];

function trace(name: string, about: string, times: number[]): Trace {
  const random = seeded(7);
  const pick = () => SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? '';
  const deltas = times.map((at, index) => ({ at, text: `${index === 0 ? '' : ' '}${pick()}${random() < 0.5 ? pick() : ''}` }));
  return { name, about, deltas, finishAt: times.at(-1) ?? 0, text: deltas.map((delta) => delta.text).join('') };
}

const evenly = (count: number, perSecond: number, from = 0): number[] =>
  Array.from({ length: count }, (_, index) => from + (index * 1_000) / perSecond);

const oneShot: Trace = {
  name: 'one-shot',
  about: '30 characters at once',
  deltas: [{ at: 0, text: 'A short answer, said in a go.' }],
  finishAt: 0,
  text: 'A short answer, said in a go.',
};

export const traces: Trace[] = [
  trace('steady', '600 tokens at 50/s', evenly(600, 50)),
  trace(
    'bursty',
    '5 times 200 tokens at 200/s, 2 s between',
    [0, 1, 2, 3, 4].flatMap((burst) => evenly(200, 200, burst * 3_000)),
  ),
  trace('slow', '100 tokens at 5/s', evenly(100, 5)),
  trace('long', '4,000 tokens at 120/s, several messages of 4096', evenly(4_000, 120)),
  oneShot,
];
