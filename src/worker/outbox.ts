import { PARCEL_LENGTH, type Parcel, type Step } from './protocol.js';
import { WorkerStreamError } from './worker-error.js';

/** Text that is sent at once, instead of with what else comes in this turn of the event loop: an agent that does not let go of the
 *  thread is heard all the same. */
const ENOUGH_LENGTH = 1_024;
/** More than this waits only while the main thread is behind. */
const MUCH_LENGTH = 64 * 1_024;
const MOST_LENGTH = 4 * 1_024 * 1_024;
const MOST_STEPS = 10_000;

/** The way to the main thread. */
export interface Line {
  send(parcel: Parcel): void;
  /** Takes in what the main thread has said and the event loop has not brought yet. */
  listen(): void;
}

/** What an agent has said and the main thread has not asked for yet. Pieces of text that wait become one, so what costs is the turns of the
 *  event loop, not the deltas. */
export class Outbox {
  readonly #line: Line;
  #steps: Step[] = [];
  /** The end of the last text, in pieces. */
  #text: string[] = [];
  #length = 0;
  #credits = 0;
  #seq = 0;
  #isScheduled = false;
  #isEnded = false;
  #isClosed = false;
  #whenDrained: (() => void)[] = [];

  constructor(line: Line) {
    this.#line = line;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get hasRoom(): boolean {
    return this.#length < MUCH_LENGTH;
  }

  putText(text: string): void {
    if (this.#isEnded || text === '') return;
    this.#text.push(text);
    this.#grow(text.length);
    if (this.#length >= ENOUGH_LENGTH) this.#sendNow();
    else this.#schedule();
  }

  put(step: Exclude<Step, string>): void {
    if (this.#isEnded) return;
    this.#closeText();
    this.#steps.push(step);
    this.#grow('text' in step ? (step.text?.length ?? 0) : 0);
    this.#schedule();
  }

  /** The last step; nothing is taken after it. */
  end(step: Exclude<Step, string>): void {
    try {
      this.put(step);
    } catch (error) {
      // That it ended so is the last step, then.
      if (!(error instanceof WorkerStreamError)) throw error;
    }
    this.#isEnded = true;
    this.#sendNow();
  }

  grant(parcels: number): void {
    this.#credits += parcels;
    this.#sendAll();
  }

  /** Nobody wants what waits. */
  close(): void {
    this.#isEnded = true;
    this.#isClosed = true;
    this.#steps = [];
    this.#text = [];
    this.#length = 0;
    this.#tellDrained();
  }

  drained(): Promise<void> {
    return this.hasRoom ? Promise.resolve() : new Promise((resolve) => this.#whenDrained.push(resolve));
  }

  #grow(length: number): void {
    this.#length += length;
    if (this.#length <= MOST_LENGTH && this.#steps.length <= MOST_STEPS) return;
    const message = 'the main thread is too far behind; await drained() before saying more';
    // What was taken before stands; the last that was said is not.
    this.#length -= length;
    if (this.#text.length > 0) this.#text.pop();
    else this.#steps.pop();
    this.#closeText();
    this.#steps.push({ say: 'failure', message });
    this.#isEnded = true;
    this.#sendAll();
    throw new WorkerStreamError('worker-overflow', message);
  }

  #schedule(): void {
    if (this.#isScheduled || this.#credits === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#sendAll();
    });
  }

  /** Without waiting for the event loop to turn. */
  #sendNow(): void {
    this.#line.listen();
    this.#sendAll();
  }

  #sendAll(): void {
    if (this.#credits > 0) this.#closeText();
    while (this.#credits > 0 && this.#steps.length > 0) {
      this.#credits -= 1;
      this.#seq += 1;
      this.#line.send({ seq: this.#seq, steps: this.#nextSteps() });
    }
    if (this.hasRoom) this.#tellDrained();
  }

  /** As many as fit into one parcel; a long text goes on in the next. */
  #nextSteps(): Step[] {
    const taken: Step[] = [];
    let room = PARCEL_LENGTH;
    while (room > 0) {
      const step = this.#steps.shift();
      if (step === undefined) break;
      if (typeof step === 'string' && step.length > room) {
        taken.push(step.slice(0, room));
        this.#steps.unshift(step.slice(room));
        this.#length -= room;
        break;
      }
      const length = typeof step === 'string' ? step.length : 'text' in step ? (step.text?.length ?? 0) : 0;
      taken.push(step);
      this.#length -= length;
      room -= length;
    }
    return taken;
  }

  #closeText(): void {
    if (this.#text.length === 0) return;
    this.#steps.push(this.#text.length === 1 ? (this.#text[0] ?? '') : this.#text.join(''));
    this.#text = [];
  }

  #tellDrained(): void {
    for (const done of this.#whenDrained.splice(0)) done();
  }
}
