// Puts the tests that judge a part, and everything of ours that they need, into one script.

import { dirname } from 'node:path';
import { build } from 'rolldown';
import { PARTS } from './parts.mjs';

const [part] = process.argv.slice(2);
const ENTRY = 'suites-of-a-part';
const HERE = new URL('.', import.meta.url).pathname;

const entry = {
  name: 'entry',
  resolveId: (id) => (id === ENTRY ? `${HERE}${ENTRY}.ts` : undefined),
  load(id) {
    if (!id.endsWith(`${ENTRY}.ts`)) return undefined;
    const imports = PARTS[part].tests.map((name) => `import '../${name}${name.startsWith('mutation/') ? '.suite' : '.test'}.js';`);
    return [...imports, `export { tests } from './vitest-in-process.js';`].join('\n');
  },
  // A script has no such thing, and the suites look for their files from here.
  transform: (code, id) => code.replaceAll('import.meta.dirname', JSON.stringify(dirname(id))),
};

await build({
  input: ENTRY,
  platform: 'node',
  external: [/^node:/, /^xstate/, 'chai', '@vitest/expect', 'fast-check', 'yaml'],
  resolve: { alias: { vitest: `${HERE}vitest-in-process.ts` } },
  plugins: [entry],
  transform: { define: { TAKES_ITS_TIME: String(PARTS[part].takesItsTime ?? false) } },
  output: { file: '.mutate/suite.cjs', format: 'cjs' },
  treeshake: false,
  logLevel: 'silent',
});
