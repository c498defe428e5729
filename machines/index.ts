export { streamMachine } from './stream.machine.js';
export type * from './vocabulary.js';
export { ANSWERS } from './vocabulary.js';
