import { type ActorScope, createActor, initialTransition, type SnapshotFrom } from 'xstate';
import { budgetMachine } from '../../machines/budget.machine.js';
import type { AskedEvent, BudgetEvent, Limit } from '../../machines/budget-vocabulary.js';
import type { Verdict } from '../budget.js';

type Snapshot = SnapshotFrom<typeof budgetMachine>;

/** One place, driven by its chart. There are as many as chats, so it keeps a snapshot and no actor: the chart has no timers, starts
 *  nothing and says nothing but what stands in its context. */
export class PlaceChart {
  readonly #onEvent: ((event: BudgetEvent) => void) | undefined;
  #snapshot: Snapshot;

  constructor(limits: readonly Limit[], onEvent?: (event: BudgetEvent) => void) {
    this.#onEvent = onEvent;
    this.#snapshot = initialOf(limits);
  }

  /** For whoever looks on. */
  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  ask(event: AskedEvent): Verdict {
    this.tell(event);
    return this.#snapshot.context.verdict;
  }

  tell(event: BudgetEvent): void {
    this.#onEvent?.(event);
    this.#snapshot = budgetMachine.transition(this.#snapshot, event, scope);
  }
}

/** Places with the same limits begin with the same snapshot. */
const initials = new WeakMap<readonly Limit[], Snapshot>();

function initialOf(limits: readonly Limit[]): Snapshot {
  const known = initials.get(limits);
  if (known) return known;
  const [initial] = initialTransition(budgetMachine, { limits });
  initials.set(limits, initial);
  return initial;
}

const self = createActor(budgetMachine, { input: { limits: [] } });

/** What a transition wants to know of an actor, for all places: xstate's own `transition` makes an actor for each step. */
const scope: ActorScope<Snapshot, BudgetEvent> = {
  self,
  id: self.id,
  sessionId: self.sessionId,
  system: self.system,
  logger: () => {},
  defer: () => {},
  emit: () => {},
  stopChild: () => {},
  actionExecutor: () => {},
};
