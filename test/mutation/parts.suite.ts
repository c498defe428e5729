import '../core/item.test.js';
import '../core/ledger.test.js';
import '../core/patience.test.js';
import '../core/platform-call.test.js';
import '../core/split.test.js';
import '../core/stall-watch.test.js';
import '../fences.test.js';

export { tests } from './vitest-in-process.js';
