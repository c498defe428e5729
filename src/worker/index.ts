export { type ConnectOptions, connectWorker, fromWorker } from './connect-worker.js';
export { type WorkerErrorCode, WorkerStreamError } from './worker-error.js';
export { type WorkerStream, workerStream } from './worker-stream.js';
