import { settings } from './settings.mjs';

/** What only works together: the simulation tries it. */
const FILES = ['create-stream-consumer', 'deliver', 'delivery', 'intake', 'pages', 'report'];

export default settings(
  'core',
  FILES.map((name) => `src/${name}.ts`),
);
