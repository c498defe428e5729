import type { ActorOptions, AnyActorLogic, InspectionEvent } from 'xstate';

/** What XState's own `inspect` option takes: a function, or an observer such as an inspector of `@statelyai/inspect` offers. */
export type Inspect = NonNullable<ActorOptions<AnyActorLogic>['inspect']>;

/** One inspector that tells several. What one of them throws is its own (I11). */
export function inspectAll(...inspectors: (Inspect | undefined)[]): (event: InspectionEvent) => void {
  const listeners = inspectors.flatMap((one) => (typeof one === 'function' ? one : (one?.next?.bind(one) ?? [])));
  return (event) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch {
        // A viewer's trouble is no reason to stop an answer.
      }
    }
  };
}
