import { settings } from './settings.mjs';

const FILES = [
  'create-stream-consumer',
  'deliver',
  'delivery',
  'fences',
  'intake',
  'item',
  'ledger',
  'pages',
  'patience',
  'platform-call',
  'report',
  'split',
  'stall-watch',
];

export default settings(
  'core',
  FILES.map((name) => `src/${name}.ts`),
);
