// Puts a suite and everything of ours that it needs into one file.
import { build } from 'rolldown';

const [name] = process.argv.slice(2);
await build({
  input: `test/mutation/${name}.suite.ts`,
  platform: 'node',
  external: [/^node:/, 'xstate', 'xstate/graph', 'chai', '@vitest/expect', 'fast-check', 'yaml', 'remend', 'eventsource-parser'],
  resolve: { alias: { vitest: new URL('vitest-in-process.ts', import.meta.url).pathname } },
  output: { file: '.mutate/suite.mjs', format: 'esm' },
  treeshake: false,
  logLevel: 'silent',
});
