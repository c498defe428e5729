import { heldBy } from '../budget/create-budget.js';
import { PlaceChart } from '../budget/place-chart.js';
import type { AnswerRecord, CallRecord, TapeRecord } from '../tape/record.js';
import { placeState, unlimited } from './place-state.js';
import type { PlaceState } from './wire.js';

/** What a stream's own calls teach about the places that it writes to, followed from record to record. A tape holds neither the
 *  platform's sheet nor what other streams did there. */
export class BudgetTrace {
  /** Another array when it has changed. */
  states: readonly PlaceState[];
  readonly #chat = new PlaceChart(unlimited);
  #token: PlaceChart | undefined;
  #call: CallRecord | undefined;

  constructor() {
    this.states = [placeState('chat', this.#chat)];
  }

  take(record: TapeRecord): void {
    if (record.kind === 'call') this.#called(record);
    else if (record.kind === 'answer' && this.#call?.call === record.call) this.#answered(record, this.#call);
    else return;
    this.states = [placeState('chat', this.#chat), ...(this.#token ? [placeState('token', this.#token)] : [])];
  }

  #called(call: CallRecord): void {
    this.#call = call;
    const { stream, op, at } = call;
    const facts = { stream, op, at, class: call.final ? ('final' as const) : ('interim' as const) };
    for (const place of this.#places()) {
      // Whoever calls has asked; only a place that holds calls back learns from that.
      if (isHeld(place)) place.tell({ type: 'ASKED', ...facts, unshown: 0, ageMs: 0, perMs: 0, lastsMs: 0 });
      place.tell({ type: 'CALLED', ...facts });
    }
  }

  #answered({ stream, at, result, scope, retryAfterMs }: AnswerRecord, { op }: CallRecord): void {
    if (scope === 'token') this.#token ??= new PlaceChart(unlimited);
    const concerned = scope === 'token' ? this.#token : this.#chat;
    for (const place of this.#places()) {
      if (result === 'ok') place.tell({ type: 'DONE', stream, at });
      else if (result !== 'rateLimited' || place !== concerned) place.tell({ type: 'FAILED', stream, at });
      else if (retryAfterMs === undefined) place.tell({ type: 'REFUSED', stream, at });
      else place.tell({ type: 'HELD', stream, at, ms: retryAfterMs, what: heldBy(op, scope) });
    }
  }

  #places(): PlaceChart[] {
    return this.#token ? [this.#chat, this.#token] : [this.#chat];
  }
}

const isHeld = ({ snapshot }: PlaceChart): boolean => snapshot.matches({ gate: 'held' });
