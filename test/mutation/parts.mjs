import { settings } from './settings.mjs';

/** The parts of the core that stand by themselves; their own tests are quick. */
const FILES = ['fences', 'item', 'ledger', 'patience', 'platform-call', 'split', 'stall-watch'];

export default settings(
  'parts',
  FILES.map((name) => `src/${name}.ts`),
);
