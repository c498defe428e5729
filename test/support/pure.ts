// The shipped chart as pure logic, which both model-test libraries take as it is: timers and emitted commands included.

import { type ActorLogic, initialTransition, type SnapshotFrom, transition } from 'xstate';
import { streamMachine } from '../../machines/stream.machine.js';
import type { StreamEvent } from '../../machines/vocabulary.js';

export type Snapshot = SnapshotFrom<typeof streamMachine>;
export type ModelEvent = StreamEvent | { type: `xstate.after.${string}` };

export const INPUT = { intervalMs: 300, floorMs: 100, threshold: 40, draftRefreshMs: 20_000 };

const start = (): Snapshot => initialTransition(streamMachine, INPUT)[0];

export const pureChart = {
  transition: (snapshot: Snapshot, event: ModelEvent): Snapshot => transition(streamMachine, snapshot, event as StreamEvent)[0],
  getInitialSnapshot: start,
} as unknown as ActorLogic<Snapshot, ModelEvent, undefined>;
