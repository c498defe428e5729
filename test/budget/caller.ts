// One stream's calls to one chat, made by hand. Times are milliseconds from the beginning.

import type { Budget, Claim, Report, Verdict } from '../../src/budget.js';

const LATENCY_MS = 100;
/** Much text, and nothing known of what is to come. */
const CLAIM = { op: 'edit', class: 'interim', unshown: 500, ageMs: 900, perMs: 0 } as const;

export class Caller {
  readonly #budget: Budget;
  readonly #where: { stream: string; chatId: string };
  #op: Claim['op'] = CLAIM.op;

  constructor(budget: Budget, stream = 's', chatId = 'c') {
    this.#budget = budget;
    this.#where = { stream, chatId };
  }

  ask(at: number, claim: Partial<Claim> = {}): Verdict {
    this.#op = claim.op ?? CLAIM.op;
    return this.#budget.ask({ ...CLAIM, ...this.#where, at, ...claim });
  }

  tell(at: number, report: Partial<Report> = {}): void {
    this.#budget.tell({ ...this.#where, op: this.#op, at, latencyMs: LATENCY_MS, result: 'ok', ...report });
  }

  /** A call that goes and works. */
  call(at: number, claim: Partial<Claim> = {}): void {
    const { waitMs } = this.ask(at, claim);
    if (waitMs > 0) throw new Error(`at ${at} a call would have to wait ${waitMs} ms`);
    this.tell(at + LATENCY_MS);
  }

  /** A call that goes and is refused. */
  refused(at: number, report: Partial<Report>, claim: Partial<Claim> = {}): void {
    const { waitMs } = this.ask(at, claim);
    if (waitMs > 0) throw new Error(`at ${at} a call would have to wait ${waitMs} ms`);
    this.tell(at + LATENCY_MS, { result: 'held', ...report });
  }
}
