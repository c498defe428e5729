// The main thread's side. It takes parcels in their order, gives a credit for each one that it has taken, and tells the worker when
// nothing more is wanted. Whatever else happens to the worker is an end, and never silence.

import type { MessagePort, Worker } from 'node:worker_threads';
import type { AgentPort } from '../deliver.js';
import { isGone } from './is-gone.js';
import { CREDITS, isParcel, type Parcel, type Reply, type Step } from './protocol.js';
import { type WorkerErrorCode, WorkerStreamError } from './worker-error.js';

/** What the worker speaks into. */
export type Listener = Omit<AgentPort, 'signal'>;

/** Resolves with the final text, if the worker gave one, or with nothing once `signal` is aborted.
 *  @throws {WorkerStreamError} for every other end. */
export function receive(port: MessagePort | Worker, listener: Listener, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let received = 0;
    let isOver = false;
    /** What the worker threw; it is told before the worker's end. */
    let thrown: unknown;

    const events: [event: string, hear: (value: unknown) => void][] = [
      ['message', takeSafely],
      ['messageerror', () => fail('worker-malformed', 'a part of the stream could not be read')],
      ['error', noteError],
      ['exit', gone],
      ['close', gone],
    ];
    for (const [event, hear] of events) port.on(event, hear);
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    else if (isGone(port)) gone(undefined);
    else grant(CREDITS);

    function takeSafely(parcel: unknown): void {
      try {
        take(parcel);
      } catch (error) {
        tell({ type: 'cancel' });
        end(() => reject(error));
      }
    }

    function take(message: unknown): void {
      const { seq, steps } = checked(message, received + 1);
      received = seq;
      for (const step of steps) if (!isOver) obey(step);
      if (!isOver) grant(1);
    }

    function obey(step: Step): void {
      if (typeof step === 'string') listener.onDelta(step);
      else if (step.say === 'boundary') listener.onSegmentBreak();
      else if (step.say === 'commentary') listener.onCommentary(step.text);
      else if (step.say === 'flush') void listener.flush().then(() => tell({ type: 'flushed', id: step.id }));
      else {
        tell({ type: 'taken' });
        if (step.say === 'finish') end(() => resolve(step.text));
        else fail('worker-failed', step.message);
      }
    }

    function noteError(error: unknown): void {
      thrown = error;
    }

    function gone(exitCode: unknown): void {
      const code = typeof exitCode === 'number' ? ` (exit code ${exitCode})` : '';
      if (thrown instanceof Error) fail('worker-failed', thrown.message);
      else fail('worker-ended', `the worker ended before its stream did${code}`);
    }

    function cancel(): void {
      tell({ type: 'cancel' });
      end(() => resolve(undefined));
    }

    function grant(parcels: number): void {
      tell({ type: 'credit', parcels });
    }

    function tell(reply: Reply): void {
      if (!isOver) port.postMessage(reply);
    }

    function fail(code: WorkerErrorCode, message: string): void {
      end(() => reject(new WorkerStreamError(code, message, { cause: thrown })));
    }

    function end(how: () => void): void {
      if (isOver) return;
      isOver = true;
      for (const [event, hear] of events) port.off(event, hear);
      signal.removeEventListener('abort', cancel);
      // A port is for one stream; a worker may have other things to do.
      if ('close' in port) port.close();
      how();
    }
  });
}

/** @throws {WorkerStreamError} for anything but the parcel that is due. */
function checked(message: unknown, due: number): Parcel {
  if (!isParcel(message)) throw new WorkerStreamError('worker-malformed', 'something came through the port that is no part of the stream');
  if (message.seq === due) return message;
  throw new WorkerStreamError('worker-out-of-order', `part ${message.seq} came where part ${due} was due`);
}
