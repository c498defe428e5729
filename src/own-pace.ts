import type { Budget, Claim, Report } from './budget.js';

/** A refusal that came without a time: the next preview keeps at least this distance, and each further one doubles it. */
const FIRST_GAP_MS = 500;
const LONGEST_GAP_MS = 30_000;
/** What one success takes off a learned distance. */
const RELAX = 0.9;

/** The pace of one stream that shares its chat with nobody: obeys what it is told, and slows down after a run of refusals. */
export class OwnPace implements Budget {
  #sendsFrom = 0;
  #editsFrom = 0;
  #allFrom = 0;
  #gapMs = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  ask({ op, class: urgency, at }: Claim): number {
    const isSend = op === 'send' || op === 'fresh' || op === 'open';
    const held = Math.max(this.#allFrom, isSend ? this.#sendsFrom : this.#editsFrom);
    const paced = urgency === 'interim' ? this.#lastAt + this.#gapMs : 0;
    return Math.max(0, held - at, paced - at);
  }

  tell({ op, at, result, retryAfterMs, scope }: Report): void {
    this.#lastAt = at;
    if (result !== 'held') {
      this.#gapMs = this.#gapMs < 50 ? 0 : this.#gapMs * RELAX;
      return;
    }
    this.#gapMs = Math.min(Math.max(this.#gapMs * 2, FIRST_GAP_MS), LONGEST_GAP_MS);
    if (retryAfterMs === undefined) return;
    const until = at + retryAfterMs;
    const isSend = op === 'send' || op === 'fresh' || op === 'open';
    if (scope === 'chat' || scope === 'token') this.#allFrom = Math.max(this.#allFrom, until);
    else if (isSend) this.#sendsFrom = Math.max(this.#sendsFrom, until);
    else {
      this.#editsFrom = Math.max(this.#editsFrom, until);
      if (scope !== 'call') this.#sendsFrom = Math.max(this.#sendsFrom, until);
    }
  }

  leave(): void {}
}
