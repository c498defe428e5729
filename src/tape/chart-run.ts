import type { StreamCommand, StreamInput, StreamOutput } from '../../machines/vocabulary.js';
import { type ChartEvent, type ChartSnapshot, streamChart } from '../chart/live-chart.js';
import type { Effect } from '../chart/stepper.js';
import { issuedBy } from './issued.js';
import type { Issued } from './record.js';
import { stateName } from './state-name.js';

export type { ChartSnapshot };

/** The pure chart, taken from event to event: no clock, no adapter, no text. */
export class ChartRun {
  snapshot: ChartSnapshot;
  issued: Issued;
  #nextCall = 1;

  constructor(input: StreamInput) {
    const [snapshot, effects] = streamChart.begin(input);
    this.snapshot = snapshot;
    this.issued = this.#issue(effects);
  }

  get state(): string {
    return stateName(this.snapshot.value);
  }

  get output(): StreamOutput | undefined {
    return this.snapshot.output;
  }

  /** Takes one event, as a tape recorded it. */
  step(event: ChartEvent): void {
    const [snapshot, effects] = streamChart.next(this.snapshot, event);
    this.snapshot = snapshot;
    this.issued = this.#issue(effects);
  }

  #issue(effects: readonly Effect<StreamCommand>[]): Issued {
    const commands = effects.flatMap((effect) => (effect.type === 'command' ? effect.command : []));
    if (commands.length === 0) return {};
    const issued = issuedBy(commands, this.#nextCall);
    if (issued.call) this.#nextCall += 1;
    return issued;
  }
}
