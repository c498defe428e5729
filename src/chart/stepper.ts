// A chart as two pure functions, which is all that is needed of one here: it starts no actors and has no actions of its own, only commands
// that it emits and timers. xstate's `createActor` keeps 5 kB for each stream, and its `transition` makes an actor for each step; one scope
// for all of them does as well.

import {
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createEmptyActor,
  type EmittedFrom,
  type InputFrom,
  type SnapshotFrom,
} from 'xstate';

/** What is to be done after a step, in order. A timer is named after the state and the delay that it belongs to. */
export type Effect<Command> =
  | { type: 'command'; command: Command }
  | { type: 'start'; timer: string; ms: number; event: { type: string } }
  | { type: 'stop'; timer: string };

/** Where the chart is now, and what it wants done. */
export type Step<Machine extends AnyStateMachine> = readonly [SnapshotFrom<Machine>, readonly Effect<EmittedFrom<Machine>>[]];

/** What xstate's `initialTransition` and `transition` tell, for a tenth of the price. */
export interface Stepper<Machine extends AnyStateMachine> {
  begin(input: InputFrom<Machine>): Step<Machine>;
  /** `event`: one of the chart's own, or of its timers. */
  next(snapshot: SnapshotFrom<Machine>, event: { type: string }): Step<Machine>;
}

export function stepperOf<Machine extends AnyStateMachine>(machine: Machine): Stepper<Machine> {
  let effects: Effect<EmittedFrom<Machine>>[] = [];
  const self = createEmptyActor();
  const nothing = () => {};
  const scope: AnyActorScope = {
    self,
    id: self.id,
    sessionId: self.sessionId,
    system: self.system,
    logger: nothing,
    defer: nothing,
    stopChild: nothing,
    emit: nothing,
    actionExecutor({ type, params }) {
      const effect = effectOf<EmittedFrom<Machine>>(type, params as Partial<Params> | undefined);
      if (effect) effects.push(effect);
    },
  };

  return {
    begin(input) {
      effects = [];
      return [withSharedTags<Machine>(machine.getInitialSnapshot(scope, input)), effects];
    },
    next(snapshot, event) {
      effects = [];
      return [withSharedTags<Machine>(machine.transition(snapshot as never, event, scope)), effects];
    },
  };
}

const NO_TAGS = new Set<never>();

/** xstate gives every snapshot a set of tags of its own. Most are empty, and an empty set weighs as much as one of four. */
function withSharedTags<Machine extends AnyStateMachine>(snapshot: AnyMachineSnapshot): SnapshotFrom<Machine> {
  if (snapshot.tags.size === 0) snapshot.tags = NO_TAGS;
  return snapshot as SnapshotFrom<Machine>;
}

interface Params {
  id: string;
  sendId: string;
  delay: number;
  event: { type: string };
}

/** Nothing for an action of the chart's own (`ignored`), or for an event that it raises at once. */
function effectOf<Command>(type: string, params: Partial<Params> = {}): Effect<Command> | undefined {
  const { id = '', sendId = '', delay, event = { type: '' } } = params;
  if (type === 'xstate.emit') return { type: 'command', command: event as Command };
  if (type === 'xstate.cancel') return { type: 'stop', timer: sendId };
  if (type === 'xstate.raise' && delay !== undefined) return { type: 'start', timer: id, ms: delay, event };
  return undefined;
}
