import '../model/steps.test.js';
import '../model/table.test.js';

export { tests } from './vitest-in-process.js';
