import { type ActorOptions, type AnyActorLogic, createActor, type InspectionEvent, type Observer } from 'xstate';
import { streamMachine } from '../machines/stream.machine.js';
import type { StreamEvent, StreamInput } from '../machines/vocabulary.js';
import type { ChartEvent, ChartSnapshot } from './chart/live-chart.js';

/** What XState's own `inspect` option takes: a function, or an observer such as an inspector of `@statelyai/inspect` offers. */
export type Inspect = NonNullable<ActorOptions<AnyActorLogic>['inspect']>;

/** Timers of a chart that only watches never run: it is told when those of the other one did. */
const stoppedClock = { setTimeout: () => 0, clearTimeout: () => {} };

/** After so many events a viewer is told again what the chart is. Who stands between a program and its viewers keeps the last messages
 *  for those that come late, and no more: 200 of them, two for each event (`createInspectorServer` of @statelyai/inspect 0.7.2). */
const EVENTS_PER_DEFINITION = 64;

/** Shows a stream's chart to an inspector: an XState actor of the same chart, which is told everything that the chart at work was told,
 *  and so goes where that one goes. What it costs, and what it throws, stays here (I11). */
export function watchedBy(
  inspect: Inspect,
  { input, snapshot, id }: { input: StreamInput; snapshot: ChartSnapshot | undefined; id: string },
): (event: ChartEvent) => void {
  const tell = guarded(inspect);
  const actor = createActor(streamMachine, {
    input,
    ...(snapshot && { snapshot: streamMachine.getPersistedSnapshot(snapshot) }),
    id,
    clock: stoppedClock,
    inspect: tell,
  });
  let events = 0;
  return (event) => {
    events += 1;
    if (events % EVENTS_PER_DEFINITION === 0) tell({ type: '@xstate.actor', actorRef: actor, rootId: actor.sessionId });
    if (event.type === 'xstate.init') actor.start();
    else actor.send(event as StreamEvent);
  };
}

function guarded(inspect: Inspect): (event: InspectionEvent) => void {
  const tell = typeof inspect === 'function' ? inspect : (inspect as Observer<InspectionEvent>).next?.bind(inspect);
  return (event) => {
    try {
      tell?.(event);
    } catch {
      // A viewer's trouble is no reason to stop an answer.
    }
  };
}
