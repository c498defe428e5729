export type { Answer, Dialect, Emulator, EmulatorOptions, IncomingCall, LoggedCall } from './emulator.js';
export { startEmulator } from './emulator.js';
export type { Fault, FaultAim, FaultKind } from './faults.js';
export type { TokenBucketOptions } from './token-bucket.js';
export { TokenBucket, TokenBuckets } from './token-bucket.js';
