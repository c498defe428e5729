import type { SnapshotFrom } from 'xstate';
import { streamMachine } from '../../machines/stream.machine.js';
import type { StreamCommand, StreamInput } from '../../machines/vocabulary.js';
import type { Clock } from '../clock.js';
import { type Step, stepperOf } from './stepper.js';

export type ChartSnapshot = SnapshotFrom<typeof streamMachine>;
/** One of the chart's own, one of its timers, or `xstate.init` at its start. */
export interface ChartEvent {
  type: string;
}

export const streamChart = stepperOf(streamMachine);

interface Timer {
  name: string;
  handle: unknown;
}

export interface LiveChartOptions {
  input: StreamInput;
  /** Where it was left. It is told `RESUMED` to go on; until then no timer runs. */
  snapshot: ChartSnapshot | undefined;
  clock: Clock;
  /** The chart has come to rest after an event. What it is told meanwhile comes after that. */
  rested(event: ChartEvent, snapshot: ChartSnapshot, commands: StreamCommand[]): void;
}

/** The chart of one stream at work: one event after the other, and its timers on a clock. */
export class LiveChart {
  readonly #with: LiveChartOptions;
  // Short lists that are made anew, and by `concat`: one that was ever pushed to, or spread into another, keeps room for seventeen.
  #timers: readonly Timer[] = [];
  #waiting: readonly ChartEvent[] = [];
  #snapshot: ChartSnapshot | undefined;
  #isAtWork = false;

  constructor(options: LiveChartOptions) {
    this.#with = options;
  }

  get snapshot(): ChartSnapshot {
    if (!this.#snapshot) throw new Error('the chart has not been started');
    return this.#snapshot;
  }

  start(): void {
    const { input, snapshot } = this.#with;
    this.#take(START, snapshot ? [snapshot, []] : streamChart.begin(input));
    this.#workOff();
  }

  /** After its end it is told nothing more. */
  send(event: ChartEvent): void {
    this.#waiting = this.#waiting.concat(event);
    if (!this.#isAtWork) this.#workOff();
  }

  #workOff(): void {
    for (let [event] = this.#waiting; event; [event] = this.#waiting) {
      this.#waiting = this.#waiting.slice(1);
      if (this.snapshot.status === 'active') this.#take(event, streamChart.next(this.snapshot, event));
    }
  }

  #take(event: ChartEvent, [snapshot, effects]: Step<typeof streamMachine>): void {
    const commands: StreamCommand[] = [];
    this.#snapshot = snapshot;
    for (const effect of effects) {
      if (effect.type === 'command') commands.push(effect.command);
      else if (effect.type === 'start') this.#startTimer(effect.timer, effect.ms, effect.event);
      else this.#stopTimer(effect.timer);
    }
    this.#isAtWork = true;
    try {
      this.#with.rested(event, snapshot, commands);
    } finally {
      this.#isAtWork = false;
    }
  }

  #startTimer(name: string, ms: number, event: ChartEvent): void {
    const timer = {
      name,
      handle: this.#with.clock.setTimeout(() => {
        this.#forget(timer);
        this.send(event);
      }, ms),
    };
    this.#timers = this.#timers.concat(timer);
  }

  #stopTimer(name: string): void {
    const timer = this.#timers.find((one) => one.name === name);
    if (!timer) return;
    this.#with.clock.clearTimeout(timer.handle);
    this.#forget(timer);
  }

  #forget(timer: Timer): void {
    this.#timers = this.#timers.filter((one) => one !== timer);
  }
}

const START: ChartEvent = { type: 'xstate.init' };
