// The shipped chart as pure logic, which both model-test libraries take as it is: timers and emitted commands included.

import { initialTransition, type SnapshotFrom, transition } from 'xstate';
import { streamMachine } from '../../machines/stream.machine.js';
import type { StreamEvent } from '../../machines/vocabulary.js';
import { abstractOf, alphabet, letterOf } from './alphabet.js';

export type Snapshot = SnapshotFrom<typeof streamMachine>;
/** A letter of the alphabet; `name` tells variants of one event apart. */
export type ModelEvent = (StreamEvent | { type: `xstate.after.${string}` }) & { name: string };

export const INPUT = { intervalMs: 300, floorMs: 100, threshold: 40, draftRefreshMs: 20_000 };

/** One snapshot stands for all that look the same to every guard (that this is sound is a test of its own), so that each edge
 *  is computed once however many paths lead over it. */
const representatives = new Map<string, Snapshot>();
const successors = new Map<Snapshot, Map<string, Snapshot>>();

function represent(snapshot: Snapshot): Snapshot {
  const key = abstractOf(snapshot);
  const known = representatives.get(key);
  if (known) return known;
  representatives.set(key, snapshot);
  return snapshot;
}

/** The chart's own answer, without the short cut. */
export const stepOf = (snapshot: Snapshot, event: ModelEvent): Snapshot => transition(streamMachine, snapshot, event as StreamEvent)[0];

export const initialSnapshot = (): Snapshot => initialTransition(streamMachine, INPUT)[0];

export const pureChart = {
  getInitialSnapshot: (): Snapshot => represent(initialSnapshot()),
  transition(snapshot: Snapshot, event: ModelEvent): Snapshot {
    const known = successors.get(snapshot)?.get(letterOf(event));
    if (known) return known;
    const next = represent(stepOf(snapshot, event));
    if (!successors.has(snapshot)) successors.set(snapshot, new Map());
    successors.get(snapshot)?.set(letterOf(event), next);
    return next;
  },
};

const offered = new Map<Snapshot, ModelEvent[]>();

export function lettersOf(state: Snapshot): ModelEvent[] {
  const known = offered.get(state);
  if (known) return known;
  const letters = alphabet(state);
  offered.set(state, letters);
  return letters;
}

/** How the libraries are to look at it: one vertex for each picture of the chart. */
export const vertices = {
  serializeState: abstractOf,
  serializeEvent: letterOf,
  events: lettersOf,
  stateMatcher: (_state: Snapshot, key: string): boolean => key === '*',
};
