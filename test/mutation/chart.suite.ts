import '../model/table.test.js';
import '../model/steps.test.js';

export { tests } from './vitest-in-process.js';
