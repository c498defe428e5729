import type { SnapshotFrom } from 'xstate';
import { budgetMachine } from '../../machines/budget.machine.js';
import type { AskedEvent, BudgetEvent, Limit } from '../../machines/budget-vocabulary.js';
import type { Verdict } from '../budget.js';
import { stepperOf } from '../chart/stepper.js';

type Snapshot = SnapshotFrom<typeof budgetMachine>;

const budgetChart = stepperOf(budgetMachine);

/** One place, driven by its chart. It has no timers and commands nothing: what it says stands in its context. */
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
    [this.#snapshot] = budgetChart.next(this.#snapshot, event);
  }
}

/** Places with the same limits begin with the same snapshot. */
const initials = new WeakMap<readonly Limit[], Snapshot>();

function initialOf(limits: readonly Limit[]): Snapshot {
  const known = initials.get(limits);
  if (known) return known;
  const [initial] = budgetChart.begin({ limits });
  initials.set(limits, initial);
  return initial;
}
