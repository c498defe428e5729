import '../core/simulated.test.js';

export { tests } from './vitest-in-process.js';
