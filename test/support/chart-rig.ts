import type { AnswerEvent, CallCommand, StreamCommand } from '../../machines/vocabulary.js';
import { LiveChart } from '../../src/chart/live-chart.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { alphabet } from './alphabet.js';
import { INPUT, type Snapshot } from './pure.js';

const ANSWER_TYPES: ReadonlySet<string> = new Set<AnswerEvent['type']>([
  'SHOWN',
  'WAIT',
  'HELD',
  'REFUSED',
  'UNSURE',
  'GONE',
  'UNABLE',
  'BARRED',
]);

/** The shipped chart as a live actor on a virtual clock, and everything that it commanded. */
export class ChartRig {
  readonly clock = new VirtualClock();
  readonly commands: StreamCommand[] = [];
  /** Calls that were commanded and have not been answered. */
  open = 0;
  mostOpen = 0;
  readonly #chart = new LiveChart({
    input: INPUT,
    snapshot: undefined,
    clock: this.clock,
    rested: (_event, _snapshot, commands) => {
      for (const command of commands) {
        this.commands.push(command);
        if (command.type === 'call') this.open += 1;
        this.mostOpen = Math.max(this.mostOpen, this.open);
      }
    },
  });

  constructor() {
    this.#chart.start();
  }

  get snapshot(): Snapshot {
    return this.#chart.snapshot;
  }

  get calls(): CallCommand[] {
    return this.commands.filter((command) => command.type === 'call');
  }

  get bell(): Extract<StreamCommand, { type: 'bell' }> | undefined {
    return this.commands.findLast((command) => command.type === 'bell');
  }

  /** Plays the letter of this name, with the numbers that fit where the actor stands. Timers fire through the clock. */
  play(name: string): void {
    const letter = alphabet(this.snapshot).find((one) => one.name === name);
    if (!letter) throw new Error(`${name} is not in the alphabet here`);
    if (name.startsWith('xstate.after.')) {
      this.clock.fireNext();
      return;
    }
    if (ANSWER_TYPES.has(letter.type)) this.open = 0;
    // After a restart nothing is on its way any more.
    if (letter.type === 'RESUMED') this.open = 0;
    this.#chart.send(letter);
  }
}
