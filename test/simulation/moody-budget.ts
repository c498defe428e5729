import type { Budget, Verdict } from '../../src/budget.js';
import { Luck } from './luck.js';

const WAITS_MS = [1, 40, 300, 1_200, 9_000, 40_000];

/** A budget that lets a call go out or not as it pleases, so that every wait is met at every moment. */
export class MoodyBudget implements Budget {
  allowed = 0;
  readonly #luck: Luck;

  constructor(seed: number) {
    this.#luck = new Luck(seed);
  }

  ask(): Verdict {
    const below = (n: number) => this.#luck.below(n);
    if (below(3) > 0) {
      this.allowed += 1;
      return { waitMs: 0, worth: 0 };
    }
    return { waitMs: WAITS_MS[below(WAITS_MS.length)] ?? 1, worth: below(3) === 0 ? 1 + below(30) : 0 };
  }

  tell(): void {}

  leave(): void {}
}
