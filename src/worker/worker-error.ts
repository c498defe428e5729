import { TokentapeError } from '../errors.js';

/** Why a worker's stream is not whole.
 *
 *  - `worker-failed`: the agent in the worker said that it failed, or threw and nobody caught it.
 *  - `worker-ended`: the worker, or its end of the port, is gone, and the stream was not finished.
 *  - `worker-malformed`: what came through the port is no part of a stream.
 *  - `worker-out-of-order`: a part of the stream is missing, or came twice.
 *  - `worker-overflow`: thrown in the worker: more waits there for the main thread than may. */
export type WorkerErrorCode = 'worker-failed' | 'worker-ended' | 'worker-malformed' | 'worker-out-of-order' | 'worker-overflow';

export class WorkerStreamError extends TokentapeError {
  declare readonly code: WorkerErrorCode;

  constructor(code: WorkerErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}
