import type { InspectionEvent, SnapshotFrom } from 'xstate';
import type { streamMachine } from '../../machines/stream.machine.js';
import type { CallCommand, StreamInput } from '../../machines/vocabulary.js';
import type { Clock } from '../clock.js';
import type { TapeRecord, TapeSink } from './record.js';
import { stateName } from './state-name.js';

export interface RecorderOptions {
  tape: TapeSink;
  streamId: string;
  clock: Clock;
  /** What the chart was started with; without it a tape cannot be replayed. */
  input: StreamInput;
}

/** Writes one record for every event that the chart processes. Nothing that the sink does can reach the delivery. */
export class ChartRecorder {
  /** Records that the sink threw at. */
  dropped = 0;

  readonly #with: RecorderOptions;
  #seq = 0;
  #state = '';
  #pending: Pick<TapeRecord, 'event' | 'from'> | undefined;

  constructor(options: RecorderOptions) {
    this.#with = options;
  }

  /** For the actor's `inspect` option. */
  inspect = (inspected: InspectionEvent): void => {
    if (inspected.rootId !== inspected.actorRef.sessionId) return;
    if (inspected.type === '@xstate.event') {
      const event = inspected.event.type === 'xstate.init' ? { type: 'xstate.init', input: this.#with.input } : inspected.event;
      this.#pending = { event: event as TapeRecord['event'], from: this.#state };
    } else if (inspected.type === '@xstate.snapshot') {
      const { value } = inspected.snapshot as SnapshotFrom<typeof streamMachine>;
      this.#write(stateName(value));
    }
  };

  /** Before the call is made: a record of what is about to happen outlives whatever happens then. */
  called(command: CallCommand, seq: number, state: string): void {
    this.#write(state, { op: command.op, seq, from: command.from, final: command.final });
  }

  #write(to: string, call?: TapeRecord['call']): void {
    const pending = this.#pending;
    this.#pending = undefined;
    this.#state = to;
    if (!pending) return;
    const { tape, streamId, clock } = this.#with;
    const record: TapeRecord = { v: 1, stream: streamId, seq: this.#seq++, at: clock.now(), ...pending, to, ...(call && { call }) };
    try {
      tape.write(record);
    } catch {
      this.dropped += 1;
    }
  }
}
