export { streamMachine } from './stream.machine.js';
export type * from './vocabulary.js';
